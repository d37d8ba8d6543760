"""The local provider's log format (`JOBS_LOCAL_LOG`): event, payload, options, headers."""

from __future__ import annotations

from cgk_codegen.live.records import Json, Record, as_object, tenants_of, text_of, version_of


def records(document: Json) -> list[Record] | None:
    """Return the record of a line, None if it has another format."""
    if not isinstance(document.get("event"), str) or "payload" not in document:
        return None
    options, headers = as_object(document.get("options")), document.get("headers")
    record = Record(
        event=document["event"],
        task=text_of(document.get("task")),
        payload=document["payload"],
        has_payload=True,
        tenants=tenants_of(
            envelope_tenant=document.get("tenantId"),
            tags=options.get("tags", document.get("tags")),
            headers=headers,
            metadata=options.get("metadata"),
        ),
        catalog_version=version_of(headers),
    )
    return [record]
