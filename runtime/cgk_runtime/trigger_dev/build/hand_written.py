"""What people wrote beside the generated tasks: their task ids, so that none is taken twice, and their queues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_runtime.trigger_dev.build.emit import MARK

_SOURCES: Final = frozenset({".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"})
_SKIPPED: Final = frozenset({"node_modules", ".trigger", "dist", ".git"})
_COMMENTS_AND_STRINGS: Final = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""",
    re.DOTALL,
)
_TASK: Final = re.compile(r"""\b(?:task|schemaTask)\s*(?:<[^()]*?>)?\s*\(\s*\{(?P<body>.*?)\brun\b""", re.DOTALL)
_ID: Final = re.compile(r"""\bid\s*:\s*(?P<quote>["'`])(?P<id>[^"'`$]+)(?P=quote)""")
_QUEUE: Final = re.compile(r"""\bqueue\s*\(\s*\{[^}]*?\bname\s*:\s*(?P<quote>["'`])(?P<name>[^"'`$]+)(?P=quote)""")


@dataclass(frozen=True, slots=True)
class HandWritten:
    """What was found.

    Attributes:
        task_ids: The file of each task by its id.
        queues: The names of declared queues.
    """

    task_ids: dict[str, Path]
    queues: frozenset[str]


def find_hand_written(folders: Iterable[Path]) -> HandWritten:
    """Read the sources below folders, but for generated ones.

    Ids that are not written out as strings are not seen here; Trigger.dev's own indexer refuses those twice.

    Args:
        folders: Where Trigger.dev looks for tasks.
    """
    task_ids: dict[str, Path] = {}
    queues: set[str] = set()
    for file in sorted({file for folder in folders for file in _sources(folder)}):
        text = file.read_text(encoding="utf-8", errors="replace")
        if text.startswith(MARK):
            continue
        code = _COMMENTS_AND_STRINGS.sub(lambda match: match["string"] or " ", text)
        for declared in _TASK.finditer(code):
            found = _ID.search(declared["body"])
            if found:
                task_ids.setdefault(found["id"], file)
        queues |= {found["name"] for found in _QUEUE.finditer(code)}
    return HandWritten(task_ids, frozenset(queues))


def configured_folders(config: Path) -> list[Path]:
    """Give the folders that a `trigger.config.ts` names in `dirs`, as far as they are written out."""
    if not config.is_file():
        return []
    code = _COMMENTS_AND_STRINGS.sub(lambda match: match["string"] or " ", config.read_text(encoding="utf-8"))
    named = re.search(r"\bdirs\s*:\s*\[(?P<folders>[^\]]*)\]", code)
    folders = re.findall(r"""["'`]([^"'`]+)["'`]""", named["folders"]) if named else []
    return [config.parent / folder.lstrip("/") for folder in folders]


def _sources(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if entry.name not in _SKIPPED:
                yield from _sources(entry)
        elif entry.suffix in _SOURCES:
            yield entry
