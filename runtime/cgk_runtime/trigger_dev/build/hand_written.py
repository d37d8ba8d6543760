"""What people wrote beside the generated tasks: their task ids, so that none is taken twice, and their queues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_runtime.trigger_dev.build.emit import MARK

_SOURCES: Final = frozenset({".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"})
_SKIPPED: Final = frozenset({"node_modules", "dist"})
_COMMENTS_AND_STRINGS: Final = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""",
    re.DOTALL,
)
_TASK: Final = re.compile(r"""\b(?:task|schemaTask)\s*(?:<[^()]*?>)?\s*\(\s*\{(?P<body>.*?)\brun\b""", re.DOTALL)
_ID: Final = re.compile(r"""\bid\s*:\s*(?P<quote>["'`])(?P<id>[^"'`$]+)(?P=quote)""")
_BLANK: Final = re.compile(r"[^\n]")
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
    for file in sorted({file for folder in folders for file in source_files(folder)}):
        text = file.read_text(encoding="utf-8", errors="replace")
        if text.startswith(MARK):
            continue
        code = without_comments(text)
        for task_id, _line in declared_tasks(code):
            task_ids.setdefault(task_id, file)
        queues |= {found["name"] for found in _QUEUE.finditer(code)}
    return HandWritten(task_ids, frozenset(queues))


def without_comments(text: str) -> str:
    """Blank comments out; what remains keeps its place."""
    return _COMMENTS_AND_STRINGS.sub(lambda match: match["string"] or _BLANK.sub(" ", match["comment"]), text)


def strings_of(code: str) -> list[tuple[int, int]]:
    """Give the beginnings and ends of the strings in code without comments."""
    return [match.span() for match in _COMMENTS_AND_STRINGS.finditer(code) if match["string"]]


def declared_tasks(code: str) -> Iterator[tuple[str, int]]:
    """Give the id and the line of every task of `@trigger.dev/sdk` that code declares, where it is written out."""
    for declared in _TASK.finditer(code):
        found = _ID.search(declared["body"])
        if found:
            yield found["id"], code.count("\n", 0, declared.start()) + 1


def configured_folders(config: Path) -> list[Path]:
    """Give the folders that a `trigger.config.ts` names in `dirs`, as far as they are written out."""
    if not config.is_file():
        return []
    code = without_comments(config.read_text(encoding="utf-8"))
    named = re.search(r"\bdirs\s*:\s*\[(?P<folders>[^\]]*)\]", code)
    folders = re.findall(r"""["'`]([^"'`]+)["'`]""", named["folders"]) if named else []
    return [config.parent / folder.lstrip("/") for folder in folders]


def source_files(folder: Path) -> Iterator[Path]:
    """Give the sources below a folder, but for those of packages and builds."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if entry.name not in _SKIPPED and not entry.name.startswith("."):
                yield from source_files(entry)
        elif entry.suffix in _SOURCES:
            yield entry
