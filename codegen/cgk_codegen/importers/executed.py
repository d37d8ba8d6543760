"""Readers that run code of the source, zod and pydantic, in a process without the secrets of the environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportFailed, Schema, Source
from cgk_codegen.importers.placed import PlacedNodes, placed_source, source_root
from cgk_codegen.importers.typescript import find_typescript
from cgk_codegen.validators.node import NodeError, find_node

_FOLDER: Final = Path(__file__).parent
_SECONDS: Final = 60
_ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
"""Variables that the source's code gets."""


def read_zod(path: Path, documents: Documents, losses: Losses) -> Source:
    """Run a TypeScript file and read its zod schemas.

    Raises:
        ImportFailed: It fails, or Node, TypeScript or zod is missing.
    """
    try:
        command = [find_node().program, str(_FOLDER / "zod.mjs")]
    except NodeError as error:
        raise ImportFailed(str(error)) from error
    found = _run(command, path, documents, {"typescript": str(find_typescript())})
    source = placed_source(path, found, documents, losses)
    for name in found["missing"]:
        reason = f"the module {name} is missing and was replaced by an empty one"
        losses.add("IMP401", source.span, path.name, reason, fix="install it, and import again.")
    return source


def read_pydantic(path: Path, documents: Documents, losses: Losses) -> Source:
    """Import a Python module and read its models.

    Raises:
        ImportFailed: It cannot be imported.
    """
    found = _run([sys.executable, "-I", str(_FOLDER / "pydantic_models.py")], path, documents, {})
    source = placed_source(path, found, documents, losses)
    if found["lenient"]:
        span = PlacedNodes(documents).span([str(path.resolve()), 1, 1])
        losses.add_once("IMP307", span, ", ".join(found["lenient"]), 'pydantic converts values, such as "1" to 1')
    return source


def _run(command: list[str], path: Path, documents: Documents, request: dict[str, str]) -> Schema:
    """Run a script that runs the source, and return what it found."""
    documents.text(path)  # reports a file that is too large or not readable
    root = source_root(path)
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "found.json"
        given = {**request, "file": str(path.resolve()), "root": str(root), "output": str(output)}
        try:
            done = subprocess.run(  # noqa: S603  the user asked for it with --execute
                command, input=json.dumps(given), capture_output=True, encoding="utf-8", errors="replace", cwd=root,
                env=environment, timeout=_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise ImportFailed(f"{documents.shown(path)} did not end within {_SECONDS} seconds") from None
        if done.returncode or not output.is_file():
            lines = done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"]
            reason = next((line for line in reversed(lines) if "Error" in line), lines[-1])
            raise ImportFailed(f"{documents.shown(path)} cannot be run: {reason.strip()}")
        found: Schema = json.loads(output.read_text(encoding="utf-8"))
        return found
