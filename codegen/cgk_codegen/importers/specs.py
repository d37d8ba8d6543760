"""Parts that AsyncAPI and OpenAPI share: references between objects, and findings about unsupported keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportFailed, Json, Schema, Scope, is_object
from cgk_codegen.importers.uris import UnresolvedError


class Specification:
    """An AsyncAPI or OpenAPI document.

    Args:
        path: Its file.
        documents: The source's files.
        losses: Receives the findings.

    Raises:
        ImportFailed: It is not a mapping.
    """

    def __init__(self, path: Path, documents: Documents, losses: Losses) -> None:
        content = documents.read(path)
        if not is_object(content):
            raise ImportFailed(f"{documents.shown(path)} is not a mapping")
        self.content = content
        self.scope = documents.scope(path)
        self.documents = documents
        self.losses = losses

    @property
    def title(self) -> str:
        """The title of the API."""
        return str(self._info.get("title") or "imported")

    @property
    def version(self) -> str:
        """The version of the API."""
        return str(self._info.get("version") or "")

    @property
    def _info(self) -> Schema:
        info = self.content.get("info")
        return info if is_object(info) else {}

    def follow(self, value: Json, scope: Scope) -> tuple[Schema, Scope]:
        """Return an object behind its references, empty if it is none or cannot be found."""
        seen: set[int] = set()
        while is_object(value) and isinstance(value.get("$ref"), str) and id(value) not in seen:
            seen.add(id(value))
            try:
                value, scope = self.documents.resolve(value["$ref"], scope)
            except UnresolvedError as error:
                self.losses.add("IMP401", self.documents.span(value, "$ref"), value["$ref"], str(error))
                return {}, scope
        return (value, scope) if is_object(value) else ({}, scope)

    def report(self, owner: Schema, keys: Iterable[str], what: str) -> None:
        """Report the keys of an object that the catalog has no place for."""
        for key in keys:
            if key in owner:
                self.losses.add("IMP102", self.documents.span(owner, key), what, f"{key} has no place in a payload")

    def report_others(self, owner: Schema, known: Iterable[str], what: str) -> None:
        """Report all keys of an object except the known ones."""
        self.report(owner, [key for key in owner if key not in {*known}], what)

    def first_line(self, value: Schema) -> str:
        """Return the description of an object: its summary, description or title."""
        return next((str(value[key]).strip() for key in ("summary", "description", "title") if value.get(key)), "")


def entries(value: Json) -> Schema:
    """Return a mapping, empty if a value is none."""
    return value if is_object(value) else {}


def is_json(media_type: str) -> bool:
    """Return whether a media type is JSON, such as application/cloudevents+json."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
