"""AsyncAPI or OpenAPI document: references between objects, and findings about unsupported keys."""

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
        supported_keys: Top-level keys that the reader uses; others are reported.

    Raises:
        ImportFailed: The document is not a mapping.
    """

    def __init__(self, path: Path, documents: Documents, losses: Losses, supported_keys: Iterable[str]) -> None:
        content = documents.read(path)
        if not is_object(content):
            raise ImportFailed(f"{documents.display_path(path)} is not a mapping")
        self.content = content
        self.documents = documents
        self.losses = losses
        self.report_unsupported_keys(content, content.keys() - {*supported_keys}, "the document")

    def build_source(self, events: Iterable[SourceEvent]) -> Source:
        """Return the source with the title and the version of the API."""
        info = object_or_empty(self.content.get("info"))
        title, version = str(info.get("title") or "imported"), str(info.get("version") or "")
        return Source(title, version, self.documents.span(self.content), list(events))

    def dereference(self, value: Json) -> Schema:
        """Return an object, or the object that its `$ref` leads to; empty if there is none."""
        visited: set[int] = set()
        while is_object(value) and isinstance(value.get("$ref"), str) and id(value) not in visited:
            visited.add(id(value))
            try:
                value = self.documents.resolve(value)
            except UnresolvedError as error:
                self.losses.add("IMP401", value, value["$ref"], str(error), key="$ref")
                return {}
        return object_or_empty(value)

    def report_unsupported_keys(self, owner: Schema, keys: Iterable[str], subject: str) -> None:
        """Report those of `keys` that an object has; `subject` names the object in the findings."""
        for key in keys:
            if key in owner:
                self.losses.add("IMP102", owner, subject, f'"{key}" has no place in a payload', key=key)

    def annotations(self, value: Schema, examples: list[Json]) -> Annotations:
        """Return the annotations of a message or operation, with its examples."""
        texts = [str(value[key]).strip() for key in ("summary", "description") if value.get(key)]
        text = "\n\n".join(texts) or str(value.get("title") or "")
        annotations: Schema = {"description": text, "examples": examples}
        annotations |= {key: value.get(key) for key in ("deprecated", "x-owner")}
        return Annotations({key: annotation for key, annotation in annotations.items() if annotation})


def object_or_empty(value: Json) -> Schema:
    """Return a value if it is an object, else an empty object."""
    return value if is_object(value) else {}


def is_json_media_type(media_type: str) -> bool:
    """Return whether a media type is JSON, such as application/json or application/cloudevents+json."""
    name = media_type.partition(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json")
