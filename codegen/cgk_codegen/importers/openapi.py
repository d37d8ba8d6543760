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
_SUPPORTED_KEYS: Final = ("openapi", "info", "webhooks", "components", "jsonSchemaDialect")
_UNSUPPORTED_KEYS: Final = ("parameters", "callbacks", "security", "servers", "externalDocs", "tags", "operationId")


def read_openapi(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read all webhooks."""
    spec = Specification(path, documents, losses, _SUPPORTED_KEYS)
    return spec.build_source(_events(spec))


def _events(spec: Specification) -> Iterator[SourceEvent]:
    """Yield an event for each method of each webhook."""
    webhooks = object_or_empty(spec.content.get("webhooks"))
    for name, value in webhooks.items():
        path_item = spec.dereference(value)
        methods = [method for method in _METHODS if method in path_item]
        for method in methods:
            event = name if len(methods) == 1 else f"{name}.{method}"
            operation = spec.dereference(path_item[method])
            span = spec.documents.span(webhooks, name)
            spec.report_unsupported_keys(operation, _UNSUPPORTED_KEYS, event)
            content = _json_content(spec, spec.dereference(operation.get("requestBody")), event)
            if content is None:
                spec.losses.add("IMP502", span, event, "it has no JSON body")
                continue
            yield SourceEvent(
                event, content.get("schema", True), span, result=_result(spec, operation, event),
                annotations=spec.annotations(operation, _examples(spec, content)), headers=_headers(spec, operation),
            )  # fmt: skip


def _examples(spec: Specification, content: Schema) -> list[Json]:
    named_examples = [spec.dereference(item) for item in object_or_empty(content.get("examples")).values()]
    examples: list[Json] = [content["example"]] if "example" in content else []
    return [*examples, *(example["value"] for example in named_examples if "value" in example)]


def _result(spec: Specification, operation: Schema, event: str) -> Json:
    """Return the schema of the first successful response that has one."""
    for status, response in object_or_empty(operation.get("responses")).items():
        content = _json_content(spec, spec.dereference(response), event) if status.startswith("2") else None
        if content and "schema" in content:
            return content["schema"]
    return None


def _headers(spec: Specification, operation: Schema) -> Schema:
    """Return the schemas of an operation's headers, one of which may be the tenant."""
    listed = operation.get("parameters")
    parameters = [spec.dereference(item) for item in listed] if is_list(listed) else []
    return {str(item.get("name")): item.get("schema", {}) for item in parameters if item.get("in") == "header"}


def _json_content(spec: Specification, body: Schema, event: str) -> Schema | None:
    """Return the first JSON content of a body, None if it has none; report its other contents."""
    contents = object_or_empty(body.get("content"))
    media_type = next(filter(is_json_media_type, contents), None)
    spec.report_unsupported_keys(contents, [name for name in contents if name != media_type], event)
    return None if media_type is None else object_or_empty(contents[media_type])
