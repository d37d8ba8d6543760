"""What a provider says of the attempt it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from cgk_runtime.tasks.steps.driver import StepDriver


class AttemptInfo(Protocol):
    """What a provider says of the attempt it asks for: an `Attempt`, or an object with the same attributes."""

    @property
    def run_id(self) -> str:
        """The run's id."""
        ...

    @property
    def number(self) -> int:
        """From 1."""
        ...

    @property
    def max_attempts(self) -> int:
        """How many there may be."""
        ...

    @property
    def queued_at(self) -> float | None:
        """When the job was sent, as seconds since 1970, or None."""
        ...

    @property
    def tags(self) -> tuple[str, ...]:
        """The labels it was sent with."""
        ...

    @property
    def metadata(self) -> Mapping[str, Any] | None:
        """The data it was sent with."""
        ...

    @property
    def headers(self) -> Mapping[str, str] | None:
        """What travelled beside the payload."""
        ...

    @property
    def step_driver(self) -> StepDriver | None:
        """What does the run's steps, or None where there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a run, described.

    Attributes:
        run_id: The run's id.
        number: From 1.
        max_attempts: How many there may be.
        queued_at: When the job was sent, as seconds since 1970, or None.
        tags: The labels it was sent with.
        metadata: The data it was sent with.
        headers: What travelled beside the payload.
        step_driver: What does the run's steps, or None where there are none.
    """

    run_id: str
    number: int = 1
    max_attempts: int = 1
    queued_at: float | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    step_driver: StepDriver | None = None
