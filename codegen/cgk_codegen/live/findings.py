"""Results of a live check: counted findings, and coverage of the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Position of a record in a log.

    Attributes:
        file: The file as it was named, `-` for standard input.
        line: From 1.
    """

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class LiveFinding:
    """Something that is not as the catalog says, however often.

    Attributes:
        code: Stable code, `LIV` and three digits.
        subject: The event or task, or the file where a record is not understood.
        path: The field, such as `items[].price`; empty for the whole.
        message: What is wrong, in one sentence, without a value of a payload.
        count: How many records it is true of.
        first: Position of the first one.
        versions: The versions of the catalog that made them, as far as they say.
    """

    code: str
    subject: str
    path: str
    message: str
    count: int
    first: LogPosition | None
    versions: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The subject with the field: `order.created: items[].price`."""
        return f"{self.subject}: {self.path}" if self.path else self.subject


@dataclass(frozen=True, slots=True)
class LiveReport:
    """Result for all files together.

    Attributes:
        version: The catalog's version.
        jobs: How many jobs there were.
        without_payload: Number of jobs recorded without their payload.
        own: How many records were the provider's own and no jobs.
        unnamed: How many runs name no event.
        schedules: How many runs of schedules there were.
        findings: What is not as the catalog says, the most frequent of a code first.
        left_out: How many further findings there were than are kept.
        seen: How often each event was seen, every event of the catalog in its order.
        former_names: How often jobs came under a former name, by that name.
        deprecated: The deprecated events that were seen.
        unseen_fields: The fields no job had, for each event of which a payload was seen.
        versions: How many jobs each version of the catalog made, as far as they say.
        handled: The events that have a handler, None if unknown.
    """

    version: str
    jobs: int
    without_payload: int
    own: int
    unnamed: int
    schedules: int
    findings: tuple[LiveFinding, ...]
    left_out: int
    seen: Mapping[str, int]
    former_names: Mapping[str, int]
    deprecated: tuple[str, ...]
    unseen_fields: Mapping[str, tuple[str, ...]]
    versions: Mapping[str, int]
    handled: frozenset[str] | None = None

    @property
    def handled_unseen(self) -> tuple[str, ...]:
        """The events that have a handler, none of whose jobs was seen."""
        return tuple(event for event in self.unseen if event in (self.handled or ()))

    @property
    def unseen(self) -> tuple[str, ...]:
        """The events no job was seen of."""
        return tuple(event for event, count in self.seen.items() if not count)

    @property
    def covered(self) -> int:
        """How many events were seen."""
        return len(self.seen) - len(self.unseen)

    @property
    def coverage(self) -> float:
        """The share of the catalog's events that were seen, in percent; 100 for a catalog without events."""
        return 100 * self.covered / len(self.seen) if self.seen else 100.0
