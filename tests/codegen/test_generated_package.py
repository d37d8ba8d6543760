"""The small catalog's package in use: names, wire form, verdicts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError

PARCEL: dict[str, Any] = {
    "tenantId": "acme",
    "parcelId": "p1",
    "weight": 2,
    "to": {"street": "Main Street 1"},
    "returnTo": None,
    "speed": "fast",
    "note": None,
}


def test_attributes_are_snake_case_and_the_wire_is_camel_case(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload(
        tenant_id="acme",
        parcel_id="p1",
        weight=2,
        to=acme_jobs.Address(street="Main Street 1"),
        return_to=None,
        speed="fast",
        note=None,
        sent_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )
    assert json.loads(parcel.to_wire()) == {**PARCEL, "sentAt": "2026-01-02T03:04:05Z"}


def test_what_was_absent_stays_absent_and_none_means_absent(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.from_wire(json.dumps(PARCEL))
    assert json.loads(parcel.to_wire()) == PARCEL
    assert parcel.labels is None
    again = parcel.model_copy(update={"labels": None, "level": None})
    assert json.loads(again.to_wire()) == PARCEL


def test_a_whole_number_stays_whole(acme_jobs: ModuleType) -> None:
    assert b'"weight":2,' in acme_jobs.ParcelSentPayload.from_fields(PARCEL).to_wire()
    assert b'"weight":2.5,' in acme_jobs.ParcelSentPayload.from_fields({**PARCEL, "weight": 2.5}).to_wire()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tenantId": "UPPER"}, "tenantId"),
        ({"tenantId": None}, "tenantId"),
        ({"weight": -1}, "weight"),
        ({"weight": "2"}, "weight"),
        ({"weight": True}, "weight"),
        ({"pieces": 1.5}, "pieces"),
        ({"pieces": 100}, "pieces"),
        ({"sentAt": "2026-01-02"}, "sentAt"),
        ({"sentAt": "1767225600"}, "sentAt"),
        ({"sentAt": "2026-01-02T03:04:05"}, "sentAt"),
        ({"sentAt": "2026-02-30T03:04:05Z"}, "sentAt"),
        ({"express": "yes"}, "express"),
        ({"to": {"street": "x", "town": "y"}}, "to"),
        ({"to": {}}, "to"),
        ({"speed": "medium"}, "speed"),
        ({"recipient": ""}, "recipient"),
        ({"labels": ["a", 1]}, "labels"),
        ({"meta": []}, "meta"),
        ({"unknown": 1}, "unknown"),
        ({"parcel_id": "p1"}, "parcel_id"),
        ({"labels": None}, "labels"),
        ({"level": None}, "level"),
    ],
)
def test_a_wrong_document_is_refused_at_its_field(acme_jobs: ModuleType, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        acme_jobs.ParcelSentPayload.from_wire(json.dumps({**PARCEL, **change}))
    assert {error["loc"][0] for error in refused.value.errors()} == {field}


def test_unknown_fields_can_be_ignored_on_arrival(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.from_wire(json.dumps({**PARCEL, "newer": 1}), ignore_unknown=True)
    assert json.loads(parcel.to_wire()) == PARCEL


def test_awkward_names_work_in_both_directions(acme_jobs: ModuleType) -> None:
    wire = {
        "tenantId": "acme",
        "userID": "u",
        "URLPath": "p",
        "2fa": "f",
        "copy": "c",
        "class": "k",
        "model_config": "m",
    }
    odd = acme_jobs.OddNames.from_wire(json.dumps({**wire, "from": "x"}))
    assert (odd.user_id, odd.url_path, odd.field_2fa, odd.copy_, odd.class_, odd.model_config_, odd.from_) == tuple(
        "upfckmx"
    )
    assert json.loads(odd.to_wire()) == {**wire, "from": "x"}


def test_personal_data_is_not_shown(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.from_fields({**PARCEL, "recipient": "Ada"})
    assert "Ada" not in repr(parcel)
    assert parcel.recipient == "Ada"


def test_the_catalog_is_data_too(acme_jobs: ModuleType) -> None:
    assert acme_jobs.TOTAL_EVENT_COUNT == 7
    assert acme_jobs.EVENT_CATEGORIES == {
        "parcels": ("parcel.sent", "parcel.packed", "parcel.posted"),
        "odds": ("odd.names", "odd.empty"),
        "unused": (),
        "bills": ("bill.paid", "bill.settled"),
    }
    assert acme_jobs.SCHEDULES["parcel.nightly"].cron == "0 2 * * *"
    assert acme_jobs.SCHEDULES["parcel.nightly"].timezone == "Europe/Berlin"
    assert acme_jobs.SCHEDULES["parcel.nightly"].event == "odd.empty"
    assert acme_jobs.SCHEDULES["parcel.weekly"].event is None
    assert acme_jobs.SCHEDULES["bill.remind"].payload == {"total": {"amount": 0, "currency": "EUR"}}
    retry = acme_jobs.CATALOG.event("parcel.sent").retry
    assert (retry.max_attempts, retry.factor, retry.min_timeout_ms, retry.max_timeout_ms) == (2, 1.5, 10, 100)
    assert acme_jobs.CATALOG.event("odd.empty").retry.max_attempts == 5
    assert acme_jobs.CATALOG.event("bill.paid").retry.max_attempts == 1
    assert acme_jobs.CATALOG.event("bill.done").name == acme_jobs.CATALOG.event("bill.closed").name == "bill.settled"
    assert acme_jobs.CATALOG.event("bill.settled").arrival == {"method": "transfer"}
    assert acme_jobs.CATALOG.providers == ("trigger.dev", "inngest")


def test_who_answers_for_an_event_its_file_or_its_category(acme_jobs: ModuleType) -> None:
    owners = {name: event.owner for name, event in acme_jobs.CATALOG.events.items()}
    assert owners == {
        "parcel.sent": "logistics",
        "parcel.packed": "packing",
        "parcel.posted": "logistics",
        "odd.names": None,
        "odd.empty": None,
        "bill.paid": "finance",
        "bill.settled": "finance",
    }


def test_what_is_deprecated_names_what_stays(acme_jobs: ModuleType) -> None:
    posted = acme_jobs.CATALOG.event("parcel.posted")
    assert posted.deprecated == "use parcel.sent instead; goes with version 2"
    assert "Deprecated: use parcel.sent instead" in acme_jobs.ParcelPostedPayload.__doc__


def test_a_result_is_a_type_of_its_own_or_a_shared_one(acme_jobs: ModuleType) -> None:
    packed = acme_jobs.CATALOG.result_model("parcel.packed")
    assert packed is acme_jobs.ParcelPackedResult
    result = packed.from_wire(b'{"packedBy": "Ada", "boxes": [1, 2]}')
    assert result.boxes == [1, 2]
    assert "Ada" not in repr(result)
    assert acme_jobs.CATALOG.result_model("parcel.sent") is acme_jobs.Receipt
    assert acme_jobs.ParcelSentResult is acme_jobs.Receipt


def test_an_object_inside_a_payload_is_a_type_with_a_name(acme_jobs: ModuleType) -> None:
    packed = acme_jobs.ParcelPackedPayload(
        tenant_id="acme",
        items=[acme_jobs.ParcelPackedItemsItem(sku="AB1", count=2)],
        size=acme_jobs.ParcelSize(width=1, height=5),
        target=acme_jobs.Receipt(accepted=True),
    )
    assert json.loads(packed.to_wire()) == {
        "tenantId": "acme",
        "items": [{"sku": "AB1", "count": 2}],
        "size": {"width": 1, "height": 5},
        "target": {"accepted": True},
    }


def test_every_public_name_can_be_imported(acme_jobs: ModuleType) -> None:
    for name in acme_jobs.__all__:
        assert getattr(acme_jobs, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = acme_jobs.nothing
