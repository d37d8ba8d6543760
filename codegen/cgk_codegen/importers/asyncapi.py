"""Reader of AsyncAPI 2 and 3: each message is an event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, Scope, Source, SourceEvent, is_list, is_object
from cgk_codegen.importers.specs import Specification, entries, is_json

_KNOWN: Final = ("asyncapi", "info", "channels", "operations", "components", "id", "defaultContentType")
_UNSUPPORTED: Final = ("bindings", "correlationId", "tags", "externalDocs", "messageId")
_JSON: Final = "application/json"
_JSON_SCHEMAS: Final = ("application/schema", "application/vnd.aai.asyncapi", "application/vnd.oai.openapi")


def read_asyncapi(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read the messages of all channels."""
    reader = _Reader(Specification(path, documents, losses))
    events = tuple(reader.events())
    return Source(reader.document.title, reader.document.version, documents.span(reader.document.content), events)


class _Reader:
    def __init__(self, document: Specification) -> None:
        self.document = document
        self._seen: set[int] = set()
        content = document.content
        document.report_others(content, _KNOWN, "the document")
        self._channels = entries(content.get("channels"))
        self._results = dict(self._replies())

    def events(self) -> Iterator[SourceEvent]:
        for channel_name, given in self._channels.items():
            channel, scope = self.document.follow(given, self.document.scope)
            self.document.report(channel, ("parameters", "bindings", "servers"), f"channel {channel_name}")
            for name, listed, own_scope, holder in self._messages(channel_name, channel, scope):
                message, inside = self.document.follow(listed, own_scope)
                if message and id(message) not in self._seen:
                    self._seen.add(id(message))
                    event = self._event(name, message, inside, channel_name, holder)
                    if event is not None:
                        yield event

    def _messages(self, channel_name: str, channel: Schema, scope: Scope) -> Iterator[tuple[str, Json, Scope, Schema]]:
        """Yield the messages of a channel with their names."""
        for name, message in entries(channel.get("messages")).items():  # version 3
            yield name, message, scope, channel["messages"]
        for action in ("publish", "subscribe"):  # version 2
            operation = entries(channel.get(action))
            message, inside = operation.get("message"), scope
            if is_object(message) and is_list(message.get("oneOf")):
                yield from ((_last_word(each) or channel_name, each, inside, operation) for each in message["oneOf"])
            elif message is not None:
                yield _last_word(message) or channel_name, message, inside, operation

    def _event(self, name: str, message: Schema, scope: Scope, channel: str, holder: Schema) -> SourceEvent | None:
        documents = self.document.documents
        shared = entries(entries(self.document.content.get("components")).get("messages"))
        known = next((key for key, each in shared.items() if each is message), None)
        for listed in message.get("traits", ()):
            trait, _ = self.document.follow(listed, scope)
            message = documents.derive({**trait, **message}, message)
        name = str(message.get("name") or name)
        span = documents.span(holder, name) if name in holder else documents.span(message)
        span = documents.span(shared, known) if known is not None else span
        payload, kind = message.get("payload", True), str(message.get("schemaFormat") or "")
        if is_object(payload) and "schemaFormat" in payload:
            payload, kind = payload.get("schema", True), str(payload["schemaFormat"])
        content = str(message.get("contentType") or self.document.content.get("defaultContentType") or _JSON)
        unread = kind if kind and not kind.startswith(_JSON_SCHEMAS) else "" if is_json(content) else content
        if unread:
            self.document.losses.add("IMP502", span, name, f"{unread} is not read")
            return None
        self.document.report(message, _UNSUPPORTED, name)
        headers, _ = self.document.follow(message.get("headers"), scope)
        self.document.report(
            entries(headers.get("properties")), [*entries(headers.get("properties"))], f"{name} headers"
        )
        examples = [each["payload"] for each in message.get("examples", ()) if is_object(each) and "payload" in each]
        return SourceEvent(
            name, payload, scope, span, group=channel, description=self.document.first_line(message),
            owner=str(message.get("x-owner") or ""), examples=tuple(examples), headers=headers,
            result=self._results.get(id(message)),
        )  # fmt: skip

    def _replies(self) -> Iterator[tuple[int, Json]]:
        """Yield the id of each request message with the payload of its reply."""
        for operation in entries(self.document.content.get("operations")).values():
            inside, scope = self.document.follow(operation, self.document.scope)
            reply, reply_scope = self.document.follow(inside.get("reply"), scope)
            answers = [self.document.follow(each, reply_scope)[0] for each in reply.get("messages", ())]
            for listed in inside.get("messages", ()) if answers else ():
                message, _ = self.document.follow(listed, scope)
                yield id(message), answers[0].get("payload")


def _last_word(message: Json) -> str:
    reference = message.get("$ref") if is_object(message) else None
    return str(reference).rpartition("/")[2] if reference else ""
