"""Attempts of a run, as providers describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from cgk_runtime.tasks.steps.driver import StepDriver


class AttemptInfo(Protocol):
    """Description of an attempt: an `Attempt`, or an object with the same attributes."""

    @property
    def run_id(self) -> str:
        """The run's id."""
        ...

    @property
    def number(self) -> int:
        """The number of this attempt, from 1."""
        ...

    @property
    def max_attempts(self) -> int:
        """The maximum number of attempts."""
        ...

    @property
    def queued_at(self) -> float | None:
        """When the job was sent, in seconds since 1970, or None."""
        ...

    @property
    def tags(self) -> tuple[str, ...]:
        """The job's tags."""
        ...

    @property
    def metadata(self) -> Mapping[str, Any] | None:
        """The job's metadata."""
        ...

    @property
    def headers(self) -> Mapping[str, str] | None:
        """The job's headers."""
        ...

    @property
    def step_driver(self) -> StepDriver | None:
        """The provider's steps for this run, or None."""
        ...

    @property
    def system(self) -> str:
        """The provider's name, for metrics."""
        ...

    @property
    def waiting_since(self) -> float | None:
        """When it could have started, in seconds since 1970, or None if that is unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a run.

    Attributes:
        run_id: The run's id.
        number: The number of this attempt, from 1.
        max_attempts: The maximum number of attempts.
        queued_at: When the job was sent, in seconds since 1970, or None.
        tags: The job's tags.
        metadata: The job's metadata.
        headers: The job's headers.
        step_driver: The provider's steps for this run, or None.
        system: The provider's name, for metrics.
        waiting_since: When it could have started, in seconds since 1970, or None if that is unknown.
    """

    run_id: str
    number: int = 1
    max_attempts: int = 1
    queued_at: float | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    step_driver: StepDriver | None = None
    system: str = ""
    waiting_since: float | None = None
