"""Reader of TypeScript: event maps, and the event types of Inngest. Nothing of the source runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportFailed, Source
from cgk_codegen.importers.placed import PlacedNodes, placed_source, source_root
from cgk_codegen.validators.node import NodeError, find_node, run_program

_SCRIPT: Final = Path(__file__).parent / "typescript.mjs"
_VERSIONS: Final = ("5.", "6.")


def read_typescript(path: Path, documents: Documents, losses: Losses) -> Source:
    """Read the events of a TypeScript file by its types.

    Raises:
        ImportFailed: Node or TypeScript is missing, or the file has no event.
    """
    documents.text(path)  # reports a file that is too large or not readable
    root = source_root(path)
    request = {"typescript": str(find_typescript()), "file": str(path.resolve()), "root": str(root)}
    try:
        found = json.loads(run_program([find_node().program, str(_SCRIPT)], json.dumps(request)))
    except NodeError as error:
        raise ImportFailed(f"{documents.shown(path)} cannot be read: {error}") from error
    for each in found["unread"]:
        span = PlacedNodes(documents).span(each["at"])
        losses.add("IMP502", span, each["name"], "its schema is code; --execute runs it")
    if not found["events"] and not found["unread"]:
        raise ImportFailed(f"{documents.shown(path)} has no event map; zod maps require --format zod --execute")
    return placed_source(path, found, documents, losses)


def find_typescript() -> Path:
    """Return the folder of TypeScript in the project of the working directory, never in that of the source.

    Raises:
        ImportFailed: It is missing, or a version without the compiler's API.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        package = folder / "node_modules" / "typescript" / "package.json"
        if package.is_file():
            version = str(json.loads(package.read_text(encoding="utf-8")).get("version"))
            if version.startswith(_VERSIONS):
                return package.parent
    raise ImportFailed("TypeScript 5 or 6 is required in this project: npm install --save-dev typescript@6")
