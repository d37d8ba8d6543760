# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""The catalog for the runtime. Payload models are imported on first use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from cgk_runtime.catalog import Catalog, EventDefinition, Retry, ScheduleDefinition
from cgk_runtime.sdk import Sdk

from acme_jobs.schedules import SCHEDULES

_RETRY_1 = Retry(
    max_attempts=2,
    factor=1.5,
    min_timeout_ms=10,
    max_timeout_ms=100,
)
_RETRY_2 = Retry(
    max_attempts=5,
    factor=2,
    min_timeout_ms=1000,
    max_timeout_ms=60000,
)
_RETRY_3 = Retry(
    max_attempts=1,
    factor=2,
    min_timeout_ms=1000,
    max_timeout_ms=60000,
)

CATALOG = Catalog(
    name="acme-jobs",
    package="acme_jobs",
    version="1.2.3",
    tenant_pattern="^[a-z]{1,8}$",
    events={
        "parcel.sent": EventDefinition(
            name="parcel.sent",
            task_id="parcel-sent",
            category="parcels",
            payload_type="ParcelSentPayload",
            payload_module="acme_jobs.models.parcels",
            retry=_RETRY_1,
            description="A parcel left the house.",
            sensitive_fields=("recipient",),
            result_type="ParcelSentResult",
            owner="logistics",
        ),
        "parcel.packed": EventDefinition(
            name="parcel.packed",
            task_id="parcel-packed",
            category="parcels",
            payload_type="ParcelPackedPayload",
            payload_module="acme_jobs.models.parcels",
            retry=_RETRY_2,
            description="A parcel was packed.",
            sensitive_fields=(),
            result_type="ParcelPackedResult",
            owner="packing",
        ),
        "parcel.posted": EventDefinition(
            name="parcel.posted",
            task_id="parcel-posted",
            category="parcels",
            payload_type="ParcelPostedPayload",
            payload_module="acme_jobs.models.parcels",
            retry=_RETRY_2,
            description="The old form of parcel.sent.",
            sensitive_fields=(),
            deprecated="use parcel.sent instead; removed in version 2",
            owner="logistics",
        ),
        "odd.names": EventDefinition(
            name="odd.names",
            task_id="odd-names",
            category="odds",
            payload_type="OddNames",
            payload_module="acme_jobs.models.odds",
            retry=_RETRY_2,
            description="Names that are awkward in Python.",
            sensitive_fields=(),
        ),
        "odd/empty": EventDefinition(
            name="odd/empty",
            task_id="odd-empty",
            category="odds",
            payload_type="OddEmptyPayload",
            payload_module="acme_jobs.models.odds",
            retry=_RETRY_2,
            description="An event with no other field than the tenant.",
            sensitive_fields=(),
            key="odd.empty",
        ),
        "odd.formats": EventDefinition(
            name="odd.formats",
            task_id="odd-formats",
            category="odds",
            payload_type="OddFormatsPayload",
            payload_module="acme_jobs.models.odds",
            retry=_RETRY_2,
            description="Texts in the built-in formats.",
            sensitive_fields=("mail",),
        ),
        "odd.open": EventDefinition(
            name="odd.open",
            task_id="odd-open",
            category="odds",
            payload_type="OddOpenPayload",
            payload_module="acme_jobs.models.odds",
            retry=_RETRY_2,
            description="Objects with fields that the catalog does not list.",
            sensitive_fields=(),
        ),
        "bill.paid": EventDefinition(
            name="bill.paid",
            task_id="bill-paid",
            category="bills",
            payload_type="BillPaidPayload",
            payload_module="acme_jobs.models.bills",
            retry=_RETRY_3,
            description="A bill was paid.",
            sensitive_fields=(),
            owner="finance",
            fairness="tenant",
        ),
        "bill.settled": EventDefinition(
            name="bill.settled",
            task_id="bill-settled",
            category="bills",
            payload_type="BillSettledPayload",
            payload_module="acme_jobs.models.bills",
            retry=_RETRY_3,
            description="A bill is paid in full.",
            sensitive_fields=(),
            owner="finance",
            former_names=("bill.done", "bill.closed"),
            former_task_ids=("bill-done", "bill-closed"),
            arrival={"method": "transfer"},
            fairness="none",
        ),
    },
    schedules=cast("Mapping[str, ScheduleDefinition]", SCHEDULES),
    providers=("trigger.dev", "inngest"),
)
"""The events and schedules of the catalog."""

sdk = Sdk(CATALOG)
"""The runtime of this package; its functions are methods of this object."""
