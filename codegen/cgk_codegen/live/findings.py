"""Results of a live check: counted findings, and coverage of the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class LiveFinding:
    """Deviation from the catalog, with the number of its occurrences.

    Attributes:
        code: Stable code, `LIV` and three digits.
        subject: The event or task, or the position of an unreadable record.
        path: The field, such as `items[].price`; empty for the whole.
        message: The deviation, in one sentence; quotes no value of a payload.
        count: Number of records with it.
        first: Position of the first one.
        versions: Catalog versions of the producers, if recorded.
    """

    code: str
    subject: str
    path: str
    message: str
    count: int
    first: LogPosition
    versions: tuple[str, ...] = ()

    @property
    def location(self) -> str:
        """The subject with the field: `order.created: items[].price`."""
        return f"{self.subject}: {self.path}" if self.path else self.subject


@dataclass(frozen=True, slots=True)
class LiveReport:
    """Result for all files together.

    Attributes:
        version: The catalog's version.
        jobs: Number of jobs.
        without_payload: Number of jobs recorded without their payload.
        internal: Number of the provider's internal records.
        unnamed: Number of runs that name no event.
        schedules: Number of runs of schedules.
        findings: Deviations from the catalog, by code, the most frequent first.
        left_out: Number of findings dropped because there are too many.
        seen: Number of jobs of every event, in the catalog's order.
        former_names: Number of jobs by former name.
        deprecated: Deprecated events that were seen.
        versions: Number of jobs by catalog version of the producer, if recorded.
    """

    version: str
    jobs: int
    without_payload: int
    internal: int
    unnamed: int
    schedules: int
    findings: tuple[LiveFinding, ...]
    left_out: int
    seen: Mapping[str, int]
    former_names: Mapping[str, int]
    deprecated: tuple[str, ...]
    versions: Mapping[str, int]

    @property
    def unseen(self) -> tuple[str, ...]:
        """Events without a recorded job."""
        return tuple(event for event, count in self.seen.items() if not count)

    @property
    def covered(self) -> int:
        """Number of events with a recorded job."""
        return len(self.seen) - len(self.unseen)

    @property
    def coverage(self) -> float:
        """Share of the catalog's events with a recorded job, in percent; 100 for a catalog without events."""
        return 100 * self.covered / len(self.seen) if self.seen else 100.0
