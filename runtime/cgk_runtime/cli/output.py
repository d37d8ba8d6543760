"""What commands print: plain and whole lines where it is piped, colours and wrapped columns on a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.optional_deps import require

if TYPE_CHECKING:
    from rich.console import Console

_GAP = "  "


def console(*, stderr: bool = False) -> Console:
    """Give the console of a command; it honours NO_COLOR, and has no colours where it is piped."""
    require("rich", "cli", "the command line")
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, soft_wrap=True)


def print_json(value: Any) -> None:  # whatever JSON can hold
    """Print one JSON document."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def add_reveal_option(parser: argparse.ArgumentParser) -> None:
    """Add what has a command show personal data."""
    parser.add_argument("--reveal", action="store_true", help="show personal data, which is masked otherwise")


def redact_unless_revealed(options: argparse.Namespace, document: object, kind: object) -> object:
    """Mask a document's personal data unless `--reveal` is given; standard error says so where there is any.

    Args:
        options: With `reveal`.
        document: JSON, as it is to be printed.
        kind: The model it was read as, None where nothing is known of it.
    """
    from cgk_runtime.validation.redaction import MASK, masked

    if options.reveal or kind is None:
        return document
    shown = masked(document, kind)
    if shown != document:
        print(f"Personal data is masked ({MASK}); --reveal shows it.", file=sys.stderr, flush=True)
    return shown


def print_columns(
    out: Console, rows: Sequence[Sequence[str]], *, styles: Sequence[str | None] = (), indent: int = 0
) -> None:
    """Print rows in columns; on a terminal the last column is wrapped below itself.

    Args:
        out: Where to.
        rows: Cells.
        styles: A style per row, for its first cell.
        indent: How far from the left edge.
    """
    from rich.text import Text

    if not rows:
        return
    count = max(len(row) for row in rows)
    widths = [max((len(row[at]) for row in rows if at < len(row) - 1), default=0) for at in range(count - 1)]
    for number, row in enumerate(rows):
        style = styles[number] if number < len(styles) else None
        line = Text(" " * indent)
        for at, cell in enumerate(row[:-1]):
            line.append(cell.ljust(widths[at]) + _GAP, style=style if at == 0 else None)
        line.append("\n".join(_wrapped(out, row[-1], len(line))), style=style if len(row) == 1 else None)
        out.print(line)


def _wrapped(out: Console, text: str, left: int) -> list[str]:
    import textwrap

    room = out.width - left
    paragraphs = text.split("\n")
    if out.is_terminal and room >= 20:
        paragraphs = [part for paragraph in paragraphs for part in textwrap.wrap(paragraph, room) or [""]]
    return [paragraphs[0], *(" " * left + line for line in paragraphs[1:])]
