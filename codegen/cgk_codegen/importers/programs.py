"""Readers of TypeScript, zod and pydantic: a script in their language writes the events as JSON Schemas.

TypeScript is only analyzed. Code with zod or pydantic runs, without the secrets of the environment.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cgk_codegen.diagnostics.source import SourceFile, Span
from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportFailed, Json, Schema, Source, SourceEvent, is_list, is_object
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode
from cgk_codegen.validators.node import NodeError, find_node

_SCRIPTS: Final = Path(__file__).parent
_TIMEOUT_SECONDS: Final = 60
_PASSED_VARIABLES: Final = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
"""Environment variables that the script gets, and with it the code of the source that it runs."""
_SUPPORTED_TYPESCRIPT: Final = ("5.", "6.")
"""Start of each supported version."""


def read_typescript(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read the events of a TypeScript file by its types; nothing of it runs.

    Raises:
        ImportFailed: Node or TypeScript is missing, or the file has no event.
    """
    result = _run("typescript.mjs", path, documents)
    if not result["events"] and not result["losses"]:
        raise ImportFailed(f"{documents.display_path(path)} has no event map; zod maps require --format zod --execute")
    return _build_source(path, result, documents, losses)


def read_zod(path: Path, documents: Documents, losses: Losses) -> Source:
    """Run a TypeScript file and read its zod schemas.

    Raises:
        ImportFailed: The file fails, or Node, TypeScript or zod is missing.
    """
    return _build_source(path, _run("zod.mjs", path, documents), documents, losses)


def read_pydantic(path: Path, documents: Documents, losses: Losses) -> Source:
    """Import a Python module and read its models.

    Raises:
        ImportFailed: The module cannot be imported.
    """
    return _build_source(path, _run("pydantic_models.py", path, documents), documents, losses)


def _run(script: str, path: Path, documents: Documents) -> Schema:
    """Run a script that reads a source, and return its events, definitions and losses."""
    documents.text(path)  # raises if the file is too large or not readable
    shown = documents.display_path(path)
    root = Path.cwd() if path.resolve().is_relative_to(Path.cwd()) else path.resolve().parent
    request = {"file": str(path.resolve()), "root": str(root)}
    command = [sys.executable, "-I"]
    if script.endswith(".mjs"):
        request["typescript"] = str(_find_typescript())
        try:
            command = [find_node().program]
        except NodeError as error:
            raise ImportFailed(str(error)) from error
    environment = {name: os.environ[name] for name in _PASSED_VARIABLES if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "events.json"
        try:
            process = subprocess.run(  # noqa: S603  our own script; the user allows code to run with --execute
                [*command, str(_SCRIPTS / script)], input=json.dumps({**request, "output": str(output)}),
                capture_output=True, encoding="utf-8", errors="replace", cwd=root, env=environment,
                timeout=_TIMEOUT_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise ImportFailed(f"{shown} did not end within {_TIMEOUT_SECONDS} seconds") from None
        if process.returncode or not output.is_file():
            lines = process.stderr.strip().splitlines() or [f"it ended with status {process.returncode}"]
            reason = next((line for line in reversed(lines) if "Error" in line), lines[-1])
            raise ImportFailed(f"{shown} cannot be read: {reason.strip()}")
        result: Schema = json.loads(output.read_text(encoding="utf-8"))
        return result


def _find_typescript() -> Path:
    """Return the folder of TypeScript in the working directory's project; a copy next to the source may be hostile.

    Raises:
        ImportFailed: It is missing, or its version does not have the compiler's API.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        package = folder / "node_modules" / "typescript" / "package.json"
        if package.is_file():
            version = str(json.loads(package.read_text(encoding="utf-8")).get("version"))
            if version.startswith(_SUPPORTED_TYPESCRIPT):
                return package.parent
    raise ImportFailed("TypeScript 5 or 6 is required in this project: npm install --save-dev typescript@6")


def _build_source(path: Path, result: Schema, documents: Documents, losses: Losses) -> Source:
    """Return the source with the events of a script's result."""
    nodes = _PlacedNodes(documents)
    span = nodes.span([str(path.resolve()), 1, 1])
    schemas = [{"$at": item["at"], **item["schema"]} for item in result["events"]]
    content = documents.add(path, nodes.node({"$defs": result["definitions"], "events": schemas}, span))
    for loss in result["losses"]:
        losses.add(loss["code"], nodes.span(loss["at"]), loss["subject"], loss["reason"], fix=loss.get("fix"))
    events = [
        SourceEvent(item["name"], schema, documents.span(schema), group=path.stem)
        for item, schema in zip(result["events"], content["events"], strict=True)
    ]
    return Source(path.stem, "", span, events)


class _PlacedNodes:
    """Builder of nodes from JSON whose objects have their place as `$at: [file, line, column]`."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._files: dict[str, SourceFile] = {}

    def span(self, at: list[Json]) -> Span:
        """Return the place that an `$at` names."""
        path, line, column = str(at[0]), int(at[1]), int(at[2])
        if path not in self._files:
            try:
                text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
            except OSError:  # such as a file that was removed meanwhile
                text = ""
            self._files[path] = SourceFile(self._documents.display_path(Path(path)), text.replace("\r\n", "\n"))
        file = self._files[path]
        return Span(file, line, column, line, max(column + 1, len(file.line(line)) + 1))

    def node(self, value: Json, outer: Span) -> Node:
        """Return the nodes of a value; values without `$at` have the place of the value around them, `outer`."""
        if is_list(value):
            return ListNode(tuple(self.node(item, outer) for item in value), outer)
        if not is_object(value):
            return ScalarNode(value, outer)
        span = self.span(value["$at"]) if is_list(value.get("$at")) else outer
        nodes = {key: self.node(item, span) for key, item in value.items() if key != "$at"}
        entries: Mapping[str, Entry] = {key: Entry(key, node.span, node) for key, node in nodes.items()}
        return MapNode(entries, span)
