"""Payloads with deeply nested data: a payload that can be sent can also be received."""

from __future__ import annotations

import pytest
from cgk_jobs import CATALOG
from cgk_runtime import InvalidPayloadError
from cgk_runtime.validation.payloads import parse_received_payload, serialize_payload

EVENT = "customer.updated"


def document(depth: int) -> bytes:
    return b'{"tenantId":"acme","customerId":"c1","changes":{"x":' + b"[" * depth + b"]" * depth + b"}}"


def test_sent_nesting_can_be_received() -> None:
    value: list[object] = []
    for depth in range(1, 260):
        payload = {"tenantId": "acme", "customerId": "c1", "changes": {"x": value}}
        try:
            _, sent = serialize_payload(CATALOG, EVENT, payload)
        except InvalidPayloadError:
            assert depth > 190  # the TypeScript package's own limit
        else:
            parse_received_payload(CATALOG, EVENT, sent)
        value = [value]


@pytest.mark.parametrize("depth", [250, 5000])
def test_deeper_nesting_is_an_invalid_payload(depth: int) -> None:
    with pytest.raises(InvalidPayloadError):
        parse_received_payload(CATALOG, EVENT, document(depth))
