"""Reader of OpenAPI 3.1: each webhook is an event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, Source, SourceEvent, is_list
from cgk_codegen.importers.specs import Specification, is_json_media_type, object_or_empty

_METHODS: Final = ("post", "put", "patch", "get", "delete")
_KNOWN: Final = ("openapi", "info", "webhooks", "components", "jsonSchemaDialect")
_UNSUPPORTED: Final = ("parameters", "callbacks", "security", "servers", "externalDocs", "tags", "operationId")


def read_openapi(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read all webhooks."""
    spec = Specification(path, documents, losses, _KNOWN)
    return spec.build_source(_events(spec))


def _events(spec: Specification) -> Iterator[SourceEvent]:
    webhooks = object_or_empty(spec.content.get("webhooks"))
    for name, listed in webhooks.items():
        item = spec.dereference(listed)
        methods = [method for method in _METHODS if method in item]
        for method in methods:
            event = name if len(methods) == 1 else f"{name}.{method}"
            operation = spec.dereference(item[method])
            span = spec.documents.span(webhooks, name)
            spec.report_unsupported_keys(operation, _UNSUPPORTED, event)
            content = _json_content(spec, spec.dereference(operation.get("requestBody")), event)
            if content is None:
                spec.losses.add("IMP502", span, event, "it has no JSON body")
                continue
            yield SourceEvent(
                event, content.get("schema", True), span, result=_result(spec, operation, event),
                annotations=spec.annotations(operation, _examples(spec, content)), headers=_headers(spec, operation),
            )  # fmt: skip


def _examples(spec: Specification, content: Schema) -> list[Json]:
    listed = [spec.dereference(item) for item in object_or_empty(content.get("examples")).values()]
    examples: list[Json] = [content["example"]] if "example" in content else []
    return [*examples, *(item["value"] for item in listed if "value" in item)]


def _result(spec: Specification, operation: Schema, event: str) -> Json:
    """Return the schema of the first answer that succeeds and has one."""
    for status, listed in object_or_empty(operation.get("responses")).items():
        content = _json_content(spec, spec.dereference(listed), event) if status.startswith("2") else None
        if content and "schema" in content:
            return content["schema"]
    return None


def _headers(spec: Specification, operation: Schema) -> Schema:
    """Return the schemas of an operation's headers, one of which may be the tenant."""
    listed = operation.get("parameters")
    parameters = [spec.dereference(item) for item in listed] if is_list(listed) else []
    return {str(item.get("name")): item.get("schema", {}) for item in parameters if item.get("in") == "header"}


def _json_content(spec: Specification, body: Schema, event: str) -> Schema | None:
    """Return the JSON content of a body, None if it has none; other contents are reported."""
    contents = object_or_empty(body.get("content"))
    media_type = next((item for item in contents if is_json_media_type(item)), None)
    spec.report_unsupported_keys(contents, [item for item in contents if item != media_type], event)
    return None if media_type is None else object_or_empty(contents[media_type])
