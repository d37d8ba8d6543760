# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Odds and ends"""

from __future__ import annotations

from typing_extensions import NotRequired, TypedDict

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
