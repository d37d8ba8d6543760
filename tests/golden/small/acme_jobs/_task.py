# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# Each overload has another event name, so mypy does not need to compare them all with each other.
# mypy: ignore-errors
# pyright: reportDeprecated=false
"""Decorators for the handlers of events and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from acme_jobs._catalog import sdk

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgk_runtime import TaskOptions
    from cgk_runtime.sdk import ResultTaskDecorator, ScheduleFunctionT, TaskDecorator
    from typing_extensions import Unpack

    from acme_jobs.models.bills import BillPaidPayload, BillSettledPayload
    from acme_jobs.models.odds import OddEmptyPayload, OddFormatsPayload, OddNames, OddOpenPayload
    from acme_jobs.models.parcels import (
        ParcelPackedPayload,
        ParcelPackedResult,
        ParcelPostedPayload,
        ParcelSentPayload,
        ParcelSentResult,
    )
    from acme_jobs.payloads.bills import BillPaidDict, BillSettledDict
    from acme_jobs.payloads.odds import OddEmptyDict, OddFormatsDict, OddNamesDict, OddOpenDict
    from acme_jobs.payloads.parcels import ParcelPackedDict, ParcelPostedDict, ParcelSentDict
    from acme_jobs.schedules import ScheduleName


@overload
def task(
    event: Literal["parcel.sent"], **options: Unpack[TaskOptions]
) -> ResultTaskDecorator[ParcelSentPayload, ParcelSentDict, ParcelSentResult]: ...
@overload
def task(
    event: Literal["parcel.packed"], **options: Unpack[TaskOptions]
) -> ResultTaskDecorator[ParcelPackedPayload, ParcelPackedDict, ParcelPackedResult]: ...
@overload
def task(
    event: Literal["parcel.posted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ParcelPostedPayload, ParcelPostedDict]: ...
@overload
def task(event: Literal["odd.names"], **options: Unpack[TaskOptions]) -> TaskDecorator[OddNames, OddNamesDict]: ...
@overload
def task(
    event: Literal["odd/empty"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OddEmptyPayload, OddEmptyDict]: ...
@overload
def task(
    event: Literal["odd.formats"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OddFormatsPayload, OddFormatsDict]: ...
@overload
def task(event: Literal["odd.open"], **options: Unpack[TaskOptions]) -> TaskDecorator[OddOpenPayload, OddOpenDict]: ...
@overload
def task(
    event: Literal["bill.paid"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BillPaidPayload, BillPaidDict]: ...
@overload
def task(
    event: Literal["bill.settled"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BillSettledPayload, BillSettledDict]: ...
def task(event: Any, **options: Unpack[TaskOptions]) -> TaskDecorator[Any, Any] | ResultTaskDecorator[Any, Any, Any]:
    """Declare a function as the handler of an event.

    Args:
        event: The event's name.
        **options: See `TaskOptions`; `retry` replaces the catalog's retry settings.

    Returns:
        A decorator for an async or plain function with one parameter for the payload, and optionally one for a context.

    Example:
        @task("parcel.sent")
        async def handle(payload: ParcelSentPayload) -> None:
            ...
    """
    return sdk.task(event, **options)


@overload
def schedule(name: ScheduleName, /) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]: ...
@overload
def schedule(cron: str, /, *, name: str, timezone: str = ...) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]: ...
@overload
def schedule(cron: str, /, *, timezone: str) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]: ...
def schedule(name_or_cron: str, /, **options: Any) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]:
    """Declare a function as the handler of a schedule; it may have a parameter for a `ScheduleContext`.

    Args:
        name_or_cron: A schedule of the catalog, or your own cron expression.
        **options: `name` and `timezone` of your own cron expression; the defaults are the function's name and UTC.
            Type checkers require one of them, which lets them report a misspelled schedule.

    Raises:
        UnknownScheduleError: The catalog has no such schedule.
        ConfigurationError: The cron expression or the timezone is invalid.
        HandlerDefinitionError: The function cannot be a handler, or the schedule already has one.

    Example:
        @schedule("0 2 * * *", name="own.nightly")
        async def nightly() -> None:
            ...
    """
    return sdk.schedule(name_or_cron, **options)
