"""A sent job, as a test sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.client.options import ResolvedOptions
    from cgk_runtime.client.provider import RunStatus
    from cgk_runtime.payload import PayloadModel
    from cgk_runtime.providers.local.run import LocalRun


@dataclass(frozen=True, slots=True, repr=False)
class SentJob:
    """A job that was sent.

    Attributes:
        id: The job's id.
        event: The event's name.
        tenant_id: The job's tenant.
        payload: The payload, as the event's model.
        options: The options it was sent with, durations in seconds.
        sent_at: Virtual time at which it was sent.
    """

    id: str
    event: str
    tenant_id: str
    payload: PayloadModel
    options: ResolvedOptions
    sent_at: datetime
    _run: LocalRun

    @property
    def status(self) -> RunStatus:
        """Status of its run, or of its first handler's run."""
        return self._run.status

    @property
    def attempts(self) -> int:
        """Number of attempts of that run that have started."""
        return self._run.attempt

    def __repr__(self) -> str:
        return f"<{self.event} for {self.tenant_id}: {self.payload!r}>"
