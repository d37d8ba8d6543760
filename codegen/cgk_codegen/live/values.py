"""Reader of JSON values from a log: JSON lines, or a document such as a list.

JSON lines are read one at a time, so the size of the file does not matter. A document is read into memory as a whole.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NoReturn

MAX_BYTES: Final = 64 * 1024 * 1024
"""Size of the largest line and the largest document, in bytes; a page of a provider's API is smaller."""
_SEPARATORS: Final = re.compile(r"[ \t\r\n,]*")


@dataclass(frozen=True, slots=True)
class LogValue:
    """A JSON value.

    Attributes:
        line: The line on which it begins, from 1.
        data: The value. Any: JSON.
    """

    line: int
    data: Any


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Text that cannot be read as JSON.

    Attributes:
        line: The line, from 1.
        reason: The mistake; of the text itself, it quotes only a constant such as NaN.
    """

    line: int
    reason: str


def read_values(stream: BinaryIO) -> Iterator[LogValue | Unreadable]:
    """Read the values of a log.

    A text is a document if its first line that is not blank begins with `[` or is only `{`; any other text is JSON
    lines. After an invalid line, reading continues with the next line; a document is read up to its first mistake.

    Args:
        stream: UTF-8, with or without a byte order mark.
    """
    line_number = 0
    is_first = True
    limit = MAX_BYTES + 1 + len(codecs.BOM_UTF8)
    while line := stream.readline(limit):
        line_number += 1
        line = line.removeprefix(codecs.BOM_UTF8) if line_number == 1 else line
        if is_first and (line.lstrip().startswith(b"[") or line.strip() == b"{"):
            yield from _read_document(line + stream.read(MAX_BYTES + 1), line_number)
            return
        if line.strip():
            is_first = False
            yield from _read_line(line_number, line)
        while len(line) > MAX_BYTES and not line.endswith(b"\n"):
            line = stream.readline(limit)


def _read_line(line_number: int, line: bytes) -> Iterator[LogValue | Unreadable]:
    if len(line) > MAX_BYTES:
        yield Unreadable(line_number, f"is longer than {MAX_BYTES} bytes")
        return
    try:
        yield LogValue(line_number, _DECODER.decode(line.decode("utf-8").rstrip()))
    except (ValueError, RecursionError) as error:
        yield Unreadable(line_number, _reason(error))


def _read_document(data: bytes, line: int) -> Iterator[LogValue | Unreadable]:
    """Yield the values of a document that begins on a line, or the items of its lists."""
    if len(data) > MAX_BYTES:
        yield Unreadable(line, f"is longer than {MAX_BYTES} bytes; convert it to JSON lines, such as by `jq -c '.[]'`")
        return
    first_line, index, in_list = line, 0, False
    try:
        text = data.decode("utf-8")
        while (start := _end_of_match(_SEPARATORS, text, index)) < len(text):
            line += text.count("\n", index, start)
            index = start
            bracket = "]" if in_list else "["
            if text[index] == bracket:
                in_list = not in_list
                index += 1
                continue
            value, end = _DECODER.raw_decode(text, index)
            yield LogValue(line, value)
            line += text.count("\n", index, end)
            index = end
    except (ValueError, RecursionError) as error:
        error_line = first_line + error.lineno - 1 if isinstance(error, json.JSONDecodeError) else line
        yield Unreadable(error_line, f"{_reason(error)}; nothing after it was read")
        return
    if in_list:
        yield Unreadable(line, "the list is cut off")


def _end_of_match(pattern: re.Pattern[str], text: str, index: int) -> int:
    """Return the index after a match at an index, or the index itself without a match."""
    match = pattern.match(text, index)
    return index if match is None else match.end()


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"is not JSON: {constant} is not allowed")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant)


def _reason(error: ValueError | RecursionError) -> str:
    match error:
        case UnicodeDecodeError():
            return "is not UTF-8"
        case json.JSONDecodeError():
            message = f"{error.msg[:1].lower()}{error.msg[1:]}".removesuffix(" at")
            return f"is not JSON: {message} in column {error.colno}"
        case RecursionError():
            return "is nested too deeply"
        case _:
            return str(error)
