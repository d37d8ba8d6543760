"""Results of checks, on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.output import print_columns

if TYPE_CHECKING:
    from rich.console import Console

Status = Literal["ok", "warning", "failed"]

_STYLES: Final[dict[Status, str]] = {"ok": "green", "warning": "yellow", "failed": "red"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Result of one check.

    Attributes:
        status: "ok", "warning" (something needs attention) or "failed" (jobs cannot be sent).
        subject: What was checked, in a word or two.
        text: The finding.
        fix: How to fix it, unless the status is "ok".
    """

    status: Status
    subject: str
    text: str
    fix: str = ""


def is_ready(results: Sequence[CheckResult]) -> bool:
    """Return whether no check failed."""
    return all(result.status != "failed" for result in results)


def print_report(out: Console, results: Sequence[CheckResult]) -> None:
    """Print one result per line, each with its fix below, and the outcome in the last line."""
    print_columns(
        out,
        [
            (result.status, result.subject, f"{result.text}\nfix: {result.fix}" if result.fix else result.text)
            for result in results
        ],
        styles=[_STYLES[result.status] for result in results],
    )
    failed = sum(result.status == "failed" for result in results)
    warnings = sum(result.status == "warning" for result in results)
    suffix = f"; {pluralize(warnings, 'warning')}" if warnings else ""
    if failed:
        out.print(f"\nNot ready: {pluralize(failed, 'check')} failed{suffix}.", style="bold red")
    else:
        out.print(f"\nReady{suffix or ': jobs can be sent'}.", style="bold green")
