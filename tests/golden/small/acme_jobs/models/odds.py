# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Odds and ends"""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import (
    DateText,
    DateTime,
    DurationText,
    EmailText,
    EventPayload,
    ExactLiteral,
    Integer,
    Omittable,
    OpenModel,
    TimeText,
    UriText,
    UuidText,
    wire_names,
)
from pydantic import Field

from acme_jobs.models.shared import Origin


class Stop(OpenModel, frozen=True):
    """The type `Stop` of the catalog."""

    city: str

    at: Omittable[DateTime | None] = None


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


class OddFormatsPayload(EventPayload[Literal["odd.formats"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""

    day: DateText

    at: Omittable[TimeText | None] = None

    took: Omittable[DurationText | None] = None

    key: Omittable[UuidText | None] = None

    link: Omittable[Annotated[UriText, Field(max_length=60)] | None] = None

    mail: Annotated[EmailText | None, Field(repr=False)] = None

    days: Omittable[list[DateText | None] | None] = None

    either: Omittable[DateText | Integer | UuidText | None] = None


class OddOpenPayload(EventPayload[Literal["odd.open"], Any], OpenModel, frozen=True):
    """`odd.open`: Objects with fields that the catalog does not list.

    Example::

        await send_job("odd.open", {
            "tenantId": "acme",
            "stops": [{"city": "Ulm"}],
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""

    origin: Omittable[Origin | None] = None

    stops: list[Stop]

    choices: Annotated[Literal[1], ExactLiteral] | Annotated[Literal[True], ExactLiteral] | Literal["one"] | None = None
