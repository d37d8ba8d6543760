"""JSON values from a stream: in every layout the same, however large the file, and what is no JSON with its line."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator

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
    """Return the lines with their values, or the reasons for refusal."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return [
        (value.line, value.data if isinstance(value, LogValue) else value.reason)
        for value in read_values(io.BytesIO(data))
    ]


@given(OBJECTS, st.sampled_from(["\n", "\r\n"]))
def test_every_layout_gives_the_same_values(objects: list[dict[str, object]], end: str) -> None:
    lines = end.join(json.dumps(one) for one in objects)
    spread = end.join(json.dumps(one, indent=2).replace("\n", end) for one in objects)
    for text in (lines, f"{end}{lines}{end}", spread, json.dumps(objects), json.dumps(objects, indent=1)):
        assert [value for _line, value in read(text)] == objects


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}\n\n{"b": 2}\n', [(1, {"a": 1}), (3, {"b": 2})]),
        ('\ufeff{"a": 1}\n', [(1, {"a": 1})]),
        ('{"a": 1}\noops\n{"b": \n{"c": 3}\n', [
            (1, {"a": 1}), (2, "is no JSON: expecting value in column 1"),
            (3, "is no JSON: expecting value in column 6"), (4, {"c": 3}),
        ]),
        ('"id": 1}\n{"c": 3}', [(1, "is no JSON: extra data in column 5"), (2, {"c": 3})]),
        ('{"a": "half\n{"c": 3}', [(1, "is no JSON: unterminated string starting in column 7"), (2, {"c": 3})]),
        ('{"a":\n{"c": 3}\n', [(1, "is no JSON: expecting value in column 6"), (2, {"c": 3})]),
        ('{"a": NaN}\n', [(1, "NaN is no JSON")]),
        (b'{"a": "\xff"}\n{"b": 1}\n', [(1, "is not UTF-8"), (2, {"b": 1})]),
        ('{\n "a": 1\n}\n{\n "a": 2\n}\n', [(1, {"a": 1}), (4, {"a": 2})]),
        ('\n[\n {"a": 1},\n\n {"a": 2}\n]\n', [(3, {"a": 1}), (5, {"a": 2})]),
        ('[{"a": 1}]\n[{"a": 2}, {"a": 3}]', [(1, {"a": 1}), (2, {"a": 2}), (2, {"a": 3})]),
        ('[{"a": 1},', [(1, {"a": 1}), (1, "the list is cut off")]),
        ('[\n{"a": 1},\n{"b" 2}]', [
            (2, {"a": 1}), (3, "is no JSON: expecting ':' delimiter in column 6; nothing after it was read"),
        ]),
        ("", []),
        (" \n", []),
    ],
)  # fmt: skip
def test_what_is_no_json_is_told_with_its_line(text: str | bytes, found: list[tuple[int, object]]) -> None:
    assert read(text) == found


def test_no_depth_ends_the_process() -> None:
    deep = "[" * 100_000
    assert read(f'{{"a": {deep}\n{{"b": 1}}\n') == [(1, "is nested too deeply"), (2, {"b": 1})]
    ((line, reason),) = read(f"[{deep}")
    assert line == 1
    assert str(reason).startswith("is nested too deeply")


class Endless(io.RawIOBase):
    """A stream of many jobs, made as it is read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while len(self._rest) < size:
            part = next(self._parts, b"")
            if not part:
                break
            self._rest += part
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def jobs(begin: bytes, between: bytes, end: bytes, count: int) -> Iterator[bytes]:
    job = json.dumps({"event": "order.placed", "payload": {"text": "x" * 1000}}).encode()
    yield begin
    for number in range(count):
        yield job if number == count - 1 else job + between
    yield end


@pytest.mark.parametrize(("begin", "between", "end"), [(b"", b"\n", b"\n"), (b"[", b",", b"]"), (b"[\n", b",\n", b"]")])
def test_memory_does_not_grow_with_the_file(begin: bytes, between: bytes, end: bytes) -> None:
    count = 20_000  # 20 MB
    tracemalloc.start()
    try:
        read_ = sum(isinstance(value, LogValue) for value in read_values(Endless(jobs(begin, between, end, count))))  # type: ignore[arg-type]  # read is all that is used
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read_ == count
    assert peak < 2_000_000


def test_a_line_without_end_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cgk_codegen.live.values.MAX_BYTES", 100)
    assert read('{"a": 1}\n{"b": "' + "x" * 1000 + '"}\n{"c": 3}\n') == [
        (1, {"a": 1}), (2, "is longer than 100 bytes"), (3, {"c": 3}),
    ]  # fmt: skip
    found = list(read_values(io.BytesIO(b'[{"a": "' + b"x" * 200_000 + b'"')))
    assert found == [Unreadable(1, "is no JSON: is longer than 100 characters; nothing after it was read")]
