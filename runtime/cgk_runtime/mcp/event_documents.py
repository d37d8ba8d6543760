"""Events as JSON data, for assistants and `cgk events --json`. Values that an event does not have are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgk_runtime.catalog_pages import FieldRow, read_event_page, read_event_schema, with_nested

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgk_runtime.catalog import Catalog, EventDefinition


def event_properties(event: EventDefinition) -> dict[str, Any]:
    """Return the properties of an event, without its fields."""
    retry = event.retry
    properties: dict[str, Any] = {
        "name": event.name,
        "description": event.description,
        "category": event.category,
        "owner": event.owner,
        "deprecated": event.deprecated,
        "sensitiveFields": list(event.sensitive_fields) or None,
        "payloadType": event.payload_type,
        "resultType": event.result_type,
        "taskId": event.task_id,
        "fairness": event.fairness,
        "retry": {
            "maxAttempts": retry.max_attempts,
            "factor": retry.factor,
            "minTimeoutInMs": retry.min_timeout_ms,
            "maxTimeoutInMs": retry.max_timeout_ms,
        },
    }
    return _without_none(properties)


def event_document(catalog: Catalog, event: EventDefinition) -> dict[str, Any]:
    """Return the properties of an event with its schema and, unless the catalog is hand-written, its page."""
    page = read_event_page(catalog, event.name)
    document = {**event_properties(event), "schema": read_event_schema(catalog, event.name)}
    if page is not None:
        document["fields"] = _field_documents(page.fields)
        document["resultFields"] = _field_documents(page.result_fields) or None
        document["examples"] = [dict(example) for example in page.examples]
        document["snippets"] = dict(page.snippets)
    return _without_none(document)


def _field_documents(rows: Iterable[FieldRow]) -> list[dict[str, Any]]:
    return [
        _without_none(
            {
                "name": row.name,
                "type": row.nullable_type,
                "required": row.required,
                "sensitive": row.sensitive or None,
                "limits": list(row.limits) or None,
                "description": row.description or None,
                "defaultOnArrival": row.default,
                "deprecated": row.deprecated,
            }
        )
        for row in with_nested(rows)
    ]


def _without_none(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value is not None}
