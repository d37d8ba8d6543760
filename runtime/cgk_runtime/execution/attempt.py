"""Attempts of a run, as providers describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgk_runtime.tasks.steps.driver import StepDriver


@dataclass(slots=True)
class Attempt:
    """One attempt of a run.

    Treat it as immutable. It is not frozen because creating a frozen instance takes three times as long.

    Attributes:
        run_id: The run's id.
        number: The number of this attempt, from 1.
        max_attempts: The maximum number of attempts.
        queued_at: When the job was sent, in seconds since 1970, or None.
        tags: The job's tags.
        metadata: The job's metadata.
        headers: The job's headers.
        step_driver: The provider's steps for this run, or None.
        provider_name: The provider's name, for metrics.
        waiting_since: When it could have started, in seconds since 1970, or None if that is unknown.
        tenant_id: The tenant that the provider recorded for the job, or None; the payload must name it.
    """

    run_id: str
    number: int = 1
    max_attempts: int = 1
    queued_at: float | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    step_driver: StepDriver | None = None
    provider_name: str = ""
    waiting_since: float | None = None
    tenant_id: str | None = None
