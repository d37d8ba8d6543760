"""Reader of OpenAPI 3.1: each webhook is an event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, Scope, Source, SourceEvent, is_list
from cgk_codegen.importers.specs import Specification, entries, is_json

_METHODS: Final = ("post", "put", "patch", "get", "delete")
_KNOWN: Final = ("openapi", "info", "webhooks", "components", "jsonSchemaDialect")
_UNSUPPORTED: Final = ("parameters", "callbacks", "security", "servers", "externalDocs", "tags", "operationId")


def read_openapi(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read all webhooks."""
    document = Specification(path, documents, losses)
    document.report_others(document.content, _KNOWN, "the document")
    events = tuple(_events(document))
    return Source(document.title, document.version, documents.span(document.content), events)


def _events(document: Specification) -> Iterator[SourceEvent]:
    webhooks = entries(document.content.get("webhooks"))
    for name, given in webhooks.items():
        item, scope = document.follow(given, document.scope)
        methods = [method for method in _METHODS if method in item]
        for method in methods:
            own = name if len(methods) == 1 else f"{name}.{method}"
            yield from _event(document, own, item[method], scope, webhooks, name)


def _event(
    document: Specification, name: str, operation: Schema, scope: Scope, webhooks: Schema, key: str
) -> Iterator[SourceEvent]:
    span = document.documents.span(webhooks, key)
    headers = _headers(document, operation, scope)
    document.report(operation, _UNSUPPORTED, name)
    body, inside = document.follow(operation.get("requestBody"), scope)
    content = _json_content(document, body, name)
    if content is None:
        document.losses.add("IMP502", span, name, "it has no JSON body")
        return
    examples: list[Json] = [content["example"]] if "example" in content else []
    for listed in entries(content.get("examples")).values():
        example, _ = document.follow(listed, inside)
        examples += [example["value"]] if "value" in example else []
    result: Json = None
    for status, listed in entries(operation.get("responses")).items():
        response, _ = document.follow(listed, scope)
        answer = _json_content(document, response, name) if status.startswith("2") and result is None else None
        result = answer.get("schema") if answer else result
    yield SourceEvent(
        name, content.get("schema", True), inside, span, description=document.first_line(operation),
        deprecated="deprecated in the source" if operation.get("deprecated") is True else "",
        owner=str(operation.get("x-owner") or ""), examples=tuple(examples), result=result, headers=headers,
    )  # fmt: skip


def _headers(document: Specification, operation: Schema, scope: Scope) -> Schema:
    """Return the schema of an operation's headers, one of which may be the tenant."""
    listed = operation.get("parameters")
    parameters = [document.follow(each, scope)[0] for each in listed] if is_list(listed) else []
    headers = [each for each in parameters if each.get("in") == "header"]
    return {"properties": {str(each.get("name")): each.get("schema", {}) for each in headers}}


def _json_content(document: Specification, body: Schema, name: str) -> Schema | None:
    """Return the JSON content of a body, None if it has none; other contents are reported."""
    contents = entries(body.get("content"))
    found = next((kind for kind in contents if is_json(kind)), None)
    document.report(contents, [kind for kind in contents if kind != found], name)
    return None if found is None else entries(contents[found])
