# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Bills"""

from __future__ import annotations

from typing import Literal

from typing_extensions import NotRequired, TypedDict

from acme_jobs.payloads.shared import MoneyDict


class BillPaidDict(TypedDict, closed=True):
    """`bill.paid`: A bill was paid.

    Example::

        await send_job("bill.paid", {
            "tenantId": "acme",
            "total": {"amount": 100, "currency": "EUR"},
        })
    """

    tenantId: str
    """The shop."""
    total: MoneyDict
    parts: NotRequired[list[MoneyDict]]


class BillSettledDict(TypedDict, closed=True):
    """`bill.settled`: A bill is paid in full.

    Example::

        await send_job("bill.settled", {
            "tenantId": "acme",
            "billId": "b1",
            "method": "card",
        })
    """

    tenantId: str
    """The shop."""
    billId: str
    method: Literal["card", "transfer"]
    """Means of payment."""
