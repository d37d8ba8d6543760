# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
# Each event has a name of its own: mypy need not compare all overloads with each other, as it does in a source tree.
# mypy: ignore-errors
# pyright: reportDeprecated=false
"""Declaring the handlers of events and of schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from acme_jobs._catalog import sdk

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgk_runtime import TaskOptions
    from cgk_runtime.sdk import ResultTaskDecorator, ScheduleFunctionT, TaskDecorator
    from typing_extensions import Unpack

    from acme_jobs.models.bills import BillPaidPayload, BillSettledPayload
    from acme_jobs.models.odds import OddEmptyPayload, OddNames
    from acme_jobs.models.parcels import (
        ParcelPackedPayload,
        ParcelPackedResult,
        ParcelPostedPayload,
        ParcelSentPayload,
        ParcelSentResult,
    )
    from acme_jobs.payloads.bills import BillPaidDict, BillSettledDict
    from acme_jobs.payloads.odds import OddEmptyDict, OddNamesDict
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
    event: Literal["odd.empty"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OddEmptyPayload, OddEmptyDict]: ...
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
        **options: See `TaskOptions`; without `retry` the catalog's figures hold.

    Returns:
        A decorator for a function, async or plain, that takes the event's payload and, if it wants, a context.

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
def schedule(name_or_cron: str, /, **own: Any) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]:
    """Declare a function as the handler of a schedule; it takes a `ScheduleContext` if it wants one.

    Args:
        name_or_cron: A schedule of the catalog, or a cron expression of your own.
        **own: `name` or `timezone` or both, of a cron expression of your own; type checkers tell it from a misspelt
            schedule by them. The name is the function's otherwise, the timezone UTC.

    Raises:
        UnknownScheduleError: The catalog has no such schedule.
        ConfigurationError: The cron expression or the timezone is not valid.
        HandlerDefinitionError: The function cannot be its handler, or it has one.

    Example:
        @schedule("0 2 * * *", name="own.nightly")
        async def nightly() -> None:
            ...
    """
    return sdk.schedule(name_or_cron, **own)
