# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# Each overload has another event name, so mypy does not need to compare them all with each other.
# mypy: ignore-errors
# The last overloads repeat the first ones on purpose, as the docstring explains.
# pyright: reportOverlappingOverload=false
# pyright: reportDeprecated=false
"""Typed sends.

Each function has overloads for dictionaries, one per event, then one for all models, and then those for dictionaries
again. If none matches, type checkers explain the first overload or the last one. Both are for a dictionary, so the error
names the wrong key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from typing_extensions import deprecated

from acme_jobs._catalog import sdk

if TYPE_CHECKING:
    from cgk_runtime import JobHandle, SendOptions
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
async def send_job(
    event: Literal["parcel.sent"], payload: ParcelSentDict, **options: Unpack[SendOptions]
) -> JobHandle[ParcelSentResult]: ...


@overload
async def send_job(
    event: Literal["parcel.packed"], payload: ParcelPackedDict, **options: Unpack[SendOptions]
) -> JobHandle[ParcelPackedResult]: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
async def send_job(
    event: Literal["parcel.posted"], payload: ParcelPostedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["odd.names"], payload: OddNamesDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["odd/empty"], payload: OddEmptyDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["odd.formats"], payload: OddFormatsDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["odd.open"], payload: OddOpenDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["bill.paid"], payload: BillPaidDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["bill.settled"], payload: BillSettledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
async def send_job(
    event: Literal["parcel.posted"], payload: ParcelPostedPayload, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: EventT, payload: PayloadOf[EventT, ResultT], **options: Unpack[SendOptions]
) -> JobHandle[ResultT]: ...
@overload
async def send_job(
    event: Literal["parcel.sent"], payload: ParcelSentDict, **options: Unpack[SendOptions]
) -> JobHandle[ParcelSentResult]: ...


@overload
async def send_job(
    event: Literal["parcel.packed"], payload: ParcelPackedDict, **options: Unpack[SendOptions]
) -> JobHandle[ParcelPackedResult]: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
async def send_job(
    event: Literal["parcel.posted"], payload: ParcelPostedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["odd.names"], payload: OddNamesDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["odd/empty"], payload: OddEmptyDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["odd.formats"], payload: OddFormatsDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["odd.open"], payload: OddOpenDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["bill.paid"], payload: BillPaidDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
async def send_job(
    event: Literal["bill.settled"], payload: BillSettledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


async def send_job(event: Any, payload: Any, **options: Unpack[SendOptions]) -> JobHandle[Any]:
    """Send a job.

    Args:
        event: The event's name, such as "parcel.sent".
        payload: The event's TypedDict, which has wire names, or its model. Every payload requires tenantId.
        **options: See `SendOptions`.

    Returns:
        A handle with the run's id.

    Raises:
        JobsError: The payload is invalid, no provider is configured, or the provider refused the job.

    Example:
        await send_job("parcel.sent", {"tenantId": "acme", "parcelId": "p1", "weight": 2, "to": {"street": "Main Street 1"}, "returnTo": None, "speed": "fast", "note": None})
    """
    return await sdk.send_job_dynamic(event, payload, **options)


@overload
def send_job_sync(
    event: Literal["parcel.sent"], payload: ParcelSentDict, **options: Unpack[SendOptions]
) -> JobHandle[ParcelSentResult]: ...


@overload
def send_job_sync(
    event: Literal["parcel.packed"], payload: ParcelPackedDict, **options: Unpack[SendOptions]
) -> JobHandle[ParcelPackedResult]: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
def send_job_sync(
    event: Literal["parcel.posted"], payload: ParcelPostedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["odd.names"], payload: OddNamesDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["odd/empty"], payload: OddEmptyDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["odd.formats"], payload: OddFormatsDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["odd.open"], payload: OddOpenDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["bill.paid"], payload: BillPaidDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["bill.settled"], payload: BillSettledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
def send_job_sync(
    event: Literal["parcel.posted"], payload: ParcelPostedPayload, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: EventT, payload: PayloadOf[EventT, ResultT], **options: Unpack[SendOptions]
) -> JobHandle[ResultT]: ...
@overload
def send_job_sync(
    event: Literal["parcel.sent"], payload: ParcelSentDict, **options: Unpack[SendOptions]
) -> JobHandle[ParcelSentResult]: ...


@overload
def send_job_sync(
    event: Literal["parcel.packed"], payload: ParcelPackedDict, **options: Unpack[SendOptions]
) -> JobHandle[ParcelPackedResult]: ...


@overload
@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2')
def send_job_sync(
    event: Literal["parcel.posted"], payload: ParcelPostedDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["odd.names"], payload: OddNamesDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["odd/empty"], payload: OddEmptyDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["odd.formats"], payload: OddFormatsDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["odd.open"], payload: OddOpenDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["bill.paid"], payload: BillPaidDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


@overload
def send_job_sync(
    event: Literal["bill.settled"], payload: BillSettledDict, **options: Unpack[SendOptions]
) -> JobHandle[Any]: ...


def send_job_sync(event: Any, payload: Any, **options: Unpack[SendOptions]) -> JobHandle[Any]:
    """Send a job, from code without an event loop.

    Args:
        event: The event's name, such as "parcel.sent".
        payload: The event's TypedDict, which has wire names, or its model. Every payload requires tenantId.
        **options: See `SendOptions`.

    Returns:
        A handle with the run's id.

    Raises:
        JobsError: The payload is invalid, no provider is configured, or the provider refused the job.

    Example:
        send_job_sync("parcel.sent", {"tenantId": "acme", "parcelId": "p1", "weight": 2, "to": {"street": "Main Street 1"}, "returnTo": None, "speed": "fast", "note": None})
    """
    return sdk.send_job_dynamic_sync(event, payload, **options)
