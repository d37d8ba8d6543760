"""`.env.local` as people have it: a value is set where its name stands, every other byte stays.

python-dotenv's parser says where each assignment is, so that what is written is what `Settings` reads. Its `set_key`
does not write here: it turns CRLF into LF, drops the blank lines before an assignment, `export`, the comment behind the
value and a byte order mark, and sets every duplicate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from dotenv.parser import Binding

_MARK: Final = "\ufeff"
_NAME: Final = re.compile(r"\s*(?:export[^\S\r\n]+)?(?:'[^']+'|[^=#\s]+)[^\S\r\n]*")
_VALUE: Final = re.compile(
    r"=(?:(?=[^\S\r\n]+#)"  # nothing, and a comment
    r"|[^\S\r\n]*(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^\r\n]*?(?=[^\S\r\n]+#|[^\S\r\n]*(?:[\r\n]|$))))",
    re.DOTALL,
)
_BARE: Final = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
_REFUSED: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, repr=False)
class EnvironmentFile:
    r"""The text of an environment file.

    Attributes:
        text: All of it.

    Example:
        >>> EnvironmentFile("export KEY='old'  # mine\r\n").with_values({"KEY": "new"}).text
        'export KEY=new  # mine\r\n'
    """

    text: str

    @classmethod
    def read(cls, path: Path) -> EnvironmentFile:
        """Read a file; one that does not exist is empty.

        Raises:
            ConfigurationError: It is a folder, is not UTF-8, or cannot be read.
        """
        try:
            return cls(path.read_bytes().decode("utf-8"))
        except FileNotFoundError:
            return cls("")
        except IsADirectoryError:
            raise ConfigurationError(
                f"{path} is a folder; move it away, a file of that name is needed", component="cgk"
            ) from None
        except UnicodeDecodeError as error:
            raise ConfigurationError(
                f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8", component="cgk"
            ) from None
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be read: {error.strerror}", component="cgk") from None

    @property
    def values(self) -> dict[str, str]:
        """What each name holds; the last assignment counts."""
        return {one.key: one.value for one in self._bindings() if one.key is not None and one.value is not None}

    def lines_of(self, name: str) -> list[int]:
        """Give the lines, from 1, where a name is assigned."""
        found: list[int] = []
        for one in self._bindings():
            if one.key == name:
                blank = len(one.original.string) - len(one.original.string.lstrip())
                found.append(one.original.line + one.original.string.count("\n", 0, blank))
        return found

    def with_values(self, values: Mapping[str, str], heading: str | None = None) -> EnvironmentFile:
        """Set names; those that hold their value already stay byte for byte.

        The assignment that counts is changed where it stands. Duplicates above it become comments, for they never
        counted and may be somebody's only copy. New names go to the end.

        Args:
            values: Name to value.
            heading: A comment above new names, where none of the names was there.

        Raises:
            ConfigurationError: A value has a control character, or a broken line would swallow what is written.
        """
        for name, value in values.items():
            if _REFUSED.search(value):
                raise ConfigurationError(
                    f"The value of {name} has a line break or another control character", component="cgk"
                )
        bindings = self._bindings()
        last = {one.key: at for at, one in enumerate(bindings) if one.key is not None}
        parts: list[str] = []
        for at, one in enumerate(bindings):
            whole = one.original.string
            if one.key is None or one.key not in values:
                parts.append(whole)
            elif at != last[one.key]:
                parts.append(_commented(whole))
            elif one.value == values[one.key]:
                parts.append(whole)
            else:
                parts.append(_replaced(whole, values[one.key]))
        added = {name: value for name, value in values.items() if name not in last}
        text = "".join(parts)
        if added:
            text = self._appended(text, added, heading if len(added) == len(values) else None)
        changed = EnvironmentFile(_MARK * self.text.startswith(_MARK) + text)
        if changed.values != {**self.values, **values}:
            broken = ", ".join(str(one.original.line) for one in bindings if one.error)
            raise ConfigurationError(
                f"The file has lines that are no assignments, such as a quote left open: {broken}", component="cgk"
            )
        return changed

    def _appended(self, text: str, values: Mapping[str, str], heading: str | None) -> str:
        end = "\r\n" if "\r\n" in self.text else "\n"
        if text and not text.endswith(("\n", "\r")):
            text += end
        if heading is not None:
            text += (end if text.strip() else "") + f"# {heading}{end}"
        return text + "".join(f"{name}={quoted(value)}{end}" for name, value in values.items())

    def _bindings(self) -> list[Binding]:
        from dotenv.parser import parse_stream

        return list(parse_stream(StringIO(self.text, newline="")))

    def __repr__(self) -> str:
        """Show no value."""
        return f"EnvironmentFile({', '.join(self.values)})"


def quoted(value: str) -> str:
    r"""Write a value so that python-dotenv, Node's dotenv and a shell read the same; bare where that is safe.

    Example:
        >>> quoted("tr_dev_abc"), quoted("a b#c"), quoted("it's")
        ('tr_dev_abc', "'a b#c'", '"it\'s"')
    """
    if _BARE.fullmatch(value) or not value:
        return value
    if "'" not in value and "\\" not in value:
        return f"'{value}'"
    if not set(value) & set('"\\$`!'):
        return f'"{value}"'
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _replaced(assignment: str, value: str) -> str:
    name = _NAME.match(assignment)
    if name is None:  # the parser found a name there
        raise ValueError("this is no assignment")
    rest = assignment[name.end() :]
    old = _VALUE.match(rest)
    return f"{name[0]}={quoted(value)}{rest[old.end() :] if old else rest}"


def _commented(assignment: str) -> str:
    """Turn an assignment into a comment, each of its lines."""
    blank = len(assignment) - len(assignment.lstrip())
    return assignment[:blank] + re.sub(r"^(?=.)", "# ", assignment[blank:], flags=re.MULTILINE)
