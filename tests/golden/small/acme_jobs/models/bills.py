# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Bills"""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Omittable
from pydantic import Field

from acme_jobs.models.shared import Money


class BillPaidPayload(EventPayload[Literal["bill.paid"], Any], frozen=True):
    """`bill.paid`: A bill was paid.

    Example::

        await send_job("bill.paid", {
            "tenantId": "acme",
            "total": {"amount": 100, "currency": "EUR"},
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""

    total: Money

    parts: Omittable[list[Money] | None] = None


class BillSettledPayload(EventPayload[Literal["bill.settled"], Any], frozen=True):
    """`bill.settled`: A bill is paid in full.

    Example::

        await send_job("bill.settled", {
            "tenantId": "acme",
            "billId": "b1",
            "method": "card",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""

    bill_id: str

    method: Literal["card", "transfer"]
    """Means of payment."""
