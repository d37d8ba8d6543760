"""YAML text of plain data with comments; any text is quoted or escaped as needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cgk_codegen.importers.model import Json, is_list, is_object
from cgk_codegen.load.scalars import INVISIBLE

_MAX_WIDTH: Final = 110
_UNQUOTED: Final = re.compile(r"[A-Za-z_(](?:[\w ./|()\[\]-]*[\w.)\]?])?", re.ASCII)
_UNQUOTED_IN_FLOW: Final = re.compile(r"[A-Za-z_](?:[\w ./|-]*[\w.])?", re.ASCII)
"""Text that needs no quotes after a key (`_UNQUOTED`), and inside braces or as a key (`_UNQUOTED_IN_FLOW`)."""
_RESERVED_WORDS: Final = frozenset({"null", "true", "false", "y", "n", "yes", "no", "on", "off"})
_UNSAFE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that YAML accepts only as escapes."""


@dataclass(frozen=True, slots=True)
class Commented:
    """Value with comments above its key.

    Attributes:
        value: The value.
        comments: The comments.
        owner: Part of the catalog to which the lines belong.
        has_own_line: Whether no other value may be in its line. The owner of an error is found by the error's line.
    """

    value: Json
    comments: list[str]
    owner: object = None
    has_own_line: bool = False


@dataclass(slots=True)
class YamlLines:
    """Lines of a YAML file, each with the part of the catalog to which it belongs."""

    lines: list[str] = field(default_factory=list[str])
    owners: list[object] = field(default_factory=list[object])

    def add(self, line: str, owner: object = None) -> None:
        """Add a line."""
        self.lines.append(line)
        self.owners.append(owner)

    def comment(self, text: str, indent: int, owner: object = None) -> None:
        """Add the lines of a comment."""
        for line in printable(text).splitlines():
            self.add(f"{' ' * indent}# {line}".rstrip(), owner)

    def entry(self, key: str, value: Json, indent: int = 0, owner: object = None, *, is_block: bool = False) -> None:
        """Add a key with its value, in one line if it fits and `is_block` is False."""
        if isinstance(value, Commented):
            owner = value.owner or owner
            for text in value.comments:
                self.comment(text, indent, owner)
            value = value.value
        name = " " * indent + _scalar(key, in_flow=True) + ":"
        if isinstance(value, str):
            self.add(f"{name} {_scalar(value, in_flow=False)}", owner)
            return
        fits = not is_block and not _needs_block(value) and len(name + flow(value)) < _MAX_WIDTH
        if fits or not isinstance(value, dict | list):
            self.add(f"{name} {flow(value)}", owner)
        else:
            self.add(name, owner)
            self._block(value, indent + 2, owner)

    def _block(self, value: Json, indent: int, owner: object) -> None:
        """Add the entries of a mapping or the items of a list, each on its own lines."""
        if is_object(value):
            for key, inner in value.items():
                self.entry(key, inner, indent, owner)
            return
        for item in value:
            if isinstance(item, dict | list) and (_needs_block(item) or len(flow(item)) + indent > _MAX_WIDTH) and item:
                start = len(self.lines)
                self._block(item, indent + 2, owner)
                first = self.lines[start]  # gets the dash in the two columns before its text
                self.lines[start] = f"{first[:indent]}- {first[indent + 2 :]}"
            else:
                self.add(f"{' ' * indent}- {flow(item)}", owner)

    @property
    def text(self) -> str:
        """The file's text."""
        return "\n".join([*self.lines, ""])


def flow(value: Json) -> str:
    """Return a value as YAML in one line, without its comments."""
    if isinstance(value, Commented):
        return flow(value.value)
    if isinstance(value, str):
        return _scalar(value, in_flow=True)
    if is_object(value):
        return "{" + ", ".join(f"{_scalar(key, in_flow=True)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if is_list(value):
        return "[" + ", ".join(map(flow, value)) + "]"
    return json.dumps(value)


def printable(text: str) -> str:
    """Return text with escapes for the characters that a catalog cannot contain."""
    return _UNSAFE.sub(_escaped, INVISIBLE.sub(_escaped, text.replace("\r\n", "\n")))


def is_printable(value: Json) -> bool:
    """Return whether a catalog can contain all texts of a value."""
    return all(printable(text) == text for text in _texts(value))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_object(value):
        yield from value
    for child in _children(value):
        yield from _texts(child)


def _needs_block(value: Json) -> bool:
    if isinstance(value, Commented):
        return value.has_own_line or bool(value.comments) or _needs_block(value.value)
    return any(map(_needs_block, _children(value)))


def _children(value: Json) -> list[Json]:
    if is_object(value):
        return [*value.values()]
    return value if is_list(value) else []


def _scalar(text: str, *, in_flow: bool) -> str:
    unquoted = (_UNQUOTED_IN_FLOW if in_flow else _UNQUOTED).fullmatch(text)
    if unquoted and "  " not in text and text.lower() not in _RESERVED_WORDS:
        return text
    return _UNSAFE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"
