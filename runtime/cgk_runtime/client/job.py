# The last overloads repeat the first ones on purpose: see `Job`.
# mypy: disable-error-code="overload-cannot-match"
# pyright: reportOverlappingOverload=false
"""Job of one event, typed with its payload, so type checkers can name a missing key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, cast, overload

from typing_extensions import TypeVar, Unpack, deprecated

from cgk_runtime.client.batch import JobItem

if TYPE_CHECKING:
    from cgk_runtime.client.handle import JobHandle
    from cgk_runtime.client.options import SendOptions, WaitOptions
    from cgk_runtime.client.sender import JobSender
    from cgk_runtime.payload import PayloadModel

PayloadDictT = TypeVar("PayloadDictT")
ResultT = TypeVar("ResultT")
PayloadT = TypeVar("PayloadT", default=Any)
"""The event's model."""


class _Documentation:
    """Descriptor of `__doc__` with which `help(jobs["order.created"])` shows the event's documentation."""

    def __init__(self, class_doc: str | None) -> None:
        self._class_doc = class_doc

    def __get__(self, job: Job[Any, Any, Any] | None, _owner: object = None) -> str | None:
        return self._class_doc if job is None else job.describe()


class Job(Generic[PayloadDictT, ResultT, PayloadT]):
    """One event as an object: `jobs["order.created"]`.

    Methods have overloads for a dictionary, for a model, and for a dictionary again. If none matches, some checkers
    explain why the first one does not match, others why the last one does not. Both name the invalid key.

    Args:
        sender: The client that sends the job.
        name: The event's name.
    """

    __slots__ = ("_sender", "name")

    def __init__(self, sender: JobSender, name: str) -> None:
        self._sender = sender
        self.name = name

    @overload
    async def send(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
    @overload
    async def send(self, payload: PayloadT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
    @overload
    async def send(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
    async def send(self, payload: PayloadDictT | PayloadT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]:
        """Send the job.

        Raises:
            JobsError: The payload is invalid, no provider is configured, or the provider refused the job.
        """
        return await self._sender.send_job_dynamic(self.name, payload, **options)

    @overload
    def send_sync(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
    @overload
    def send_sync(self, payload: PayloadT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
    @overload
    def send_sync(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
    def send_sync(self, payload: PayloadDictT | PayloadT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]:
        """Send the job from code without an event loop, and wait until it is sent.

        Raises:
            JobsError: As for `send`, and inside a running event loop.
        """
        return self._sender.send_job_dynamic_sync(self.name, payload, **options)

    @overload
    async def trigger_and_wait(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT: ...
    @overload
    async def trigger_and_wait(self, payload: PayloadT, **options: Unpack[WaitOptions]) -> ResultT: ...
    @overload
    async def trigger_and_wait(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT: ...
    async def trigger_and_wait(self, payload: PayloadDictT | PayloadT, **options: Unpack[WaitOptions]) -> ResultT:
        """Send the job and return the result of its handler.

        Raises:
            RunFailedError: The run failed, was canceled, expired or timed out.
            WaitTimeoutError: The run did not end within `timeout`; it continues.
            NotSupportedError: The event has several handlers; the job was sent, and `JobHandle.wait_all` waits for it.
            JobsError: As for `send`.
        """
        return cast("ResultT", await self._sender.trigger_and_wait_dynamic(self.name, payload, **options))

    @overload
    def trigger_and_wait_sync(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT: ...
    @overload
    def trigger_and_wait_sync(self, payload: PayloadT, **options: Unpack[WaitOptions]) -> ResultT: ...
    @overload
    def trigger_and_wait_sync(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT: ...
    def trigger_and_wait_sync(self, payload: PayloadDictT | PayloadT, **options: Unpack[WaitOptions]) -> ResultT:
        """Send the job and return the result of its handler, from code without an event loop.

        Raises:
            JobsError: As for `trigger_and_wait`, and inside a running event loop.
        """
        return cast("ResultT", self._sender.trigger_and_wait_dynamic_sync(self.name, payload, **options))

    @overload
    def item(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobItem[ResultT]: ...
    @overload
    def item(self, payload: PayloadT, **options: Unpack[SendOptions]) -> JobItem[ResultT]: ...
    @overload
    def item(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobItem[ResultT]: ...
    def item(self, payload: PayloadDictT | PayloadT, **options: Unpack[SendOptions]) -> JobItem[ResultT]:
        """Return one item of a batch for `send_jobs`; nothing is sent yet."""
        return JobItem(self.name, cast("Mapping[str, Any] | PayloadModel", payload), options)

    def describe(self) -> str | None:
        """Return the event's description and an example of its payload."""
        return self._sender.catalog.payload_model(self.name).__doc__

    def __repr__(self) -> str:
        """Return the event's name."""
        return f"Job({self.name!r})"


setattr(Job, "__doc__", _Documentation(Job.__doc__))  # noqa: B010  to type checkers, `__doc__` is a string


_DEPRECATED: Final = "This event is deprecated; its description says what to use instead"


class DeprecatedJob(Job[PayloadDictT, ResultT, PayloadT]):
    """A deprecated event as an object; it works like other jobs, and editors show its methods struck through."""

    __slots__ = ()

    if TYPE_CHECKING:

        @overload
        @deprecated(_DEPRECATED)
        async def send(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
        @overload
        @deprecated(_DEPRECATED)
        async def send(self, payload: PayloadT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
        @overload
        @deprecated(_DEPRECATED)
        async def send(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
        async def send(self, payload: Any, **options: Any) -> Any:
            """Send the job."""
            ...

        @overload
        @deprecated(_DEPRECATED)
        def send_sync(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
        @overload
        @deprecated(_DEPRECATED)
        def send_sync(self, payload: PayloadT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
        @overload
        @deprecated(_DEPRECATED)
        def send_sync(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobHandle[ResultT]: ...
        def send_sync(self, payload: Any, **options: Any) -> Any:
            """Send the job and wait until it is sent."""
            ...

        @overload
        @deprecated(_DEPRECATED)
        async def trigger_and_wait(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT: ...
        @overload
        @deprecated(_DEPRECATED)
        async def trigger_and_wait(self, payload: PayloadT, **options: Unpack[WaitOptions]) -> ResultT: ...
        @overload
        @deprecated(_DEPRECATED)
        async def trigger_and_wait(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT: ...
        async def trigger_and_wait(self, payload: Any, **options: Any) -> Any:
            """Send the job and return the result of its handler."""
            ...

        @overload
        @deprecated(_DEPRECATED)
        def trigger_and_wait_sync(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT: ...
        @overload
        @deprecated(_DEPRECATED)
        def trigger_and_wait_sync(self, payload: PayloadT, **options: Unpack[WaitOptions]) -> ResultT: ...
        @overload
        @deprecated(_DEPRECATED)
        def trigger_and_wait_sync(self, payload: PayloadDictT, **options: Unpack[WaitOptions]) -> ResultT: ...
        def trigger_and_wait_sync(self, payload: Any, **options: Any) -> Any:
            """Send the job and return the result of its handler."""
            ...

        @overload
        @deprecated(_DEPRECATED)
        def item(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobItem[ResultT]: ...
        @overload
        @deprecated(_DEPRECATED)
        def item(self, payload: PayloadT, **options: Unpack[SendOptions]) -> JobItem[ResultT]: ...
        @overload
        @deprecated(_DEPRECATED)
        def item(self, payload: PayloadDictT, **options: Unpack[SendOptions]) -> JobItem[ResultT]: ...
        def item(self, payload: Any, **options: Any) -> Any:
            """Return one item of a batch."""
            ...


class JobTable(dict[str, Job[Any, Any, Any]]):
    """The jobs by event name; an unknown name raises `UnknownEventError`.

    Args:
        sender: The client that sends the jobs.
    """

    def __init__(self, sender: JobSender) -> None:
        self._catalog = sender.catalog
        super().__init__(
            (name, (Job if event.deprecated is None else DeprecatedJob)(sender, name))
            for name, event in sender.catalog.events.items()
        )

    def __missing__(self, name: str) -> Job[Any, Any, Any]:
        """Return the job of an event's former name.

        Raises:
            UnknownEventError: The catalog has no such event.
        """
        return self[self._catalog.event(name).name]
