# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Odds and ends"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict

from acme_jobs.payloads.shared import OriginDict


class StopDict(TypedDict, extra_items=Any):  # type: ignore[call-arg, unused-ignore]  # mypy does not know PEP 728's key yet
    """The type `Stop` of the catalog."""

    city: str
    at: NotRequired[datetime | str]


OddNamesDict = TypedDict(
    "OddNamesDict",
    {
        "tenantId": "str",
        "userID": "NotRequired[str]",
        "URLPath": "NotRequired[str]",
        "2fa": "NotRequired[str]",
        "copy": "NotRequired[str]",
        "class": "NotRequired[str]",
        "model_config": "NotRequired[str]",
        "from": "NotRequired[str]",
    },
    closed=True,
)
"""`odd.names`: Names that are awkward in Python.

Example::

    await send_job("odd.names", {
        "tenantId": "acme",
    })
"""


class OddEmptyDict(TypedDict, closed=True):
    """`odd/empty`: An event with no other field than the tenant.

    Example::

        await send_job("odd/empty", {
            "tenantId": "acme",
        })
    """

    tenantId: str
    """The shop."""


class OddFormatsDict(TypedDict, closed=True):
    """`odd.formats`: Texts in the built-in formats.

    Example::

        await send_job("odd.formats", {
            "tenantId": "acme",
            "day": "2026-01-31",
            "at": "09:30:00Z",
            "took": "PT36H",
            "days": [None],
        })
    """

    tenantId: str
    """The shop."""
    day: str
    at: NotRequired[str]
    took: NotRequired[str]
    key: NotRequired[str]
    link: NotRequired[str]
    mail: NotRequired[str | None]
    days: NotRequired[list[str | None]]
    either: NotRequired[str | int]


class OddOpenDict(TypedDict, extra_items=Any):  # type: ignore[call-arg, unused-ignore]  # mypy does not know PEP 728's key yet
    """`odd.open`: Objects with fields that the catalog does not list.

    Example::

        await send_job("odd.open", {
            "tenantId": "acme",
            "stops": [{"city": "Ulm"}],
        })
    """

    tenantId: str
    """The shop."""
    origin: NotRequired[OriginDict]
    stops: list[StopDict]
    choices: NotRequired[Literal[1] | Literal[True] | Literal["one"] | None]
