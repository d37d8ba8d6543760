# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Odds and ends"""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Omittable, wire_names
from pydantic import Field


class OddNames(EventPayload[Literal["odd.names"], Any], frozen=True):
    """`odd.names`: Names that are awkward in Python.

    Example::

        await send_job("odd.names", {
            "tenantId": "acme",
        })
    """

    model_config = wire_names(
        {
            "user_id": "userID",
            "url_path": "URLPath",
            "field_2fa": "2fa",
            "copy_": "copy",
            "class_": "class",
            "model_config_": "model_config",
            "from_": "from",
        }
    )

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""

    user_id: Omittable[str | None] = None
    """The name on the wire is "userID"."""

    url_path: Omittable[str | None] = None
    """The name on the wire is "URLPath"."""

    field_2fa: Omittable[str | None] = None
    """The name on the wire is "2fa"."""

    copy_: Omittable[str | None] = None
    """The name on the wire is "copy"."""

    class_: Omittable[str | None] = None
    """The name on the wire is "class"."""

    model_config_: Omittable[str | None] = None
    """The name on the wire is "model_config"."""

    from_: Omittable[str | None] = None
    """The name on the wire is "from"."""


class OddEmptyPayload(EventPayload[Literal["odd/empty"], Any], frozen=True):
    """`odd/empty`: An event with no other field than the tenant.

    Example::

        await send_job("odd/empty", {
            "tenantId": "acme",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""
