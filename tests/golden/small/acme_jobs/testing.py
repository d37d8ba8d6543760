# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
# Each overload has another event name, so mypy does not need to compare them all with each other.
# mypy: ignore-errors
# pyright: reportDeprecated=false
"""Payloads for tests: examples and Hypothesis strategies. The fixture `sent_jobs` does not need an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from acme_jobs._catalog import CATALOG
from acme_jobs._examples import EXAMPLES

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from acme_jobs.models.bills import BillPaidPayload, BillSettledPayload
    from acme_jobs.models.odds import OddEmptyPayload, OddFormatsPayload, OddNames, OddOpenPayload
    from acme_jobs.models.parcels import ParcelPackedPayload, ParcelPostedPayload, ParcelSentPayload


__all__ = ["EXAMPLES", "example_payload", "payload_strategy"]


@overload
def example_payload(event: Literal["parcel.sent"], **fields: Any) -> ParcelSentPayload: ...
@overload
def example_payload(event: Literal["parcel.packed"], **fields: Any) -> ParcelPackedPayload: ...
@overload
def example_payload(event: Literal["parcel.posted"], **fields: Any) -> ParcelPostedPayload: ...
@overload
def example_payload(event: Literal["odd.names"], **fields: Any) -> OddNames: ...
@overload
def example_payload(event: Literal["odd/empty"], **fields: Any) -> OddEmptyPayload: ...
@overload
def example_payload(event: Literal["odd.formats"], **fields: Any) -> OddFormatsPayload: ...
@overload
def example_payload(event: Literal["odd.open"], **fields: Any) -> OddOpenPayload: ...
@overload
def example_payload(event: Literal["bill.paid"], **fields: Any) -> BillPaidPayload: ...
@overload
def example_payload(event: Literal["bill.settled"], **fields: Any) -> BillSettledPayload: ...
def example_payload(event: Any, **fields: Any) -> Any:
    """Create a valid payload of an event from the catalog's example.

    Args:
        event: The event's name.
        **fields: Values that replace the example's, by attribute name, such as `tenant_id`.

    Raises:
        UnknownEventError: The catalog has no such event.
        TypeError: The event has no such field.
        pydantic.ValidationError: A value is invalid.

    Example:
        example_payload("parcel.sent", tenant_id="acme")
    """
    from cgk_runtime.testing import make_example

    return make_example(CATALOG, EXAMPLES, event, fields)


@overload
def payload_strategy(event: Literal["parcel.sent"]) -> SearchStrategy[ParcelSentPayload]: ...
@overload
def payload_strategy(event: Literal["parcel.packed"]) -> SearchStrategy[ParcelPackedPayload]: ...
@overload
def payload_strategy(event: Literal["parcel.posted"]) -> SearchStrategy[ParcelPostedPayload]: ...
@overload
def payload_strategy(event: Literal["odd.names"]) -> SearchStrategy[OddNames]: ...
@overload
def payload_strategy(event: Literal["odd/empty"]) -> SearchStrategy[OddEmptyPayload]: ...
@overload
def payload_strategy(event: Literal["odd.formats"]) -> SearchStrategy[OddFormatsPayload]: ...
@overload
def payload_strategy(event: Literal["odd.open"]) -> SearchStrategy[OddOpenPayload]: ...
@overload
def payload_strategy(event: Literal["bill.paid"]) -> SearchStrategy[BillPaidPayload]: ...
@overload
def payload_strategy(event: Literal["bill.settled"]) -> SearchStrategy[BillSettledPayload]: ...
def payload_strategy(event: Any) -> Any:
    """Return the Hypothesis strategy for an event's payloads.

    Args:
        event: The event's name.

    Raises:
        UnknownEventError: The catalog has no such event.

    Example:
        @given(payload_strategy("parcel.sent"))
        def test_every_payload_is_handled(payload): ...
    """
    from cgk_runtime.testing import payload_strategy as strategy_of

    return strategy_of(CATALOG, event)
