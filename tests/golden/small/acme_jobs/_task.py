# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Declaring the handler of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from acme_jobs._catalog import sdk

if TYPE_CHECKING:
    from cgk_runtime.options import TaskOptions
    from cgk_runtime.tasks import TaskDecorator
    from typing_extensions import Unpack

    from acme_jobs.models.bills import BillPaidPayload
    from acme_jobs.models.odds import OddEmptyPayload, OddNames
    from acme_jobs.models.parcels import ParcelPackedPayload, ParcelPostedPayload, ParcelSentPayload
    from acme_jobs.payloads.bills import BillPaidDict
    from acme_jobs.payloads.odds import OddEmptyDict, OddNamesDict
    from acme_jobs.payloads.parcels import ParcelPackedDict, ParcelPostedDict, ParcelSentDict


@overload
def task(
    event: Literal["parcel.sent"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ParcelSentPayload, ParcelSentDict, Any]: ...
@overload
def task(
    event: Literal["parcel.packed"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ParcelPackedPayload, ParcelPackedDict, Any]: ...
@overload
def task(
    event: Literal["parcel.posted"], **options: Unpack[TaskOptions]
) -> TaskDecorator[ParcelPostedPayload, ParcelPostedDict, Any]: ...
@overload
def task(event: Literal["odd.names"], **options: Unpack[TaskOptions]) -> TaskDecorator[OddNames, OddNamesDict, Any]: ...
@overload
def task(
    event: Literal["odd.empty"], **options: Unpack[TaskOptions]
) -> TaskDecorator[OddEmptyPayload, OddEmptyDict, Any]: ...
@overload
def task(
    event: Literal["bill.paid"], **options: Unpack[TaskOptions]
) -> TaskDecorator[BillPaidPayload, BillPaidDict, Any]: ...
def task(event: Any, **options: Unpack[TaskOptions]) -> TaskDecorator[Any, Any, Any]:
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
