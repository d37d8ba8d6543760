"""Editing of `.env.local`: a value is set in place, and every other byte of the file stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cgk_runtime._internal.env_grammar import find_assignments, find_pitfalls
from cgk_runtime.cli.errors import CommandError

_UNQUOTED: Final = re.compile(r"[A-Za-z0-9_./:@%+,=-]*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def read_values(text: str) -> dict[str, str]:
    """Return the values of an environment file by name; the last assignment of a name counts."""
    return {assignment.name: assignment.value for assignment in find_assignments(text)}


def set_values(text: str, values: Mapping[str, str], heading: str | None = None) -> str:
    r"""Return the text of an environment file with these values.

    The last assignment of a name is changed in place, because it is the one that counts. New names are appended.

    Args:
        text: The file's text.
        values: Values by name.
        heading: A comment to write above the new names, if all names are new.

    Raises:
        CommandError: A value cannot be written, or a malformed line would hide the new values.

    Example:
        >>> set_values("export KEY='old'  # mine\r\n", {"KEY": "new"})
        'export KEY=new  # mine\r\n'
    """
    for name, value in values.items():
        if _CONTROL.search(value):
            raise CommandError(f"The value of {name} contains a line break or another control character")
    existing = {assignment.name: assignment for assignment in find_assignments(text)}
    outdated = [old for name, old in existing.items() if name in values and old.value != values[name]]
    result = text
    # The last one is replaced first, so the positions of the others stay valid.
    for old in sorted(outdated, key=lambda assignment: assignment.start, reverse=True):
        result = result[: old.start] + quote(values[old.name]) + result[old.end :]
    added = {name: value for name, value in values.items() if name not in existing}
    line_end = "\r\n" if "\r\n" in text else "\n"
    if added and result and not result.endswith(("\n", "\r")):
        result += line_end
    if heading is not None and added and len(added) == len(values):
        result += (line_end if result.removeprefix("\ufeff").strip() else "") + f"# {heading}{line_end}"
    result += "".join(f"{name}={quote(value)}{line_end}" for name, value in added.items())
    if read_values(result) != {**read_values(text), **values}:
        raise CommandError(_describe_mismatch(text, read_values(result), values))
    return result


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


def _describe_mismatch(text: str, read: Mapping[str, str], values: Mapping[str, str]) -> str:
    lines = ", ".join(f"{pitfall.line} ({pitfall.text})" for pitfall in find_pitfalls(text))
    if lines:
        return f"Malformed lines of the file would hide or change the new values: {lines}"
    names = ", ".join(name for name, value in values.items() if read.get(name) != value)
    return f"The value of {names} cannot be written to an environment file, because of its quotes or backslashes"
