"""Payloads and results as the pages show them: without personal data unless it was asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime.errors import UnknownEventError
from cgk_runtime.validation.redaction import MASK, redacted

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


def visible_payload(catalog: Catalog, event: str, document: str) -> dict[str, Any]:
    """Return a payload without its personal data; without any value if the catalog does not have the event."""
    payload: dict[str, Any] = json.loads(document)
    try:
        model = catalog.payload_model(event)
    except UnknownEventError:
        return dict.fromkeys(payload, MASK)
    return cast("dict[str, Any]", redacted(payload, model))


def visible_output(catalog: Catalog, event: str, document: str) -> object:
    """Return a result without its personal data; a result without a declared model is shown as it is."""
    try:
        return redacted(json.loads(document), catalog.result_model(event))
    except UnknownEventError:
        return MASK
    except LookupError:
        return json.loads(document)


def hint_of(catalog: Catalog, event: str, document: str | None) -> str:
    """Return the first short value of a payload besides its tenant, which tells runs of one event apart."""
    if document is None:
        return ""
    for name, value in visible_payload(catalog, event, document).items():
        if name != catalog.tenant_field and isinstance(value, str | int | float) and value != MASK:
            return str(value)[:60]
    return ""
