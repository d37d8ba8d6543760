# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Example payload of each event with wire names, for tests and tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "parcel.sent": {
        "tenantId": "acme",
        "parcelId": "p1",
        "weight": 2,
        "to": {"street": "Main Street 1"},
        "returnTo": None,
        "speed": "fast",
        "note": None,
    },
    "parcel.packed": {"tenantId": "acme", "items": [{"sku": "AB1", "count": 2}], "size": {"width": 10, "height": 5}},
    "parcel.posted": {"tenantId": "acme", "parcelId": "p1"},
    "odd.names": {"tenantId": "acme"},
    "odd/empty": {"tenantId": "acme"},
    "odd.formats": {"tenantId": "acme", "day": "2026-01-31", "at": "09:30:00Z", "took": "PT36H", "days": [None]},
    "odd.open": {"tenantId": "acme", "stops": [{"city": "Ulm"}]},
    "bill.paid": {"tenantId": "acme", "total": {"amount": 100, "currency": "EUR"}},
    "bill.settled": {"tenantId": "acme", "billId": "b1", "method": "card"},
}
"""The example payloads by event name."""
