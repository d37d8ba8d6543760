"""Editing `.env.local`: a value is set in place, and every other byte of the file stays as it is.

python-dotenv's parser finds the assignments, so the file is read here as `Settings` reads it. Its `set_key` is not
used, because it changes line ends, blank lines and `export`, and drops comments and a byte order mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.text_files import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from dotenv.parser import Binding

_BYTE_ORDER_MARK: Final = "\ufeff"
_NAME: Final = re.compile(r"\s*(?:export[^\S\r\n]+)?(?:'[^']+'|[^=#\s]+)[^\S\r\n]*")
_VALUE: Final = re.compile(
    r"=(?:(?=[^\S\r\n]+#)"  # empty, followed by a comment
    r"|[^\S\r\n]*(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^\r\n]*?(?=[^\S\r\n]+#|[^\S\r\n]*(?:[\r\n]|$))))",
    re.DOTALL,
)
_UNQUOTED: Final = re.compile(r"[A-Za-z0-9_./:@%+,=-]*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, repr=False)
class EnvironmentFile:
    r"""Text of an environment file.

    Attributes:
        text: The whole text.

    Example:
        >>> EnvironmentFile("export KEY='old'  # mine\r\n").with_values({"KEY": "new"}).text
        'export KEY=new  # mine\r\n'
    """

    text: str

    @classmethod
    def read(cls, path: Path) -> EnvironmentFile:
        """Read a file; a missing file is empty.

        Raises:
            CommandError: The file is a directory, is not UTF-8, or cannot be read.
        """
        return cls(read_text(path, missing=""))

    @property
    def values(self) -> dict[str, str]:
        """Values by name; the last assignment of a name counts."""
        return {one.key: one.value for one in self._bindings() if one.key is not None and one.value is not None}

    def with_values(self, values: Mapping[str, str], heading: str | None = None) -> EnvironmentFile:
        """Return the file with these values.

        The last assignment of a name is changed in place, because it is the one that counts. New names are appended.

        Args:
            values: Values by name.
            heading: A comment above the appended names, if all of them are new.

        Raises:
            CommandError: A value contains a control character, or a malformed line would hide the new values.
        """
        for name, value in values.items():
            if _CONTROL.search(value):
                raise CommandError(f"The value of {name} contains a line break or another control character")
        bindings = self._bindings()
        last = {one.key: at for at, one in enumerate(bindings) if one.key is not None}
        parts: list[str] = []
        for at, one in enumerate(bindings):
            key, assignment = one.key, one.original.string
            if key is not None and key in values and at == last[key] and one.value != values[key]:
                assignment = _assign(assignment, values[key])
            parts.append(assignment)
        added = {name: value for name, value in values.items() if name not in last}
        text = "".join(parts)
        if added:
            text = self._append(text, added, heading if len(added) == len(values) else None)
        changed = EnvironmentFile(_BYTE_ORDER_MARK * self.text.startswith(_BYTE_ORDER_MARK) + text)
        if changed.values != {**self.values, **values}:
            lines = ", ".join(str(one.original.line) for one in bindings if one.error)
            raise CommandError(f"Lines that are not assignments, for example because of an open quote: {lines}")
        return changed

    def _append(self, text: str, values: Mapping[str, str], heading: str | None) -> str:
        end = "\r\n" if "\r\n" in self.text else "\n"
        if text and not text.endswith(("\n", "\r")):
            text += end
        if heading is not None:
            text += (end if text.strip() else "") + f"# {heading}{end}"
        return text + "".join(f"{name}={quote(value)}{end}" for name, value in values.items())

    def _bindings(self) -> list[Binding]:
        from dotenv.parser import parse_stream

        return list(parse_stream(StringIO(self.text, newline="")))

    def __repr__(self) -> str:
        """Show the names only, because values are secrets."""
        return f"EnvironmentFile({', '.join(self.values)})"


def quote(value: str) -> str:
    r"""Quote a value if necessary, for python-dotenv, Node's dotenv and shells alike.

    Example:
        >>> quote("tr_dev_abc"), quote("a b#c"), quote("it's")
        ('tr_dev_abc', "'a b#c'", '"it\'s"')
    """
    if _UNQUOTED.fullmatch(value):
        return value
    if "'" not in value and "\\" not in value:
        return f"'{value}'"
    if not set(value) & set('"\\$`!'):
        return f'"{value}"'
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _assign(assignment: str, value: str) -> str:
    """Return an assignment with another value; its name, `export` and comment stay."""
    name = _NAME.match(assignment)
    if name is None:  # the parser found a name here
        raise ValueError("not an assignment")
    rest = assignment[name.end() :]
    old = _VALUE.match(rest)
    return f"{name[0]}={quote(value)}{rest[old.end() :] if old else rest}"
