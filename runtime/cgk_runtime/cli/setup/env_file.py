"""Editing of `.env.local`: a value is set in place, and every other byte of the file stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.env_grammar import find_assignments, find_pitfalls
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.text_files import read_text

if TYPE_CHECKING:
    from pathlib import Path

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
        return {one.name: one.value for one in find_assignments(self.text)}

    def with_values(self, values: Mapping[str, str], heading: str | None = None) -> EnvironmentFile:
        """Return the file with these values.

        The last assignment of a name is changed in place, because it is the one that counts. New names are appended.

        Args:
            values: Values by name.
            heading: A comment above the appended names, if all of them are new.

        Raises:
            CommandError: A value cannot be written, or a malformed line would hide the new values.
        """
        for name, value in values.items():
            if _CONTROL.search(value):
                raise CommandError(f"The value of {name} contains a line break or another control character")
        last = {one.name: one for one in find_assignments(self.text)}
        changed = [one for name, one in last.items() if name in values and one.value != values[name]]
        text = self.text.replace("\r\n", "\n")
        for one in sorted(changed, key=lambda assignment: assignment.start, reverse=True):
            text = text[: one.start] + quote(values[one.name]) + text[one.end :]
        added = {name: value for name, value in values.items() if name not in last}
        if added:
            text = self._append(text, added, heading if len(added) == len(values) else None)
        result = EnvironmentFile(text.replace("\n", "\r\n") if "\r\n" in self.text else text)
        if result.values != {**self.values, **values}:
            raise CommandError(_hidden_values(self.text, result.values, values))
        return result

    @staticmethod
    def _append(text: str, values: Mapping[str, str], heading: str | None) -> str:
        if text and not text.endswith(("\n", "\r")):
            text += "\n"
        if heading is not None:
            text += ("\n" if text.removeprefix("\ufeff").strip() else "") + f"# {heading}\n"
        return text + "".join(f"{name}={quote(value)}\n" for name, value in values.items())

    def __repr__(self) -> str:
        """Show the names only, because values are secrets."""
        return f"EnvironmentFile({', '.join(self.values)})"


def quote(value: str) -> str:
    r"""Quote a value if necessary, for `dotenv` and, if possible, for shells.

    Example:
        >>> quote("tr_dev_abc"), quote("a b#c"), quote("it's")
        ('tr_dev_abc', "'a b#c'", '"it\'s"')
    """
    if _UNQUOTED.fullmatch(value):
        return value
    # Between double quotes, shells replace $ and `, and dotenv replaces \n and \r.
    usable = [mark for mark in ("'", '"', "`") if mark not in value and not (mark == '"' and set(value) & set("\\$`!"))]
    mark = usable[0] if usable else ""
    return f"{mark}{value}{mark}"


def _hidden_values(text: str, found: Mapping[str, str], values: Mapping[str, str]) -> str:
    lines = ", ".join(f"{one.line} ({one.text})" for one in find_pitfalls(text))
    if lines:
        return f"Lines of the file would change what is written into it: {lines}"
    names = ", ".join(name for name, value in values.items() if found.get(name) != value)
    return f"The value of {names} cannot be written to an environment file, because of its quotes or backslashes"
