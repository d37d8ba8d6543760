"""Results of a comparison: changes with their codes, affected audiences and positions in the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final

from cgk_codegen.diagnostics.source import Span


class Audience(StrEnum):
    """Kind of code, job, schedule or run that a change can break."""

    SOURCE = "source"
    """Python or TypeScript code for the old catalog no longer type-checks, or sends payloads that are rejected."""
    OLD_HANDLER = "old handler"
    """A new producer's job reaches a handler that still has the old catalog."""
    OLD_JOB = "old job"
    """A job that an old producer sent, perhaps long ago, reaches a handler with the new catalog."""
    SCHEDULES = "schedules"
    """A schedule fires at another time, sends something else, or not at all."""
    PROVIDER = "provider"
    """A task has a new id: runs, dashboards and schedules at the provider keep the old one."""


class Bump(IntEnum):
    """Part of the version that a change raises."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


_BUMPS: Final[Mapping[str, Bump]] = {
    **dict.fromkeys(("EVO190", "EVO191", "EVO192"), Bump.NONE),  # version too low; `accepted` unused or expired
    **dict.fromkeys(("EVO108", "EVO128", "EVO181"), Bump.PATCH),  # owner, sensitivity and description
    **dict.fromkeys(("EVO152", "EVO153"), Bump.MINOR),  # time and job of a schedule
    **dict.fromkeys(("EVO101", "EVO134"), Bump.MAJOR),  # removed event or former name
}
"""Exceptions to the rule that a break requires a major version, and any other change a minor one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two catalogs.

    Attributes:
        code: Stable code, `EVO` and three digits.
        subject: Event, schedule or other part of the catalog, such as `order.created`.
        message: The change, in one sentence.
        span: Position of the changed part in the new catalog; for a removed part, that of its container.
        breaks: Audiences that it breaks; empty if it is safe.
        path: The field inside the subject, such as `items[].price`; empty for the whole.
        until: Last day on which a job of an old producer can arrive, None if old jobs are not affected.
        reason: Reason for which the break is accepted, None if it is not accepted.
    """

    code: str
    subject: str
    message: str
    span: Span
    breaks: frozenset[Audience] = frozenset()
    path: str = ""
    until: date | None = None
    reason: str | None = None

    @property
    def bump(self) -> Bump:
        """The part of the version that the change raises."""
        return _BUMPS.get(self.code, Bump.MAJOR if self.breaks else Bump.MINOR)

    @property
    def is_break(self) -> bool:
        """Return whether it breaks an audience and is not accepted."""
        return bool(self.breaks) and self.reason is None

    @property
    def location(self) -> str:
        """The subject with the field: `order.created: items[].price`."""
        return f"{self.subject}: {self.path}" if self.path else self.subject


@dataclass(frozen=True, slots=True)
class Comparison:
    """Result of comparing two catalogs.

    Attributes:
        old_version: The version of the old catalog.
        new_version: The version of the new catalog.
        changes: Every difference, breaks first.
        needed: Smallest version that the new catalog may have.
        problems: Unused or expired entries of `accepted`, and a version that is too low.
    """

    old_version: str
    new_version: str
    changes: tuple[Change, ...]
    needed: str
    problems: tuple[Change, ...] = ()

    @property
    def breaks(self) -> tuple[Change, ...]:
        """Breaking changes that are not accepted."""
        return tuple(change for change in self.changes if change.is_break)

    @property
    def is_clean(self) -> bool:
        """Return whether the new catalog may be published."""
        return not self.breaks and not self.problems
