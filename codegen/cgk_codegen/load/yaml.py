"""A file's bytes to nodes: PyYAML parses, no constructor runs, so no input can run code."""

from __future__ import annotations

import gc
import re
import stat
from itertools import islice
from pathlib import Path
from typing import Final

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load.attempt import attempt
from cgk_codegen.load.build import Budget
from cgk_codegen.load.parsed import NOTHING_READ, Parsed
from cgk_codegen.load.repair import repaired
from cgk_codegen.source import SourceFile, Span

MAX_BYTES: Final = 64 * 1024 * 1024
"""A file beyond it is no catalog; twenty thousand events fit."""

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_NO_UTF_8: Final = re.compile("[\udc80-\udcff]+")
"""What `surrogateescape` makes of bytes that are no UTF-8."""
_NO_YAML: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]+")
"""YAML (1.1, production c-printable), without the byte order mark, which stands at the beginning only."""
_MAX_PLACES: Final = 20
"""Wrong characters that are named; a file with more is no text."""


def load(path: Path, findings: Findings, budget: Budget, included_at: Span | None = None) -> Parsed:
    """Read a catalog file.

    Args:
        path: The file, as the user named it.
        findings: Takes what is wrong with the text.
        budget: How many nodes all files of the catalog may have together.
        included_at: Where it is included, None for the first file.
    """
    shown = path.as_posix()
    data = _bytes(path, findings, included_at)
    if data is None:
        return NOTHING_READ
    try:
        # Line ends count alike on every machine, whatever git has made of them.
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return _not_utf_8(shown, data, findings, budget)
    return parse(SourceFile(shown, text), findings, budget)


def _not_utf_8(shown: str, data: bytes, findings: Findings, budget: Budget) -> Parsed:
    if data.startswith(_UTF_16):
        nowhere = Span(SourceFile(shown, ""), 1, 1, 1, 1)
        findings.error("CGK102", nowhere, "the file is UTF-16, not UTF-8", "save it as UTF-8")
        return NOTHING_READ
    text = data.decode("utf-8-sig", errors="surrogateescape").replace("\r\n", "\n")
    file = SourceFile(shown, _replaced(_NO_UTF_8, "\N{REPLACEMENT CHARACTER}", text))
    for place, _found in _places(_NO_UTF_8, file, text):
        findings.error("CGK102", place, "the file is not UTF-8", "save it as UTF-8")
    return parse(file, findings, budget)


def _bytes(path: Path, findings: Findings, included_at: Span | None) -> bytes | None:
    shown = path.as_posix()
    hint = "name the catalog's file with --catalog, usually events.yaml"
    if included_at is not None:
        hint = "include files such as `events/*.yaml`"
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            message = f"{shown} is a directory"
        elif not stat.S_ISREG(about.st_mode):
            message = f"{shown} is not a regular file"
        elif about.st_size > MAX_BYTES:
            message, hint = f"{shown} has more than {MAX_BYTES // 1024 // 1024} MiB", "split it with `include:`"
        else:
            return path.read_bytes()
    except OSError as error:
        message = f"{shown} cannot be read: {error.strerror or error}"
    findings.error("CGK101", included_at or Span(SourceFile(shown, ""), 1, 1, 1, 1), message, hint)
    return None


def parse(file: SourceFile, findings: Findings, budget: Budget) -> Parsed:
    """Read a catalog's text, or what can be read of it; see `load`."""
    # Millions of small objects are made and none is garbage: collecting meanwhile doubles the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _parse(file, file.text, findings, budget)
    except yaml.reader.ReaderError:
        for place, found in _places(_NO_YAML, file, file.text):
            message = f"not YAML: the character U+{ord(found):04X} is not allowed"
            findings.error("CGK103", place, message, "remove it")
        return _parse(file, _replaced(_NO_YAML, " ", file.text), findings, budget)
    finally:
        if collecting:
            gc.enable()


def _parse(file: SourceFile, text: str, findings: Findings, budget: Budget) -> Parsed:
    first = attempt(file, text, budget)
    return first.taken(findings, budget) if first.broken_at is None else repaired(file, text, first, findings, budget)


def _replaced(wrong: re.Pattern[str], by: str, text: str) -> str:
    return wrong.sub(lambda found: by * len(found[0]), text)


def _places(wrong: re.Pattern[str], file: SourceFile, text: str) -> list[tuple[Span, str]]:
    """Name the first places of wrong characters, one for each line."""
    places: dict[int, tuple[Span, str]] = {}
    for found in islice(wrong.finditer(text), _MAX_PLACES):
        line, column = file.place(found.start())
        places.setdefault(line, (Span(file, line, column, line, column + len(found[0])), found[0][0]))
    return list(places.values())
