"""Payloads and results as the pages show them: without personal data unless it was asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime.errors import InvalidPayloadError, UnknownEventError
from cgk_runtime.validation.problems import as_list, as_mapping
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


def restore(edited: object, shown: object, original: object) -> object:
    """Return an edited payload with the personal data that its editor never saw.

    Args:
        edited: The payload as it was edited.
        shown: The payload as it was shown, with masks.
        original: The payload with its personal data.

    Example:
        >>> restore({"a": 2, "email": "***"}, {"a": 1, "email": "***"}, {"a": 1, "email": "ada@example.org"})
        {'a': 2, 'email': 'ada@example.org'}
    """
    if edited == MASK and shown == MASK:
        return original
    fields, was, real = as_mapping(edited), as_mapping(shown), as_mapping(original)
    if fields is not None and was is not None and real is not None:
        return {
            name: restore(value, was[name], real[name]) if name in was and name in real else value
            for name, value in fields.items()
        }
    items, before, values = as_list(edited), as_list(shown), as_list(original)
    if items is not None and before is not None and values is not None:
        pairs = list(zip(before, values, strict=True))
        return [restore(item, *pairs[at]) if at < len(pairs) else item for at, item in enumerate(items)]
    return edited


def restore_payload(catalog: Catalog, event: str, edited: object, document: str) -> object:
    """Return an edited payload in which masked values are replaced with the personal data of its run.

    Args:
        catalog: The catalog.
        event: The event's name.
        edited: The payload as it was edited.
        document: The run's payload.

    Raises:
        InvalidPayloadError: The payload is for another tenant, which must not receive that data.
    """
    fields, original = as_mapping(edited), json.loads(document)
    shown = visible_payload(catalog, event, document)
    restored = restore(edited, shown, original)
    if (
        fields is not None
        and fields.get(catalog.tenant_field) != original.get(catalog.tenant_field)
        and restored != edited
    ):
        raise InvalidPayloadError(
            event, (), f"The values shown as {MASK} are personal data of another tenant; enter values for this tenant"
        )
    return restored


def hint_of(catalog: Catalog, event: str, document: str | None) -> str:
    """Return the first short value of a payload besides its tenant, which tells runs of one event apart."""
    if document is None:
        return ""
    for name, value in visible_payload(catalog, event, document).items():
        if name != catalog.tenant_field and isinstance(value, str | int | float) and value != MASK:
            return str(value)[:60]
    return ""
