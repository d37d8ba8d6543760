"""Reader of AsyncAPI 2 and 3: each message is an event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.keyword_checks import read_list
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, Source, SourceEvent, is_list, is_object
from cgk_codegen.importers.specs import Specification, is_json_media_type, object_or_empty

_SUPPORTED_KEYS: Final = ("asyncapi", "info", "channels", "operations", "components", "id", "defaultContentType")
_UNSUPPORTED_KEYS: Final = ("bindings", "correlationId", "tags", "externalDocs", "messageId")
_DEFAULT_CONTENT_TYPE: Final = "application/json"
_JSON_SCHEMA_FORMATS: Final = ("application/schema", "application/vnd.aai.asyncapi", "application/vnd.oai.openapi")


def read_asyncapi(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read the messages of all channels."""
    spec = Specification(path, documents, losses, _SUPPORTED_KEYS)
    return spec.build_source(_events(spec))


def _events(spec: Specification) -> Iterator[SourceEvent]:
    """Yield an event for each message, once even if several channels have it."""
    results = dict(_results(spec))
    read_messages: set[int] = set()  # by `id`, because several channels can refer to one message
    for channel_name, channel_value in object_or_empty(spec.content.get("channels")).items():
        channel = spec.dereference(channel_value)
        spec.report_unsupported_keys(channel, ("parameters", "bindings", "servers"), f"channel {channel_name}")
        for name, value in _messages(channel_name, channel):
            message = spec.dereference(value)
            if message and id(message) not in read_messages:
                read_messages.add(id(message))
                yield from _event(spec, name, message, channel_name, results.get(id(message)))


def _messages(channel_name: str, channel: Schema) -> Iterator[tuple[str, Json]]:
    """Yield the name of each message of a channel, and the message or a reference to it."""
    yield from object_or_empty(channel.get("messages")).items()  # version 3
    for action in ("publish", "subscribe"):  # version 2
        message = object_or_empty(channel.get(action)).get("message")
        choices = message["oneOf"] if is_object(message) and is_list(message.get("oneOf")) else [message]
        for choice in choices:
            reference = choice.get("$ref") if is_object(choice) else None
            yield str(reference).rpartition("/")[2] if reference else channel_name, choice


def _event(spec: Specification, name: str, message: Schema, channel: str, result: Json) -> Iterator[SourceEvent]:
    """Yield the event of a message; nothing if the payload is not JSON, or its schema not JSON Schema."""
    span = spec.documents.key_span(message)
    for trait in read_list(spec.losses, message, "traits", name):
        message = spec.documents.derive({**spec.dereference(trait), **message}, message)
    name = str(message.get("name") or name)
    payload, schema_format = message.get("payload", True), str(message.get("schemaFormat") or "")
    if is_object(payload) and "schemaFormat" in payload:
        payload, schema_format = payload.get("schema", True), str(payload["schemaFormat"])
    content_type = str(message.get("contentType") or spec.content.get("defaultContentType") or _DEFAULT_CONTENT_TYPE)
    is_json_schema = not schema_format or schema_format.startswith(_JSON_SCHEMA_FORMATS)
    if not is_json_schema or not is_json_media_type(content_type):
        unsupported = content_type if is_json_schema else schema_format
        spec.losses.add("IMP502", span, name, f"{unsupported} is not read")
        return
    spec.report_unsupported_keys(message, _UNSUPPORTED_KEYS, name)
    headers = object_or_empty(spec.dereference(message.get("headers")).get("properties"))
    spec.report_unsupported_keys(headers, headers, f"{name} headers")  # a payload has no place for any header
    examples = [
        example["payload"]
        for example in read_list(spec.losses, message, "examples", name)
        if is_object(example) and "payload" in example
    ]
    annotations = spec.annotations(message, examples)
    yield SourceEvent(name, payload, span, group=channel, annotations=annotations, result=result, headers=headers)


def _results(spec: Specification) -> Iterator[tuple[int, Json]]:
    """Yield the `id` of each request message with the payload of its first reply."""
    for name, value in object_or_empty(spec.content.get("operations")).items():
        operation = spec.dereference(value)
        reply = spec.dereference(operation.get("reply"))
        reply_messages = _listed_messages(spec, reply, name)
        if reply_messages:
            for message in _listed_messages(spec, operation, name):
                yield id(message), reply_messages[0].get("payload")


def _listed_messages(spec: Specification, owner: Schema, subject: str) -> list[Schema]:
    """Return the messages of an operation or reply: the listed ones, or else all of its channel."""
    channel = spec.dereference(owner.get("channel"))
    listed = read_list(spec.losses, owner, "messages", subject)
    return [spec.dereference(item) for item in listed or object_or_empty(channel.get("messages")).values()]
