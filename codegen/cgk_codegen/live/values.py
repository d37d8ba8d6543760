"""JSON values from a stream, one at a time: JSON lines, a list, or documents laid out over many lines.

However large the file is, no more than one value is held. The items of an outermost list come one by one.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NoReturn

MAX_BYTES: Final = 64 * 1024 * 1024
"""No single value may be larger; a provider takes 3 MiB, and a page of its API holds a hundred of them at most."""
_CHUNK: Final = 64 * 1024
_SPACE: Final = " \t\r\n"


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
    """Text that is not JSON.

    Attributes:
        line: The line, from 1.
        reason: Why, without a word of the text itself.
    """

    line: int
    reason: str


def read_values(stream: BinaryIO) -> Iterator[LogValue | Unreadable]:
    """Read a stream.

    An invalid line is reported and the next one is read; a document ends at its first mistake.

    Args:
        stream: UTF-8, with or without a byte order mark.
    """
    buffered = io.BufferedReader(_Raw(stream), _CHUNK)
    if buffered.peek(3)[:3] == codecs.BOM_UTF8:
        buffered.read(3)
    skipped = 0
    while (ahead := buffered.peek(1)[:1]) and ahead in b" \t\r\n":
        skipped += buffered.read(1) == b"\n"
    if ahead == b"[":
        yield from _Document(buffered, skipped + 1).values()
        return
    lines = _Lines(buffered, skipped)
    head = [line for line in (lines.next(), lines.next()) if line is not None]
    if _is_laid_out(head):
        text = b"".join(line for _number, line in head)
        yield from _Document(buffered, skipped + 1, text).values()
        return
    for number, line in head:
        yield from _read_line(number, line)
    while (numbered := lines.next()) is not None:
        yield from _read_line(*numbered)


class _Raw(io.RawIOBase):
    """Adapter that lets `io.BufferedReader` read any binary stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # Any: typeshed's name of a writable buffer is private
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Lines:
    """Lines with their numbers; of one that is too long only its beginning is kept, which is no JSON."""

    def __init__(self, stream: io.BufferedReader[Any], before: int) -> None:
        self._stream = stream
        self._number = before

    def next(self) -> tuple[int, bytes] | None:
        """Return the next line with its end, None after the last one."""
        line = self._stream.readline(MAX_BYTES + 1)
        if not line:
            return None
        self._number += 1
        rest = line
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = self._stream.readline(MAX_BYTES + 1)
        return self._number, line


def _read_line(number: int, line: bytes) -> Iterator[LogValue | Unreadable]:
    if not line.strip():
        return
    if len(line) > MAX_BYTES:
        yield Unreadable(number, f"is longer than {MAX_BYTES} bytes")
        return
    try:
        yield LogValue(number, _DECODER.decode(line.decode("utf-8").rstrip()))
    except (ValueError, RecursionError) as error:
        yield Unreadable(number, _reason(error))


def _is_laid_out(head: list[tuple[int, bytes]]) -> bool:
    """Return whether a document begins here that continues on the next line."""
    texts = [line.decode("utf-8", "replace").strip() for _number, line in head]
    if len(texts) < 2 or not texts[0].startswith("{") or _is_json(texts[1]):
        return False
    try:
        json.loads(texts[0])
    except json.JSONDecodeError as error:
        return error.pos >= len(texts[0])
    except (ValueError, RecursionError):
        return False
    return False


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _Document:
    """Text of which as much is held as the value that is being read needs."""

    def __init__(self, stream: io.BufferedReader[Any], line: int, begin: bytes = b"") -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._line = line
        self._begin = begin
        self._text = ""
        self._at = 0

    def values(self) -> Iterator[LogValue | Unreadable]:
        """Read values, and the items of outermost lists; what is wrong ends it."""
        in_list = False
        try:
            while character := self._next("," if in_list else ""):
                if character == "[" and not in_list:
                    in_list = True
                    self._at += 1
                elif character == "]" and in_list:
                    in_list = False
                    self._at += 1
                else:
                    yield self._value()
        except (ValueError, RecursionError) as error:
            yield Unreadable(self._line, f"{_reason(error)}; nothing after it was read")
            return
        if in_list:
            yield Unreadable(self._line, "the list is cut off")

    def _next(self, separators: str) -> str:
        """Go to the next character that is no space, and give it; nothing at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE + separators:
                self._line += self._text[self._at] == "\n"
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _value(self) -> LogValue:
        while True:
            try:
                data, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._more():
                    continue
                self._line += self._text.count("\n", self._at, error.pos)
                raise
            value = LogValue(self._line, data)
            self._line += self._text.count("\n", self._at, end)
            self._at = end
            return value

    def _more(self) -> bool:
        """Read as much again as is held, because a large value is parsed from its start each time."""
        held = self._text[self._at :]
        if len(held) > MAX_BYTES:
            raise ValueError(f"is longer than {MAX_BYTES} characters")
        data, self._begin = self._begin or self._stream.read(max(_CHUNK, len(held))), b""
        self._text, self._at = held + self._decoder.decode(data, final=not data), 0
        return bool(data)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)


def _reason(error: ValueError | RecursionError) -> str:
    match error:
        case UnicodeDecodeError():
            return "is not UTF-8"
        case json.JSONDecodeError():
            said = f"{error.msg[:1].lower()}{error.msg[1:]}".removesuffix(" at")
            return f"is no JSON: {said} in column {error.colno}"
        case RecursionError():
            return "is nested too deeply"
        case _:
            return f"is no JSON: {error}" if "no JSON" not in str(error) else str(error)
