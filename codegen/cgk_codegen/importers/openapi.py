"""Reader of OpenAPI 3.1: each webhook is an event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, Source, SourceEvent, is_list
from cgk_codegen.importers.specs import Specification, entries, is_json

_METHODS: Final = ("post", "put", "patch", "get", "delete")
_KNOWN: Final = ("openapi", "info", "webhooks", "components", "jsonSchemaDialect")
_UNSUPPORTED: Final = ("parameters", "callbacks", "security", "servers", "externalDocs", "tags", "operationId")


def read_openapi(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read all webhooks."""
    document = Specification(path, documents, losses, _KNOWN)
    return document.source(_events(document))


def _events(document: Specification) -> Iterator[SourceEvent]:
    webhooks = entries(document.content.get("webhooks"))
    for name, listed in webhooks.items():
        item = document.follow(listed)
        methods = [method for method in _METHODS if method in item]
        for method in methods:
            event = name if len(methods) == 1 else f"{name}.{method}"
            operation = document.follow(item[method])
            span = document.documents.span(webhooks, name)
            document.report(operation, _UNSUPPORTED, event)
            content = _json_content(document, document.follow(operation.get("requestBody")), event)
            if content is None:
                document.losses.add("IMP502", span, event, "it has no JSON body")
                continue
            yield SourceEvent(
                event, content.get("schema", True), span, about=document.about(operation, _examples(document, content)),
                result=_result(document, operation, event), headers=_headers(document, operation),
            )  # fmt: skip


def _examples(document: Specification, content: Schema) -> list[Json]:
    listed = [document.follow(each) for each in entries(content.get("examples")).values()]
    examples: list[Json] = [content["example"]] if "example" in content else []
    return [*examples, *(each["value"] for each in listed if "value" in each)]


def _result(document: Specification, operation: Schema, event: str) -> Json:
    """Return the schema of the first answer that succeeds and has one."""
    for status, listed in entries(operation.get("responses")).items():
        content = _json_content(document, document.follow(listed), event) if status.startswith("2") else None
        if content and "schema" in content:
            return content["schema"]
    return None


def _headers(document: Specification, operation: Schema) -> Schema:
    """Return the schemas of an operation's headers, one of which may be the tenant."""
    listed = operation.get("parameters")
    parameters = [document.follow(each) for each in listed] if is_list(listed) else []
    return {str(each.get("name")): each.get("schema", {}) for each in parameters if each.get("in") == "header"}


def _json_content(document: Specification, body: Schema, event: str) -> Schema | None:
    """Return the JSON content of a body, None if it has none; other contents are reported."""
    contents = entries(body.get("content"))
    media_type = next((each for each in contents if is_json(each)), None)
    document.report(contents, [each for each in contents if each != media_type], event)
    return None if media_type is None else entries(contents[media_type])
