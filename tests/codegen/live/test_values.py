"""Reading of JSON values from a log: any layout, bounded memory, mistakes reported with their line."""

from __future__ import annotations

import codecs
import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from cgk_codegen.live.values import LogValue, Unreadable, read_values
from hypothesis import given
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(), JSON, min_size=1, max_size=4), max_size=6)


def read(text: str | bytes) -> list[tuple[int, object]]:
    """Return the line of each value with its data, or with the reason why it is unreadable."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return [
        (value.line, value.data if isinstance(value, LogValue) else value.reason)
        for value in read_values(io.BytesIO(data))
    ]


@given(OBJECTS, st.sampled_from(["\n", "\r\n"]))
def test_every_layout_gives_the_same_values(objects: list[dict[str, object]], end: str) -> None:
    lines = end.join(json.dumps(value) for value in objects)
    indented = end.join(json.dumps(value, indent=2).replace("\n", end) for value in objects)
    for text in (lines, f"{end}{lines}{end}", indented, json.dumps(objects), json.dumps(objects, indent=1)):
        assert [value for _line, value in read(text)] == objects


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}\n\n{"b": 2}\n', [(1, {"a": 1}), (3, {"b": 2})]),
        ('\ufeff{"a": 1}\n', [(1, {"a": 1})]),
        ('{"a": 1}\noops\n{"b": \n{"c": 3}\n', [
            (1, {"a": 1}), (2, "is not JSON: expecting value in column 1"),
            (3, "is not JSON: expecting value in column 6"), (4, {"c": 3}),
        ]),
        ('"id": 1}\n{"c": 3}', [(1, "is not JSON: extra data in column 5"), (2, {"c": 3})]),
        ('{"a": "half\n{"c": 3}', [(1, "is not JSON: unterminated string starting in column 7"), (2, {"c": 3})]),
        ('{"a":\n{"c": 3}\n', [(1, "is not JSON: expecting value in column 6"), (2, {"c": 3})]),
        ('{"a": NaN}\n', [(1, "is not JSON: NaN is not allowed")]),
        (b'{"a": "\xff"}\n{"b": 1}\n', [(1, "is not UTF-8"), (2, {"b": 1})]),
        ('{\n "a": 1\n}\n{\n "a": 2\n}\n', [(1, {"a": 1}), (4, {"a": 2})]),
        ('\n[\n {"a": 1},\n\n {"a": 2}\n]\n', [(3, {"a": 1}), (5, {"a": 2})]),
        ('[{"a": 1}]\n[{"a": 2}, {"a": 3}]', [(1, {"a": 1}), (2, {"a": 2}), (2, {"a": 3})]),
        ('[{"a": 1},', [(1, {"a": 1}), (1, "the list is cut off")]),
        ('[\n{"a": 1},\n{"b" 2}]', [
            (2, {"a": 1}), (3, "is not JSON: expecting ':' delimiter in column 6; nothing after it was read"),
        ]),
        ("", []),
        (" \n", []),
    ],
)  # fmt: skip
def test_values_and_mistakes_have_their_line(text: str | bytes, expected: list[tuple[int, object]]) -> None:
    assert read(text) == expected


def test_deep_nesting_is_reported() -> None:
    deep = "[" * 100_000
    assert read(f'{{"a": {deep}\n{{"b": 1}}\n') == [(1, "is nested too deeply"), (2, {"b": 1})]
    ((line, reason),) = read(f"[{deep}")
    assert line == 1
    assert str(reason).startswith("is nested too deeply")


class GeneratedStream(io.RawIOBase):
    """Stream whose content is generated while it is read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # Any: typeshed's name of a writable buffer is private
        while len(self._rest) < len(buffer):
            part = next(self._parts, b"")
            if not part:
                break
            self._rest += part
        chunk, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(chunk)] = chunk
        return len(chunk)


def test_memory_does_not_grow_with_the_file() -> None:
    count = 20_000  # 20 MB
    line = json.dumps({"event": "order.placed", "payload": {"text": "x" * 1000}}).encode() + b"\n"
    tracemalloc.start()
    try:
        stream = io.BufferedReader(GeneratedStream(line for _ in range(count)))
        values_read = sum(isinstance(value, LogValue) for value in read_values(stream))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert values_read == count
    assert peak < 2_000_000


def test_too_long_values_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cgk_codegen.live.values.MAX_BYTES", 100)
    assert read('{"a": 1}\n{"b": "' + "x" * 1000 + '"}\n{"c": 3}\n') == [
        (1, {"a": 1}), (2, "is longer than 100 bytes"), (3, {"c": 3}),
    ]  # fmt: skip
    too_long = codecs.BOM_UTF8 + b'"' + b"x" * 1000 + b'"\n{}\n'
    assert list(read_values(io.BytesIO(too_long))) == [Unreadable(1, "is longer than 100 bytes"), LogValue(2, {})]
    values = list(read_values(io.BytesIO(b'[{"a": "' + b"x" * 200_000 + b'"')))
    assert values == [Unreadable(1, "is longer than 100 bytes; convert it to JSON lines, such as by `jq -c '.[]'`")]
