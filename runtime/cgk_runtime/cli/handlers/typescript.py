"""Handlers in TypeScript and JavaScript, as far as reading their text can tell; nothing is run."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.catalog import EventDefinition
from cgk_runtime.cli.handlers.discovery import Handler, Handlers, shown
from cgk_runtime.errors import UnknownEventError, UnknownScheduleError
from cgk_runtime.providers.trigger_dev.build.emit import MARK
from cgk_runtime.providers.trigger_dev.build.hand_written import (
    STRING,
    constants_of,
    declared_tasks,
    literal_of,
    source_files,
    strings_of,
    without_comments,
)
from cgk_runtime.tasks.unresolved_names import Kind, UnresolvedName

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

_IMPORT: Final = re.compile(r"""\bimport\s+(?P<what>[^;'"]*?)\s+from\s*(?P<quote>["'])(?P<from>[^"'\n]+)(?P=quote)""")
_NAMED: Final = re.compile(r"\b(?P<name>\w+)(?:\s+as\s+(?P<alias>\w+))?")
_NAMESPACE: Final = re.compile(r"\*\s*as\s+(?P<alias>\w+)")
_CLIENT: Final = re.compile(r"\b(?P<name>\w+)\s*(?::[^=;]+)?=\s*(?:await\s+)?(?:\w+\.)?withJobs\s*\(")
_FUNCTION: Final = re.compile(
    r"(?:\b(?P<client>\w+)\s*\.\s*|\b(?P<made>withJobs)\s*\((?:[^()]|\([^()]*\))*\)\s*\.\s*)?"
    r"\bcreateFunction\s*(?:<[^()]*?>)?\s*\("
)
"""A function of a client by its name, of one that is made on the spot, or by the package's own function."""
_EVENT: Final = re.compile(rf"\bevent\s*:\s*(?P<name>{STRING}|[^\s,}}]+)", re.DOTALL)
_HANDLER_BEGINS: Final = re.compile(r"=>|\bfunction\b")
_LITERAL: Final = rf"""\s*(?:<[^()]*?>)?\s*\(\s*(?P<name>{STRING}|[^\s,)]+)"""
_LONGEST: Final = 4000
"""Characters within which a call of `createFunction` names its event."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A file, without its comments, and what it imports from the generated package."""

    path: Path
    code: str
    imported: dict[str, str]
    strings: list[tuple[int, int]]
    constants: Mapping[str, str]

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Find a pattern where it is code, not part of a text."""
        for match in pattern.finditer(self.code):
            at = bisect(self.strings, (match.start(), len(self.code))) - 1
            if at < 0 or self.strings[at][1] <= match.start():
                yield match

    def line(self, at: int) -> int:
        """Give the line of a character."""
        return self.code.count("\n", 0, at) + 1


@dataclass(frozen=True, slots=True)
class _Declaration:
    """A declaration: its event or schedule, None where that is not written out; whether the name must be known."""

    kind: Kind
    name: str | None
    line: int
    must_exist: bool = True


def typescript_handlers(catalog: Catalog, package: str | None, folders: Iterable[Path], directory: Path) -> Handlers:
    """Read the sources below folders.

    Args:
        catalog: What knows events and schedules.
        package: The name of the generated npm package; None where that is not known, then any package may be it.
        folders: Where to look.
        directory: What places are shown from.
    """
    sources = list(_read(folders, package))
    clients = {match["name"] for source in sources for match in _CLIENT.finditer(source.code)}
    events: list[Handler] = []
    schedules: list[Handler] = []
    unknown: list[UnresolvedName] = []
    unread: list[str] = []
    by_task = {event.task_id: event for event in catalog.events.values()}
    for source in sources:
        for one in (*_calls(source), *_functions(source, clients)):
            place = shown(f"{source.path}:{one.line}", directory)
            if one.name is None:
                unread.append(place)
                continue
            try:
                if one.kind == "schedule":
                    definition = catalog.schedule(one.name)
                    schedules.append(Handler(definition.name, definition.task_id, place, "typescript"))
                else:
                    event = catalog.event(one.name)
                    events.append(Handler(event.name, event.task_id, place, "typescript"))
            except (UnknownEventError, UnknownScheduleError) as error:
                if one.must_exist:
                    unknown.append(UnresolvedName(one.kind, one.name, error.nearest, place))
        for task, line in declared_tasks(source.code):
            known: EventDefinition | None = by_task.get(task)
            if known is not None:
                events.append(Handler(known.name, task, shown(f"{source.path}:{line}", directory), "typescript"))
    return Handlers(tuple(events), tuple(schedules), tuple(unknown), tuple(unread), len(sources))


def _read(folders: Iterable[Path], package: str | None) -> Iterator[_Source]:
    for file in sorted({file for folder in folders for file in source_files(folder)}):
        text = file.read_text(encoding="utf-8", errors="replace")
        if not text.startswith(MARK):  # those run handlers in Python, which are known from there
            code = without_comments(text)
            yield _Source(file, code, dict(_imports(code, package)), strings_of(code), constants_of(code))


def _imports(code: str, package: str | None) -> Iterator[tuple[str, str]]:
    """Give what a file calls the functions that declare handlers, and which function each is."""
    for found in _IMPORT.finditer(code):
        path = found["from"]
        if not path.endswith(("/trigger", "/inngest")) or (package is not None and path.rpartition("/")[0] != package):
            continue
        namespace = _NAMESPACE.search(found["what"])
        if namespace is not None:
            yield from ((f"{namespace['alias']}.{name}", name) for name in ("task", "schedule", "createFunction"))
        else:
            yield from ((named["alias"] or named["name"], named["name"]) for named in _NAMED.finditer(found["what"]))


def _calls(source: _Source) -> Iterator[_Declaration]:
    for called, function in source.imported.items():
        if function in ("task", "schedule"):
            for call in source.matches(re.compile(rf"(?<![\w.]){re.escape(called)}{_LITERAL}")):
                kind: Kind = "schedule" if function == "schedule" else "event"
                yield _Declaration(kind, literal_of(call["name"], source.constants), source.line(call.start()))


def _functions(source: _Source, clients: set[str]) -> Iterator[_Declaration]:
    """Find functions of Inngest; only those of the generated package must name an event of the catalog."""
    wrapped = {called.rpartition(".")[2] for called, name in source.imported.items() if name == "createFunction"}
    for call in source.matches(_FUNCTION):
        ours = call["client"] in clients if call["client"] else bool(call["made"]) or "createFunction" in wrapped
        ours = ours or f"{call['client']}.createFunction" in source.imported
        begins = _HANDLER_BEGINS.search(source.code, call.end())
        end = min(begins.start() if begins else len(source.code), call.end() + _LONGEST)
        named = list(_EVENT.finditer(source.code, call.end(), end))
        for event in named:
            name = literal_of(event["name"], source.constants)
            if name is not None or ours:
                yield _Declaration("event", name, source.line(event.start()), must_exist=ours)
        if ours and not named:
            yield _Declaration("event", None, source.line(call.start()))
