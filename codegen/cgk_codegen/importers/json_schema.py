"""Reader of JSON Schema: a folder of files, or one file whose definitions are events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeGuard

from cgk_codegen.importers.documents import SUFFIXES, Documents, UnresolvedError
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportFailed, Json, Schema, Source, SourceEvent, is_object

_PAYLOAD_KEYWORDS: Final = frozenset({"properties", "$ref", "allOf", "oneOf", "anyOf", "enum"})
"""Keywords of a file that is an event itself, not only a collection of definitions."""
_DEFINITION_KEYS: Final = ("$defs", "definitions")
_SCHEMA_KEYWORDS: Final = _PAYLOAD_KEYWORDS | {"$schema", "type", *_DEFINITION_KEYS}
"""Keywords of which a JSON Schema has at least one."""
_SKIPPED_FOLDERS: Final = frozenset({"node_modules", "__pycache__"})


def read_json_schemas(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read the schemas of a folder or file; each schema without a reference to it is an event.

    Raises:
        ImportFailed: The folder has no schema.
    """
    paths = [path] if path.is_file() else sorted(_files(path))
    schemas: dict[Path, Schema] = {}
    for file in paths:
        content = documents.read(file)
        if _is_schema(content):
            schemas[file.resolve()] = content
        else:
            losses.add("IMP502", content, file.name, "it is not a JSON Schema")
    if not schemas:
        raise ImportFailed(f"{documents.display_path(path)} has no JSON Schema")
    events: list[SourceEvent] = []
    referenced = {*_referenced(documents, schemas)}
    for file, content in schemas.items():
        definition_keys = [key for key in _DEFINITION_KEYS if is_object(content.get(key))]
        if len(schemas) == 1 and definition_keys and content.keys().isdisjoint(_PAYLOAD_KEYWORDS):
            for key in definition_keys:
                events += [
                    SourceEvent(name, schema, documents.key_span(schema), is_wire_name=False)
                    for name, schema in content[key].items()
                    if is_object(schema) and id(schema) not in referenced
                ]
        elif id(content) not in referenced:
            name = _event_name(file, path)
            group = path.resolve().stem if path.is_dir() else ""
            events.append(SourceEvent(name, content, documents.span(content), group, is_wire_name=False))
    return Source(path.resolve().stem, "", documents.span(documents.read(paths[0])), events)


def _files(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for path in folder.rglob("*"):
        names = path.relative_to(folder).parts
        is_skipped = any(name.startswith(".") or name in _SKIPPED_FOLDERS for name in names)
        if path.suffix in SUFFIXES and not is_skipped and path.is_file() and path.resolve().is_relative_to(root):
            yield path


def _event_name(file: Path, source: Path) -> str:
    """Return the name of an event: the path of its file in the source folder, with dots."""
    parts = file.relative_to(source.resolve()).parts if source.is_dir() else (file.name,)
    stem = re.sub(r"([._-]schema)?\.(json|ya?ml)$", "", parts[-1])
    return ".".join([*parts[:-1], stem])


def _is_schema(content: Json) -> TypeGuard[Schema]:
    return is_object(content) and not content.keys().isdisjoint(_SCHEMA_KEYWORDS)


def _referenced(documents: Documents, paths: Iterable[Path]) -> Iterator[int]:
    """Yield the `id` of each referenced schema; a file's references to its own root do not count."""
    for schema in documents.references(paths):
        try:
            target = documents.resolve(schema)
        except UnresolvedError:
            continue  # reported where the reference is read
        if not is_object(target) or not documents.is_root_of(target, schema):
            yield id(target)
