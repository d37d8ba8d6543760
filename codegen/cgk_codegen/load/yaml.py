"""A file's bytes to nodes: PyYAML parses, no constructor runs, so no input can run code."""

from __future__ import annotations

import gc
import stat
from pathlib import Path
from typing import Final

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load.build import Budget, TreeBuilder
from cgk_codegen.load.nodes import Node
from cgk_codegen.source import SourceFile, Span

MAX_BYTES: Final = 64 * 1024 * 1024
"""A file beyond it is no catalog; twenty thousand events fit."""

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: Path, findings: Findings, budget: Budget) -> Node | None:
    """Read a catalog file.

    Args:
        path: The file, as the user named it.
        findings: Takes what is wrong with the text.
        budget: How many nodes all files of the catalog may have together.

    Returns:
        The document's root, or None where there is no document to go on with.
    """
    shown = path.as_posix()
    start = SourceFile(shown, "")
    nowhere = Span(start, 1, 1, 1, 1)
    data = _bytes(path, findings, nowhere)
    if data is None:
        return None
    try:
        # Line ends count alike on every machine, whatever git has made of them.
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        begin = data.rfind(b"\n", 0, error.start) + 1
        line, column = data.count(b"\n", 0, error.start) + 1, len(data[begin : error.start].decode()) + 1
        shown_text = data.decode("utf-8-sig", errors="replace")
        span = Span(SourceFile(shown, shown_text), line, column, line, column + 1)
        findings.error("CGK102", span, "the file is not UTF-8", "save it as UTF-8")
        return None
    return parse(SourceFile(shown, text), findings, budget)


def _bytes(path: Path, findings: Findings, nowhere: Span) -> bytes | None:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            message, hint = f"{nowhere.file.path} is a directory", "name the catalog's file, usually events.yaml"
        elif not stat.S_ISREG(about.st_mode):
            message, hint = f"{nowhere.file.path} is not a regular file", "name the catalog's file"
        elif about.st_size > MAX_BYTES:
            message = f"{nowhere.file.path} has more than {MAX_BYTES // 1024 // 1024} MiB"
            hint = "split it with `include:`"
        else:
            return path.read_bytes()
    except OSError as error:
        message = f"{nowhere.file.path} cannot be read: {error.strerror or error}"
        hint = "name the catalog's file with --catalog"
    findings.error("CGK101", nowhere, message, hint)
    return None


def parse(file: SourceFile, findings: Findings, budget: Budget) -> Node | None:
    """Read a catalog's text; see `load`."""
    loader = _Loader(file.text)
    # Millions of small objects are made and none is garbage: collecting meanwhile doubles the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return TreeBuilder(file, findings, budget).build(loader)
    except yaml.MarkedYAMLError as error:
        # Where a text does not end, its beginning is the place to look at, not the end of the file.
        at_end = "end of stream" in str(error.problem)
        mark = (error.context_mark if at_end else None) or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = "indent with spaces, not tabs" if _indents_with_tabs(file, line) else error.context or ""
        message = f"not YAML: {error.problem}"
        findings.error("CGK103", Span(file, line, column, line, column + 1), message, hint)
    except yaml.reader.ReaderError as error:
        line = file.text.count("\n", 0, error.position) + 1
        column = error.position - (file.text.rfind("\n", 0, error.position) + 1) + 1
        character = error.character if isinstance(error.character, str) else chr(error.character)
        message = f"not YAML: the character U+{ord(character[:1]):04X} is not allowed"
        findings.error("CGK103", Span(file, line, column, line, column + 1), message, "remove it")
    finally:
        loader.dispose()
        if collecting:
            gc.enable()
    return None


def _indents_with_tabs(file: SourceFile, line: int) -> bool:
    # libyaml names the token after the tab, which may stand a line below.
    texts = (file.line(line), file.line(line - 1))
    return any("\t" in text[: len(text) - len(text.lstrip())] for text in texts)
