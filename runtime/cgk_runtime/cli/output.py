"""Output of commands: colors and wrapped columns on a terminal, plain unwrapped lines in a pipe."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.optional_deps import require

if TYPE_CHECKING:
    from rich.console import Console

_GAP = "  "
_MIN_COLUMN = 20


def console() -> Console:
    """Return a console that prints colors only on a terminal, and only if NO_COLOR is not set."""
    require("rich", "cli", "the command line")
    from rich.console import Console

    return Console(highlight=False, markup=False, soft_wrap=True)


def print_json(value: Any) -> None:  # any JSON value
    """Print one JSON document, which may contain dataclasses and dates."""
    from pydantic_core import to_jsonable_python

    print(json.dumps(value, indent=2, ensure_ascii=False, default=to_jsonable_python))


def print_rows(options: argparse.Namespace, document: Any, rows: Sequence[Sequence[str]]) -> None:
    """Print a JSON document with `--json`, or else rows in columns.

    Args:
        options: The options with `json`.
        document: Any JSON value.
        rows: The document's rows as cells.
    """
    if options.json:
        print_json(document)
    else:
        print_columns(console(), rows)


def redact_unless_revealed(options: argparse.Namespace, document: object, model: object) -> object:
    """Redact a document's personal data unless `--reveal` is given, with a note on stderr.

    Args:
        options: The options with `reveal`.
        document: JSON data to print.
        model: The document's model, or None if it is unknown.
    """
    from cgk_runtime.validation.redaction import MASK, redact

    if options.reveal or model is None:
        return document
    shown = redact(document, model)
    if shown != document:
        print(f"Personal data is redacted ({MASK}); --reveal shows it.", file=sys.stderr, flush=True)
    return shown


def print_wrapped(out: Console, texts: Sequence[str], *, indent: int = 0) -> None:
    """Print texts of one or more lines. On a terminal, lines are wrapped only at spaces, so URLs stay whole."""
    for line in "\n".join(texts).split("\n"):
        out.print("\n".join(" " * indent + part for part in _wrap(out, line, out.width - indent)))


def _wrap(out: Console, line: str, width: int) -> list[str]:
    if not out.is_terminal:
        return [line]
    indent = " " * (len(line) - len(line.lstrip(" ")))
    wrapped = textwrap.wrap(
        line, max(width, _MIN_COLUMN), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return wrapped or [""]


def print_columns(
    out: Console, rows: Sequence[Sequence[str]], *, styles: Sequence[str | None] = (), indent: int = 0
) -> None:
    """Print rows in columns. On a terminal the last cell is wrapped within its column.

    Args:
        out: The console.
        rows: Cells; a row may have fewer than the others.
        styles: A style for the first cell of each row.
        indent: Spaces before the first column.
    """
    from rich.cells import cell_len, set_cell_size
    from rich.text import Text

    columns = zip_longest(*(row[:-1] for row in rows), fillvalue="")
    widths = [max(map(cell_len, column)) for column in columns]
    for row, style in zip_longest(rows, styles[: len(rows)]):
        line = Text(" " * indent)
        for index, cell in enumerate(row[:-1]):
            line.append(set_cell_size(cell, widths[index]) + _GAP, style=style if index == 0 else None)
        margin = line.cell_len
        last_cell = row[-1].split("\n")
        if out.width - margin >= _MIN_COLUMN:
            last_cell = [part for text in last_cell for part in _wrap(out, text, out.width - margin)]
        line.append(("\n" + " " * margin).join(last_cell), style=style if len(row) == 1 else None)
        out.print(line)
