"""Reader of one catalog file, from bytes to a tree of nodes.

PyYAML only parses the text. No constructor runs, so the file cannot run code.
"""

from __future__ import annotations

import stat
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, Final

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import SourceFile, Span
from cgk_codegen.load.nodes import Node
from cgk_codegen.load.syntax_errors import report_syntax_error
from cgk_codegen.load.tree_builder import NodeLimits, StopReading, TreeBuilder

MAX_BYTES: Final = 64 * 1024 * 1024
"""Largest file; a catalog of twenty thousand events is smaller."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # Any: the C class is missing without libyaml


def read_file(path: Path, findings: Findings, limits: NodeLimits, included_at: Span | None = None) -> Node | None:
    """Read a catalog file.

    Args:
        path: The file, as the user named it.
        findings: Receives the mistakes in the text.
        limits: Number of nodes that all files of the catalog may have together.
        included_at: Position of the include that named the file, None for the first file.

    Returns:
        The root of the tree, None if the file cannot be read.
    """
    data = _read_bytes(path, findings, included_at)
    if data is None:
        return None
    data = data.removeprefix(BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode()
        file = SourceFile(path.as_posix(), data.decode(errors="replace"))
        line, column = file.position(len(readable))
        span = Span(file, line, column, line, column + 1)
        findings.error("CGK102", span, "the file is not UTF-8", "save it as UTF-8")
        return None
    return read_text(path.as_posix(), text, findings, limits)


def read_text(path: str, text: str, findings: Findings, limits: NodeLimits) -> Node | None:
    """Read the text of a catalog file; see `read_file`."""
    # Normalize line ends, because git may convert them.
    file = SourceFile(path, text.replace("\r\n", "\n"))
    file_findings = Findings()
    root: Node | None = None
    try:
        loader = _LOADER(file.text)
        try:
            root = TreeBuilder(file, file_findings, limits).build(loader)
        finally:
            loader.dispose()
    except StopReading:
        pass
    except yaml.reader.ReaderError as error:
        _report_character(error, file, findings)
        return None
    except yaml.MarkedYAMLError as error:
        report_syntax_error(error, file, findings)  # alone, because it may have caused the other findings
        return None
    findings.items += file_findings.items
    return root


def _report_character(error: yaml.reader.ReaderError, file: SourceFile, findings: Findings) -> None:
    before = file.text.encode()[: error.position].decode(errors="ignore")  # the position counts bytes
    line, column = file.position(len(before))
    message = f"invalid YAML: the character U+{error.character:04X} is not allowed"
    findings.error("CGK103", Span(file, line, column, line, column + 1), message, "remove it")


def _read_bytes(path: Path, findings: Findings, included_at: Span | None) -> bytes | None:
    display_path = path.as_posix()
    hint = "create a catalog with `cgk-codegen init`, or name the file of yours with --catalog"
    if included_at is not None:
        hint = "include files such as `events/*.yaml`"
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            message = f"{display_path} is not a regular file"
        elif status.st_size > MAX_BYTES:
            message, hint = f"{display_path} has more than {MAX_BYTES // 1024 // 1024} MiB", "split it with `include:`"
        else:
            return path.read_bytes()
    except OSError as error:
        message = f"{display_path} cannot be read: {error.strerror or error}"
    findings.error("CGK101", included_at or start_of(display_path), message, hint)
    return None


def start_of(path: str) -> Span:
    """Return the start of a file that was not read."""
    return Span(SourceFile(path, ""), 1, 1, 1, 1)
