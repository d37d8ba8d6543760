"""Parts that AsyncAPI and OpenAPI share: references between objects, and findings about unsupported keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cgk_codegen.importers.documents import Documents, UnresolvedError
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Annotations, ImportFailed, Json, Schema, Source, SourceEvent, is_object


class Specification:
    """An AsyncAPI or OpenAPI document.

    Args:
        path: Its file.
        documents: The source's files.
        losses: Receives the findings.
        known: Keys of the document that a reader understands; others are reported.

    Raises:
        ImportFailed: It is not a mapping.
    """

    def __init__(self, path: Path, documents: Documents, losses: Losses, known: Iterable[str]) -> None:
        content = documents.read(path)
        if not is_object(content):
            raise ImportFailed(f"{documents.display_path(path)} is not a mapping")
        self.content = content
        self.documents = documents
        self.losses = losses
        self.report(content, [key for key in content if key not in {*known}], "the document")

    def source(self, events: Iterable[SourceEvent]) -> Source:
        """Return the source with the title and the version of the API."""
        info = entries(self.content.get("info"))
        title, version = str(info.get("title") or "imported"), str(info.get("version") or "")
        return Source(title, version, self.documents.span(self.content), list(events))

    def follow(self, value: Json) -> Schema:
        """Return an object behind its references, empty if it is none or cannot be found."""
        followed: set[int] = set()
        while is_object(value) and isinstance(value.get("$ref"), str) and id(value) not in followed:
            followed.add(id(value))
            try:
                value = self.documents.resolve(value)
            except UnresolvedError as error:
                self.losses.add("IMP401", value, value["$ref"], str(error), key="$ref")
                return {}
        return entries(value)

    def report(self, owner: Schema, keys: Iterable[str], subject: str) -> None:
        """Report the keys of an object that the catalog has no place for."""
        for key in keys:
            if key in owner:
                self.losses.add("IMP102", owner, subject, f"{key} has no place in a payload", key=key)

    def annotations(self, value: Schema, examples: list[Json]) -> Annotations:
        """Return the annotations of a message or operation."""
        texts = [str(value[key]).strip() for key in ("summary", "description") if value.get(key)]
        text = "\n\n".join(texts) or str(value.get("title") or "")
        annotations: Schema = {"description": text, "examples": examples}
        annotations |= {key: value.get(key) for key in ("deprecated", "x-owner")}
        return Annotations({key: annotation for key, annotation in annotations.items() if annotation})


def entries(value: Json) -> Schema:
    """Return a mapping, empty if a value is none."""
    return value if is_object(value) else {}


def is_json(media_type: str) -> bool:
    """Return whether a media type is JSON, such as application/cloudevents+json."""
    name = media_type.partition(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json")
