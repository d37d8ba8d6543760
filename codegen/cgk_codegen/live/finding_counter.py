"""Counter of findings in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cgk_codegen.live.findings import LiveFinding, LogPosition

_MAX_OF_A_CODE: Final = 1000
_MAX_VERSIONS: Final = 20


@dataclass(slots=True)
class _Count:
    first: LogPosition
    count: int = 0
    versions: dict[str, None] = field(default_factory=dict[str, None])


class FindingCounter:
    """Findings by code, subject, field and message, each with its count and first position.

    Attributes:
        left_out: Number of findings dropped because their code already has too many.
    """

    def __init__(self) -> None:
        self._counts: dict[str, dict[tuple[str, str, str], _Count]] = {}
        self.left_out = 0

    def add(
        self,
        code: str,
        subject: str,
        message: str,
        position: LogPosition,
        *,
        path: str = "",
        version: str | None = None,
    ) -> None:
        """Add a finding, or count it again."""
        of_code = self._counts.setdefault(code, {})
        entry = of_code.get((subject, path, message))
        if entry is None:
            if len(of_code) >= _MAX_OF_A_CODE:
                self.left_out += 1
                return
            entry = of_code[subject, path, message] = _Count(position)
        entry.count += 1
        if version is not None and len(entry.versions) < _MAX_VERSIONS:
            entry.versions[version] = None

    def findings(self) -> tuple[LiveFinding, ...]:
        """Return the findings by code, the most frequent first."""
        found = [
            LiveFinding(code, subject, path, message, entry.count, entry.first, tuple(entry.versions))
            for code, of_code in sorted(self._counts.items())
            for (subject, path, message), entry in of_code.items()
        ]
        return tuple(sorted(found, key=lambda one: (one.code, -one.count, one.subject, one.path, one.message)))
