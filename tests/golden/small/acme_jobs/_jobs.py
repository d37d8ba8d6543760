# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# pyright: reportDeprecated=false
"""The events as objects: `jobs["parcel.sent"].send({...})`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.sdk import JobTable
from typing_extensions import TypedDict

from acme_jobs._catalog import sdk

if TYPE_CHECKING:
    from cgk_runtime.sdk import DeprecatedJob, Job, JobSender

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


Jobs = TypedDict(
    "Jobs",
    {
        "parcel.sent": "Job[ParcelSentDict, ParcelSentResult, ParcelSentPayload]",
        "parcel.packed": "Job[ParcelPackedDict, ParcelPackedResult, ParcelPackedPayload]",
        "parcel.posted": "DeprecatedJob[ParcelPostedDict, Any, ParcelPostedPayload]",
        "odd.names": "Job[OddNamesDict, Any, OddNames]",
        "odd/empty": "Job[OddEmptyDict, Any, OddEmptyPayload]",
        "odd.formats": "Job[OddFormatsDict, Any, OddFormatsPayload]",
        "odd.open": "Job[OddOpenDict, Any, OddOpenPayload]",
        "bill.paid": "Job[BillPaidDict, Any, BillPaidPayload]",
        "bill.settled": "Job[BillSettledDict, Any, BillSettledPayload]",
    },
)
"""The type of `jobs`."""


def jobs_of(sender: JobSender) -> Jobs:
    """Return the jobs of all events, sent through one client."""
    return cast("Jobs", JobTable(sender))


# Not annotated as `Jobs`, because mypy would check all events at each use.
jobs: Final = jobs_of(sdk)
"""The jobs by event name; a payload is the event's TypedDict or its model.

Example:
    await jobs["parcel.sent"].send({"tenantId": "acme", "parcelId": "p1", "weight": 2, "to": {"street": "Main Street 1"}, "returnTo": None, "speed": "fast", "note": None})
"""
