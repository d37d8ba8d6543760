"""What people wrote beside the generated tasks: their task ids, so that none is taken twice, and their queues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_runtime.providers.trigger_dev.build.emit import MARK

_SOURCES: Final = frozenset({".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"})
_SKIPPED: Final = frozenset({"node_modules", "dist"})
STRING: Final = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
_COMMENTS_AND_STRINGS: Final = re.compile(rf"(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>{STRING})", re.DOTALL)
_TOKEN: Final = re.compile(rf"(?P<string>{STRING})|(?P<open>[({{\[])|(?P<close>[)}}\]])|[^\"'`(){{}}\[\]]+", re.DOTALL)
_TASK: Final = re.compile(r"\b(?:task|schemaTask)\s*(?:<[^()]*?>)?\s*\(\s*(?=\{)")
_HELPER: Final = re.compile(rf"\b(?P<helper>task|schedule)\s*(?:<[^()]*?>)?\s*\(\s*(?P<name>{STRING}|[\w$.]+)\s*,")
"""The helpers of the generated package, which take the name of an event or a schedule."""
_FROM_PACKAGE: Final = re.compile(r"""\bfrom\s*["'][^"'\n]+/trigger["']""")
_ID: Final = re.compile(rf"(?:^|[\s,])id\s*(?::\s*(?P<id>{STRING}|[^,]*[^,\s]))?\s*(?:,|$)")
_CONSTANT: Final = re.compile(rf"\bconst\s+(?P<name>[\w$]+)\s*(?::[^=\n]+)?=\s*(?P<value>{STRING})")
_BLANK: Final = re.compile(r"[^\n]")
_QUEUE: Final = re.compile(r"""\bqueue\s*\(\s*\{[^}]*?\bname\s*:\s*(?P<quote>["'`])(?P<name>[^"'`$]+)(?P=quote)""")


@dataclass(frozen=True, slots=True)
class HandWritten:
    """What was found.

    Attributes:
        task_ids: The file of each task by its id.
        queues: The names of declared queues.
        unread: The file of each id that its file does not write out, and what stands there instead.
    """

    task_ids: dict[str, Path]
    queues: frozenset[str]
    unread: tuple[tuple[Path, str], ...] = ()


def find_hand_written(folders: Iterable[Path]) -> HandWritten:
    """Read the sources below folders, but for generated ones.

    An id may be a string or a constant of the same file; any other is given as unread, and only Trigger.dev's own
    indexer sees whether it is there twice.

    Args:
        folders: Where Trigger.dev looks for tasks.
    """
    task_ids: dict[str, Path] = {}
    queues: set[str] = set()
    unread: list[tuple[Path, str]] = []
    for file in sorted({file for folder in folders for file in source_files(folder)}):
        text = file.read_text(encoding="utf-8", errors="replace")
        if text.startswith(MARK):
            continue
        code = without_comments(text)
        for task in (*_of_trigger(code), *_of_package(code)):
            if task.id is None:
                unread.append((file, task.written))
            else:
                task_ids.setdefault(task.id, file)
        queues |= {found["name"] for found in _QUEUE.finditer(code)}
    return HandWritten(task_ids, frozenset(queues), tuple(unread))


def configured_folders(config: Path) -> list[Path]:
    """Give the folders that a `trigger.config.ts` names in `dirs`, as far as they are written out."""
    if not config.is_file():
        return []
    code = without_comments(config.read_text(encoding="utf-8"))
    named = re.search(r"\bdirs\s*:\s*\[(?P<folders>[^\]]*)\]", code)
    folders = re.findall(r"""["'`]([^"'`]+)["'`]""", named["folders"]) if named else []
    return [config.parent / folder.lstrip("/") for folder in folders]


def without_comments(text: str) -> str:
    """Blank comments out; what remains keeps its place."""
    return _COMMENTS_AND_STRINGS.sub(lambda match: match["string"] or _BLANK.sub(" ", match["comment"]), text)


def strings_of(code: str) -> list[tuple[int, int]]:
    """Give the beginnings and ends of the strings in code without comments."""
    return [match.span() for match in _COMMENTS_AND_STRINGS.finditer(code) if match["string"]]


def declared_tasks(code: str) -> Iterator[tuple[str, int]]:
    """Give the id and the line of every task of `@trigger.dev/sdk` that code declares, where it is written out."""
    return ((task.id, task.line) for task in _of_trigger(code) if task.id is not None)


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


@dataclass(frozen=True, slots=True)
class _Task:
    """A declared task: what its id is, None where the file does not write it out, and what stands there."""

    id: str | None
    written: str
    line: int


def _of_trigger(code: str) -> Iterator[_Task]:
    """Find the tasks that are declared with Trigger.dev's own functions."""
    constants = constants_of(code)
    for declared in _TASK.finditer(code):
        found = _ID.search(_own_fields(code, declared.end()))
        if found:
            written = found["id"] or "id"
            yield _Task(literal_of(written, constants), written, _line(code, declared.start()))


def _of_package(code: str) -> Iterator[_Task]:
    """Find the tasks that are declared with the generated package, whose ids are made of the catalog's names."""
    constants = constants_of(code)
    for declared in _HELPER.finditer(code) if _FROM_PACKAGE.search(code) else ():
        name = literal_of(declared["name"], constants)
        prefix = "schedule-" if declared["helper"] == "schedule" else ""
        task_id = None if name is None else prefix + name.replace(".", "-")
        yield _Task(task_id, declared["name"], _line(code, declared.start()))


def constants_of(code: str) -> Mapping[str, str]:
    """Give the constants of a file that are strings, quotes included."""
    return {found["name"]: found["value"] for found in _CONSTANT.finditer(code)}


def _line(code: str, at: int) -> int:
    return code.count("\n", 0, at) + 1


def _own_fields(code: str, start: int) -> str:
    """Give an object's text without what stands in brackets inside it; `start` is where its brace is."""
    depth = 0
    own: list[str] = []
    for token in _TOKEN.finditer(code, start):
        depth += 1 if token["open"] else -1 if token["close"] else 0
        if depth == 0:
            break
        if depth == 1 and not token["open"] and not token["close"]:
            own.append(token[0])
    return "".join(own)


def literal_of(written: str, constants: Mapping[str, str]) -> str | None:
    """Read a string, or a constant that is one; None where it is neither."""
    string = constants.get(written, written)
    return string[1:-1] if re.fullmatch(STRING, string, re.DOTALL) and "${" not in string else None
