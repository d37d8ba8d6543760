# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# Each overload has another event name, so mypy does not need to compare them all with each other.
# mypy: ignore-errors
# The last overloads repeat the first ones on purpose, as the docstring explains.
# pyright: reportOverlappingOverload=false
# pyright: reportDeprecated=false
"""Typed sends that wait for the result.

Each function has overloads for dictionaries, one per event, then one for all models, and then those for dictionaries
again. If none matches, type checkers explain the first overload or the last one. Both are for a dictionary, so the error
names the wrong key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from typing_extensions import deprecated

from acme_jobs._catalog import sdk

if TYPE_CHECKING:
    from cgk_runtime import WaitOptions
    from cgk_runtime.payload_of import PayloadOf
    from typing_extensions import Unpack

    from acme_jobs.events import EventName
    from acme_jobs.models.parcels import ParcelPackedResult, ParcelPostedPayload, ParcelSentResult
    from acme_jobs.payloads.bills import BillPaidDict, BillSettledDict
    from acme_jobs.payloads.odds import OddEmptyDict, OddFormatsDict, OddNamesDict, OddOpenDict
    from acme_jobs.payloads.parcels import ParcelPackedDict, ParcelPostedDict, ParcelSentDict


EventT = TypeVar("EventT", bound="EventName")
ResultT = TypeVar("ResultT")


@overload
async def trigger_and_wait(
    event: Literal["parcel.sent"], payload: ParcelSentDict, **options: Unpack[WaitOptions]
) -> ParcelSentResult: ...


@overload
async def trigger_and_wait(
    event: Literal["parcel.packed"], payload: ParcelPackedDict, **options: Unpack[WaitOptions]
) -> ParcelPackedResult: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
async def trigger_and_wait(
    event: Literal["parcel.posted"], payload: ParcelPostedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["odd.names"], payload: OddNamesDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["odd/empty"], payload: OddEmptyDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["odd.formats"], payload: OddFormatsDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(event: Literal["odd.open"], payload: OddOpenDict, **options: Unpack[WaitOptions]) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["bill.paid"], payload: BillPaidDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["bill.settled"], payload: BillSettledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
async def trigger_and_wait(
    event: Literal["parcel.posted"], payload: ParcelPostedPayload, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: EventT, payload: PayloadOf[EventT, ResultT], **options: Unpack[WaitOptions]
) -> ResultT: ...
@overload
async def trigger_and_wait(
    event: Literal["parcel.sent"], payload: ParcelSentDict, **options: Unpack[WaitOptions]
) -> ParcelSentResult: ...


@overload
async def trigger_and_wait(
    event: Literal["parcel.packed"], payload: ParcelPackedDict, **options: Unpack[WaitOptions]
) -> ParcelPackedResult: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
async def trigger_and_wait(
    event: Literal["parcel.posted"], payload: ParcelPostedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["odd.names"], payload: OddNamesDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["odd/empty"], payload: OddEmptyDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["odd.formats"], payload: OddFormatsDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(event: Literal["odd.open"], payload: OddOpenDict, **options: Unpack[WaitOptions]) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["bill.paid"], payload: BillPaidDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
async def trigger_and_wait(
    event: Literal["bill.settled"], payload: BillSettledDict, **options: Unpack[WaitOptions]
) -> Any: ...


async def trigger_and_wait(event: Any, payload: Any, **options: Unpack[WaitOptions]) -> Any:
    """Send a job and return the result of its handler.

    Args:
        event: The event's name, such as "parcel.sent".
        payload: The event's TypedDict, which has wire names, or its model. Every payload requires tenantId.
        **options: See `WaitOptions`.

    Returns:
        The result of the handler.

    Raises:
        RunFailedError: The run failed, was canceled, expired or timed out.
        WaitTimeoutError: The run did not end within the option `timeout`; it continues.
        JobsError: As for `send_job`.

    Example:
        await trigger_and_wait("parcel.sent", {"tenantId": "acme", "parcelId": "p1", "weight": 2, "to": {"street": "Main Street 1"}, "returnTo": None, "speed": "fast", "note": None})
    """
    return await sdk.trigger_and_wait_dynamic(event, payload, **options)


@overload
def trigger_and_wait_sync(
    event: Literal["parcel.sent"], payload: ParcelSentDict, **options: Unpack[WaitOptions]
) -> ParcelSentResult: ...


@overload
def trigger_and_wait_sync(
    event: Literal["parcel.packed"], payload: ParcelPackedDict, **options: Unpack[WaitOptions]
) -> ParcelPackedResult: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
def trigger_and_wait_sync(
    event: Literal["parcel.posted"], payload: ParcelPostedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["odd.names"], payload: OddNamesDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["odd/empty"], payload: OddEmptyDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["odd.formats"], payload: OddFormatsDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(event: Literal["odd.open"], payload: OddOpenDict, **options: Unpack[WaitOptions]) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["bill.paid"], payload: BillPaidDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["bill.settled"], payload: BillSettledDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
def trigger_and_wait_sync(
    event: Literal["parcel.posted"], payload: ParcelPostedPayload, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: EventT, payload: PayloadOf[EventT, ResultT], **options: Unpack[WaitOptions]
) -> ResultT: ...
@overload
def trigger_and_wait_sync(
    event: Literal["parcel.sent"], payload: ParcelSentDict, **options: Unpack[WaitOptions]
) -> ParcelSentResult: ...


@overload
def trigger_and_wait_sync(
    event: Literal["parcel.packed"], payload: ParcelPackedDict, **options: Unpack[WaitOptions]
) -> ParcelPackedResult: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
def trigger_and_wait_sync(
    event: Literal["parcel.posted"], payload: ParcelPostedDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["odd.names"], payload: OddNamesDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["odd/empty"], payload: OddEmptyDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["odd.formats"], payload: OddFormatsDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(event: Literal["odd.open"], payload: OddOpenDict, **options: Unpack[WaitOptions]) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["bill.paid"], payload: BillPaidDict, **options: Unpack[WaitOptions]
) -> Any: ...


@overload
def trigger_and_wait_sync(
    event: Literal["bill.settled"], payload: BillSettledDict, **options: Unpack[WaitOptions]
) -> Any: ...


def trigger_and_wait_sync(event: Any, payload: Any, **options: Unpack[WaitOptions]) -> Any:
    """Send a job and return the result of its handler, from code without an event loop.

    Args:
        event: The event's name, such as "parcel.sent".
        payload: The event's TypedDict, which has wire names, or its model. Every payload requires tenantId.
        **options: See `WaitOptions`.

    Returns:
        The result of the handler.

    Raises:
        RunFailedError: The run failed, was canceled, expired or timed out.
        WaitTimeoutError: The run did not end within the option `timeout`; it continues.
        JobsError: As for `send_job`.

    Example:
        trigger_and_wait_sync("parcel.sent", {"tenantId": "acme", "parcelId": "p1", "weight": 2, "to": {"street": "Main Street 1"}, "returnTo": None, "speed": "fast", "note": None})
    """
    return sdk.trigger_and_wait_dynamic_sync(event, payload, **options)
