# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# pyright: reportDeprecated=false
"""Names, categories and payload types of the events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

from typing_extensions import TypedDict

if TYPE_CHECKING:
    from acme_jobs.models.bills import BillPaidPayload, BillSettledPayload
    from acme_jobs.models.odds import OddEmptyPayload, OddFormatsPayload, OddNames, OddOpenPayload
    from acme_jobs.models.parcels import ParcelPackedPayload, ParcelPostedPayload, ParcelSentPayload

EventName = Literal[
    "parcel.sent",
    "parcel.packed",
    "parcel.posted",
    "odd.names",
    "odd/empty",
    "odd.formats",
    "odd.open",
    "bill.paid",
    "bill.settled",
]
"""The names of all events."""

EVENT_CATEGORIES: Final[Mapping[str, tuple[EventName, ...]]] = {
    "parcels": (
        "parcel.sent",
        "parcel.packed",
        "parcel.posted",
    ),
    "odds": (
        "odd.names",
        "odd/empty",
        "odd.formats",
        "odd.open",
    ),
    "unused": (),
    "bills": (
        "bill.paid",
        "bill.settled",
    ),
}
"""The categories with their events, in the order of the catalog."""

TOTAL_EVENT_COUNT: Final = sum(map(len, EVENT_CATEGORIES.values()))
"""The number of events."""

JobEvents = TypedDict(
    "JobEvents",
    {
        "parcel.sent": "ParcelSentPayload",
        "parcel.packed": "ParcelPackedPayload",
        "parcel.posted": "ParcelPostedPayload",
        "odd.names": "OddNames",
        "odd/empty": "OddEmptyPayload",
        "odd.formats": "OddFormatsPayload",
        "odd.open": "OddOpenPayload",
        "bill.paid": "BillPaidPayload",
        "bill.settled": "BillSettledPayload",
    },
)
"""The payload models by event name."""
