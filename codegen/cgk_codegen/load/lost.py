"""What is found wrong only because something could not be read: who uses a name that is lost makes no mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cgk_codegen.diagnostics import Diagnostic
from cgk_codegen.load.parsed import EVERYTHING

_ABOUT_NAMES: Final = frozenset({"CGK107", "CGK205", "CGK303", "CGK506", "CGK603", "CGK721"})
"""Codes that say of a name that there is nothing behind it."""
_ABOUT_ALL: Final = frozenset({"CGK210", "CGK722"})
"""Codes that say of a whole catalog that something is not in it."""
_UNREADABLE: Final = frozenset({"CGK102", "CGK103"})
_NO_VALUE: Final = frozenset({"CGK107", "CGK114", "CGK115", "CGK116"})
"""Codes of values that cannot be read: what stands for them is wrong, too."""
_QUOTED: Final = re.compile('"([^"]*)"')


def without_consequences(findings: Iterable[Diagnostic], lost: frozenset[str] | None) -> list[Diagnostic]:
    """Leave out what is not known to be wrong.

    Args:
        findings: What was found in what could be read, and what could not.
        lost: The names in what could not be read, None where nobody knows them.
    """
    listed = list(findings)
    lines = {finding.place[:2] for finding in listed if finding.code in _UNREADABLE}
    unsure = {finding.place for finding in listed if _may_be_lost(finding, lost)}
    without_value = {finding.place for finding in listed if finding.code in _NO_VALUE}
    return [
        finding
        for finding in listed
        if finding.code in _UNREADABLE
        or not (
            finding.place in unsure
            or finding.place[:2] in lines
            or (finding.place in without_value and finding.code not in _NO_VALUE)
        )
    ]


def _may_be_lost(finding: Diagnostic, lost: frozenset[str] | None) -> bool:
    if finding.code in _ABOUT_NAMES:
        return lost is None or not lost.isdisjoint(_QUOTED.findall(finding.message))
    return finding.code in _ABOUT_ALL and lost != EVERYTHING
