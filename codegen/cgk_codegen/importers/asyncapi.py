"""Reader of AsyncAPI 2 and 3: each message is an event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.keyword_checks import read_list
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, Source, SourceEvent, is_list, is_object
from cgk_codegen.importers.specs import Specification, entries, is_json

_KNOWN: Final = ("asyncapi", "info", "channels", "operations", "components", "id", "defaultContentType")
_UNSUPPORTED: Final = ("bindings", "correlationId", "tags", "externalDocs", "messageId")
_JSON: Final = "application/json"
_JSON_SCHEMAS: Final = ("application/schema", "application/vnd.aai.asyncapi", "application/vnd.oai.openapi")


def read_asyncapi(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read the messages of all channels."""
    document = Specification(path, documents, losses, _KNOWN)
    return document.source(_events(document))


def _events(document: Specification) -> Iterator[SourceEvent]:
    results = dict(_results(document))
    known: set[int] = set()
    for channel_name, channel_value in entries(document.content.get("channels")).items():
        channel = document.follow(channel_value)
        document.report(channel, ("parameters", "bindings", "servers"), f"channel {channel_name}")
        for name, value in _messages(channel_name, channel):
            message = document.follow(value)
            if message and id(message) not in known:
                known.add(id(message))
                result = results.get(id(message))
                yield from _event(document, name, message, channel_name, result)


def _messages(channel_name: str, channel: Schema) -> Iterator[tuple[str, Json]]:
    """Yield the messages of a channel with their names."""
    yield from entries(channel.get("messages")).items()  # version 3
    for action in ("publish", "subscribe"):  # version 2
        message = entries(channel.get(action)).get("message")
        choices = message["oneOf"] if is_object(message) and is_list(message.get("oneOf")) else [message]
        for each in choices:
            reference = each.get("$ref") if is_object(each) else None
            yield str(reference).rpartition("/")[2] if reference else channel_name, each


def _event(document: Specification, name: str, message: Schema, channel: str, result: Json) -> Iterator[SourceEvent]:
    span = document.documents.key_span(message)
    for trait in read_list(document.losses, message, "traits", name):
        message = document.documents.derive({**document.follow(trait), **message}, message)
    name = str(message.get("name") or name)
    payload, schema_format = message.get("payload", True), str(message.get("schemaFormat") or "")
    if is_object(payload) and "schemaFormat" in payload:
        payload, schema_format = payload.get("schema", True), str(payload["schemaFormat"])
    content = str(message.get("contentType") or document.content.get("defaultContentType") or _JSON)
    is_json_schema = not schema_format or schema_format.startswith(_JSON_SCHEMAS)
    if not is_json_schema or not is_json(content):
        unread = content if is_json_schema else schema_format
        document.losses.add("IMP502", span, name, f"{unread} is not read")
        return
    document.report(message, _UNSUPPORTED, name)
    headers = entries(document.follow(message.get("headers")).get("properties"))
    document.report(headers, headers, f"{name} headers")
    examples = [
        each["payload"]
        for each in read_list(document.losses, message, "examples", name)
        if is_object(each) and "payload" in each
    ]
    about = document.about(message, examples)
    yield SourceEvent(name, payload, span, group=channel, about=about, result=result, headers=headers)


def _results(document: Specification) -> Iterator[tuple[int, Json]]:
    """Yield the id of each request message with the payload of its reply."""
    for name, value in entries(document.content.get("operations")).items():
        operation = document.follow(value)
        reply = document.follow(operation.get("reply"))
        answers = [document.follow(each) for each in read_list(document.losses, reply, "messages", name)]
        if answers:
            for message in read_list(document.losses, operation, "messages", name):
                yield id(document.follow(message)), answers[0].get("payload")
