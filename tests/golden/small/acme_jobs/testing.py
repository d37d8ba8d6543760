# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
# Each event has a name of its own: mypy need not compare all overloads with each other, as it does in a source tree.
# mypy: ignore-errors
# pyright: reportDeprecated=false
"""Payloads for tests: an example and a strategy of every event. The fixture `sent_jobs` needs no import.

Not imported by the package itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from acme_jobs._catalog import CATALOG
from acme_jobs._examples import EXAMPLES

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from acme_jobs.models.bills import BillPaidPayload, BillSettledPayload
    from acme_jobs.models.odds import OddEmptyPayload, OddNames
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
def example_payload(event: Literal["odd.empty"], **fields: Any) -> OddEmptyPayload: ...
@overload
def example_payload(event: Literal["bill.paid"], **fields: Any) -> BillPaidPayload: ...
@overload
def example_payload(event: Literal["bill.settled"], **fields: Any) -> BillSettledPayload: ...
def example_payload(event: Any, **fields: Any) -> Any:
    """Make a payload that is valid for an event: the catalog's example with these fields.

    Args:
        event: The event's name.
        **fields: By attribute name, such as `tenant_id`; they replace those of the example.

    Raises:
        UnknownEventError: The catalog has no such event.
        TypeError: The event has no such field.
        pydantic.ValidationError: A value is not valid.

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
def payload_strategy(event: Literal["odd.empty"]) -> SearchStrategy[OddEmptyPayload]: ...
@overload
def payload_strategy(event: Literal["bill.paid"]) -> SearchStrategy[BillPaidPayload]: ...
@overload
def payload_strategy(event: Literal["bill.settled"]) -> SearchStrategy[BillSettledPayload]: ...
def payload_strategy(event: Any) -> Any:
    """Give the hypothesis strategy of an event's payloads.

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
