"""Reader of JSON Schema: a folder of files, or one file whose definitions are events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import SUFFIXES, Documents, UnresolvedError
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportFailed, Json, Source, SourceEvent, is_object

_SCHEMA_KEYS: Final = frozenset({"$schema", "type", "properties", "$ref", "allOf", "oneOf", "anyOf", "enum"})
_GROUPS: Final = ("$defs", "definitions")
_FOLDERS: Final = frozenset({"node_modules", "__pycache__"})


def read_json_schemas(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read the schemas of a folder or file; a schema that no other one refers to is an event.

    Raises:
        ImportFailed: The folder has no schema.
    """
    paths = [path] if path.is_file() else sorted(_files(path))
    contents = {schema_path.resolve(): documents.read(schema_path) for schema_path in paths}
    schemas = {schema_path: content for schema_path, content in contents.items() if _is_schema(content)}
    for schema_path in [path for path in contents if path not in schemas]:
        losses.add("IMP502", contents[schema_path], schema_path.name, "it is not a JSON Schema")
    if not schemas:
        raise ImportFailed(f"{documents.display_path(path)} has no JSON Schema")
    events: list[SourceEvent] = []
    referenced = {*_referenced(documents, schemas)}
    for schema_path, content in schemas.items():
        groups = [key for key in _GROUPS if is_object(content.get(key))]
        if len(schemas) == 1 and groups and not content.keys() & (_SCHEMA_KEYS - {"$schema", "type"}):
            for key in groups:
                events += [
                    SourceEvent(name, schema, documents.key_span(schema), is_wire_name=False)
                    for name, schema in content[key].items()
                    if is_object(schema) and id(schema) not in referenced
                ]
        elif id(content) not in referenced:
            name = _name(schema_path, path)
            group = path.resolve().stem if path.is_dir() else ""
            events.append(SourceEvent(name, content, documents.span(content), group, is_wire_name=False))
    return Source(path.resolve().stem, "", documents.span(contents[paths[0].resolve()]), events)


def _files(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        is_hidden = any(part.startswith(".") or part in _FOLDERS for part in inside)
        if path.suffix in SUFFIXES and not is_hidden and path.is_file() and path.resolve().is_relative_to(root):
            yield path


def _name(path: Path, root: Path) -> str:
    """Return the name of an event: the path of its file below the folder, with dots."""
    parts = path.relative_to(root.resolve()).parts if root.is_dir() else (path.name,)
    stem = re.sub(r"([._-]schema)?\.(json|ya?ml)$", "", parts[-1])
    return ".".join([*parts[:-1], stem])


def _is_schema(content: Json) -> bool:
    return is_object(content) and bool(content.keys() & {*_SCHEMA_KEYS, *_GROUPS})


def _referenced(documents: Documents, paths: Iterable[Path]) -> Iterator[int]:
    """Yield the id of everything that a reference leads to, except the content of its own file."""
    for schema in documents.references(paths):
        try:
            target = documents.resolve(schema)
        except UnresolvedError:
            continue  # reported where the reference is read
        if not is_object(target) or not documents.is_own_file(target, schema):
            yield id(target)
