"""Records of the test kit: sent jobs and expected errors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cgk_runtime.errors import error_text

if TYPE_CHECKING:
    from cgk_runtime.client.options import ResolvedOptions
    from cgk_runtime.client.provider import RunStatus
    from cgk_runtime.payload import PayloadModel
    from cgk_runtime.providers.local.run import LocalRun


class HandlerFailedError(AssertionError):
    """A handler failed all attempts and the test did not expect it; its error is the cause."""


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
        """Status of its run."""
        return self._run.status

    @property
    def attempts(self) -> int:
        """Number of attempts begun."""
        return self._run.attempt

    def __repr__(self) -> str:
        return f"<{self.event} for {self.tenant_id}: {self.payload!r}>"


@dataclass(slots=True)
class ExpectedError:
    """Expectation of `expect_error`, with the matching errors.

    Attributes:
        kind: Class of the error.
        match: Regular expression for its message, or None.
        event: The handler's event, or None for any.
        errors: The errors, in order.
    """

    kind: type[BaseException]
    match: str | None
    event: str | None
    errors: list[BaseException] = field(default_factory=list[BaseException])

    @property
    def error(self) -> BaseException:
        """The first error."""
        return self.errors[0]

    def accepts(self, run: LocalRun, error: BaseException) -> bool:
        """Return True and record the error if it meets the expectation."""
        expected = (
            isinstance(error, self.kind)
            and (self.match is None or re.search(self.match, error_text(error)) is not None)
            and self.event in {None, run.message.event.name}
        )
        if expected:
            self.errors.append(error)
        return expected
