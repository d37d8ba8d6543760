"""Counter of findings in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cgk_codegen.live.findings import LiveFinding, LogPosition

_MAX_OF_A_CODE: Final = 1000
_MAX_VERSIONS: Final = 20


@dataclass(slots=True)
class _Count:
    first: LogPosition | None
    count: int = 0
    versions: dict[str, None] = field(default_factory=dict[str, None])


class FindingCounter:
    """Findings by what they say, each with its count and first place.

    Attributes:
        left_out: How many were not kept, for there were too many others of their code.
    """

    def __init__(self) -> None:
        self._tallies: dict[str, dict[tuple[str, str, str], _Count]] = {}
        self.left_out = 0

    def add(
        self,
        code: str,
        subject: str,
        message: str,
        place: LogPosition | None,
        *,
        path: str = "",
        made_by: str | None = None,
        count: int = 1,
    ) -> None:
        """Count something that is wrong once more."""
        of_code = self._tallies.setdefault(code, {})
        tally = of_code.get((subject, path, message))
        if tally is None:
            if len(of_code) >= _MAX_OF_A_CODE:
                self.left_out += 1
                return
            tally = of_code[subject, path, message] = _Count(place)
        tally.count += count
        if made_by is not None and len(tally.versions) < _MAX_VERSIONS:
            tally.versions[made_by] = None

    def findings(self) -> tuple[LiveFinding, ...]:
        """Return them by code, the most frequent first."""
        found = [
            LiveFinding(code, subject, path, message, tally.count, tally.first, tuple(tally.versions))
            for code, of_code in sorted(self._tallies.items())
            for (subject, path, message), tally in of_code.items()
        ]
        return tuple(sorted(found, key=lambda one: (one.code, -one.count, one.subject, one.path, one.message)))
