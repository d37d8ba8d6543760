"""A job of one event, with one payload type: type checkers name the key that is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, cast

from typing_extensions import TypeVar, Unpack, deprecated

from cgk_runtime.client.batch import JobItem

if TYPE_CHECKING:
    from cgk_runtime.client.handle import JobHandle
    from cgk_runtime.client.options import SendOptions, WaitOptions
    from cgk_runtime.client.sender import JobSender

PayloadDictT = TypeVar("PayloadDictT")
ResultT = TypeVar("ResultT")
PayloadT = TypeVar("PayloadT", default=Any)
"""The event's model, for who receives its payload."""


class _Documentation:
    """Gives `Job` its own docstring and each job that of its event: `help`, notebooks and consoles show it."""

    def __init__(self, of_class: str | None) -> None:
        self._of_class = of_class

    def __get__(self, job: Job[Any, Any, Any] | None, _owner: object = None) -> str | None:
        return self._of_class if job is None else job.describe()


class Job(Generic[PayloadDictT, ResultT, PayloadT]):
    """One event as an object: `jobs["order.created"]`.

    Args:
        sender: What sends it.
        name: The event's name.
    """

    __slots__ = ("_sender", "name")

    def __init__(self, sender: JobSender, name: str) -> None:
        self._sender = sender
        self.name = name

    async def send(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]:
        """Send the job.

        Raises:
            JobsError: The payload is not valid, no provider is configured, or the provider refused the job.
        """
        return await self._sender.send_job_dynamic(self.name, payload, **options)

    def send_sync(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]:
        """Send the job and wait until it is sent, from code without an event loop.

        Raises:
            JobsError: As `send`, and inside a running event loop.
        """
        return self._sender.send_job_dynamic_sync(self.name, payload, **options)

    async def trigger_and_wait(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT:
        """Send the job and wait for what its handler returns.

        Raises:
            RunFailedError: The run failed, was cancelled or has expired.
            WaitTimeoutError: The option `timeout` is over; the run goes on.
            JobsError: As `send`.
        """
        return cast("ResultT", await self._sender.trigger_and_wait_dynamic(self.name, payload, **options))

    def trigger_and_wait_sync(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT:
        """Send the job and wait for what its handler returns, from code without an event loop.

        Raises:
            JobsError: As `trigger_and_wait`, and inside a running event loop.
        """
        return cast("ResultT", self._sender.trigger_and_wait_dynamic_sync(self.name, payload, **options))

    def item(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobItem[ResultT]:
        """Make one job of a batch for `send_jobs`; nothing is sent yet."""
        return JobItem(self.name, cast("Mapping[str, Any]", payload), options)

    def describe(self) -> str | None:
        """Give the event's description and an example of its payload, as its model's docstring has them."""
        return self._sender.catalog.payload_model(self.name).__doc__

    def __repr__(self) -> str:
        """Name the event."""
        return f"Job({self.name!r})"


setattr(Job, "__doc__", _Documentation(Job.__doc__))  # noqa: B010  a docstring is a string to type checkers


_DEPRECATED: Final = "This event is deprecated; its description says what to use instead"


class DeprecatedJob(Job[PayloadDictT, ResultT, PayloadT]):
    """A deprecated event as an object: it does what others do, and editors strike it out."""

    __slots__ = ()

    if TYPE_CHECKING:

        @deprecated(_DEPRECATED)
        async def send(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]:
            """Send the job."""
            ...

        @deprecated(_DEPRECATED)
        def send_sync(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]:
            """Send the job and wait until it is sent."""
            ...

        @deprecated(_DEPRECATED)
        async def trigger_and_wait(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT:
            """Send the job and wait for what its handler returns."""
            ...

        @deprecated(_DEPRECATED)
        def trigger_and_wait_sync(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT:
            """Send the job and wait for what its handler returns."""
            ...

        @deprecated(_DEPRECATED)
        def item(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobItem[ResultT]:
            """Make one job of a batch."""
            ...
