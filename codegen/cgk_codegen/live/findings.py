"""Results of a live check: counted findings, and coverage of the catalog."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from cgk_codegen.resolve import Catalog

MAX_PER_CODE: Final = 1000
"""Largest number of findings with one code.

A log has no size limit, so further findings are not kept apart; only their occurrences are counted.
"""


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Position of a record in a log.

    Attributes:
        file: The file as named on the command line, `-` for standard input.
        line: The line, from 1.
    """

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class LiveFinding:
    """Deviation from the catalog, with the number of its occurrences.

    Attributes:
        code: Stable code, `LIV` and three digits.
        subject: The event or task, or the position of an unreadable record.
        path: The field, such as `items[].price`; empty for the whole.
        message: The deviation, in one sentence; quotes no value of a payload.
        first: Position of the first record with the deviation.
        count: Number of records with the deviation.
        versions: Catalog versions of the producers, if recorded.
    """

    code: str
    subject: str
    path: str
    message: str
    first: LogPosition
    count: int = 0
    versions: list[str] = field(default_factory=list[str])

    @property
    def location(self) -> str:
        """The subject with the field: `order.created: items[].price`."""
        return f"{self.subject}: {self.path}" if self.path else self.subject


@dataclass(slots=True)
class LiveReport:
    """Result for all records so far.

    Attributes:
        catalog: The catalog.
        jobs: Number of jobs.
        without_payload: Number of jobs recorded without their payload.
        internal: Number of the provider's internal records.
        unnamed: Number of runs that name no event.
        schedules: Number of runs of schedules.
        left_out: Number of occurrences of findings that are not listed, because their code has `MAX_PER_CODE` others.
        events: Number of jobs by event.
        former_names: Number of jobs by former name.
        versions: Number of jobs by catalog version of the producer, if recorded.
    """

    catalog: Catalog
    jobs: int = 0
    without_payload: int = 0
    internal: int = 0
    unnamed: int = 0
    schedules: int = 0
    left_out: int = 0
    events: Counter[str] = field(default_factory=Counter[str])
    former_names: Counter[str] = field(default_factory=Counter[str])
    versions: Counter[str] = field(default_factory=Counter[str])
    _findings: dict[str, dict[tuple[str, str, str], LiveFinding]] = field(
        default_factory=dict[str, dict[tuple[str, str, str], LiveFinding]]
    )

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
        findings_of_code = self._findings.setdefault(code, {})
        key = (subject, path, message)
        if key not in findings_of_code and len(findings_of_code) >= MAX_PER_CODE:
            self.left_out += 1
            return
        finding = findings_of_code.setdefault(key, LiveFinding(code, *key, position))
        finding.count += 1
        if version is not None and version not in finding.versions:
            finding.versions.append(version)

    @property
    def findings(self) -> list[LiveFinding]:
        """Deviations from the catalog, by code, the most frequent first."""
        listed = [finding for findings_of_code in self._findings.values() for finding in findings_of_code.values()]
        return sorted(
            listed, key=lambda finding: (finding.code, -finding.count, finding.subject, finding.path, finding.message)
        )

    @property
    def unseen(self) -> list[str]:
        """Events without a recorded job."""
        return [name for name in self.catalog.events if not self.events[name]]

    @property
    def deprecated(self) -> list[str]:
        """Deprecated events that were seen."""
        return [name for name, event in self.catalog.events.items() if event.deprecated and self.events[name]]

    @property
    def coverage(self) -> float:
        """Share of the catalog's events with a recorded job, in percent; 100 for a catalog without events."""
        return 100 * len(self.events) / len(self.catalog.events) if self.catalog.events else 100.0
