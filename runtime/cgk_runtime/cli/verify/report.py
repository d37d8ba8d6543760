"""The rows of a check, on a screen and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from cgk_runtime.cli.output import print_columns

if TYPE_CHECKING:
    from rich.console import Console

Status = Literal["ok", "warning", "failed"]

_STYLES: Final[dict[Status, str]] = {"ok": "green", "warning": "yellow", "failed": "red"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was checked.

    Attributes:
        status: "ok", "warning" (works, but look at it) or "failed" (no job could be sent, or none handled).
        subject: What was checked, in a word or two.
        text: What was found.
        fix: What to do, unless it is ok.
    """

    status: Status
    subject: str
    text: str
    fix: str = ""


def is_ready(rows: Sequence[CheckResult]) -> bool:
    """Whether a job could be sent now: nothing failed."""
    return all(row.status != "failed" for row in rows)


def print_report(out: Console, rows: Sequence[CheckResult]) -> None:
    """Print a row per line, and the fixes below what needs one."""
    print_columns(
        out,
        [(row.status, row.subject, f"{row.text}\nfix: {row.fix}" if row.fix else row.text) for row in rows],
        styles=[_STYLES[row.status] for row in rows],
    )


def summary(rows: Sequence[CheckResult]) -> str:
    """Say the outcome in a line."""
    failed = sum(row.status == "failed" for row in rows)
    warnings = sum(row.status == "warning" for row in rows)
    noted = f"; {warnings} warning{'s' * (warnings > 1)}" if warnings else ""
    if failed:
        return f"Not ready: {failed} check{'s' * (failed > 1)} failed{noted}."
    return f"Ready: a job could be sent now{noted}."


def as_json(rows: Sequence[CheckResult]) -> list[dict[str, Any]]:
    """Give the rows as JSON has them."""
    return [asdict(row) for row in rows]
