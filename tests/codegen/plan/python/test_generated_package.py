"""The small catalog's package in use: names, JSON on the wire, validation."""

from __future__ import annotations

import copy
import json
import pickle
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from cgk_runtime.errors import InvalidPayloadError, JobsError
from cgk_runtime.payload import PayloadModel
from cgk_runtime.validation.core_schemas import DATE_TIME_PATTERN
from cgk_runtime.validation.payloads import serialize_payload
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
PACKED: dict[str, Any] = {
    "tenantId": "acme",
    "items": [{"sku": "AB1", "count": 2}],
    "size": {"width": 1, "height": 5},
}


def test_attributes_differ_from_wire_names(acme_jobs: ModuleType) -> None:
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


def test_none_in_optional_field_is_left_out(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.from_wire(json.dumps(PARCEL))
    assert json.loads(parcel.to_wire()) == PARCEL
    assert parcel.labels is None
    changed = parcel.model_copy(update={"labels": None, "level": None})
    assert json.loads(changed.to_wire()) == PARCEL


def test_whole_number_stays_whole(acme_jobs: ModuleType) -> None:
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
def test_wrong_document_is_refused_at_its_field(acme_jobs: ModuleType, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        acme_jobs.ParcelSentPayload.from_wire(json.dumps({**PARCEL, **change}))
    assert {error["loc"][0] for error in refused.value.errors()} == {field}


@pytest.mark.parametrize(
    ("event", "change", "reported"),
    [
        ("parcel.sent", {"sentAt": datetime(2026, 1, 2)}, "sentAt: should be a datetime with a time zone, or text as "),  # noqa: DTZ001
        ("parcel.sent", {"sentAt": "2026-01-02T03:04:60Z"}, "RFC 3339, such as 2026-01-02T03:04:05Z"),
        ("parcel.sent", {"sentAt": 1767225600}, "sentAt: should be a datetime with a time zone, or text as in RFC 33"),
        ("parcel.sent", {"pieces": 1.5}, "pieces: should be a whole number within ±(2^53 - 1)"),
        ("parcel.sent", {"pieces": True}, "pieces: should be a whole number within ±(2^53 - 1)"),
        ("parcel.sent", {"weight": float("nan")}, "weight: should be a finite number"),
        ("parcel.sent", {"weight": None}, "weight: should be a valid number"),
        ("parcel.sent", {"weight": 10**400}, "weight: is an integer beyond 2^53 - 1"),
        ("parcel.sent", {"to": {"street": "x", "levl": "upper"}}, "to.levl: is not a field of this event"),
        ("parcel.packed", {"prices": {1: 2}}, "prices[1]: has a key that should be a valid string"),
    ],
)
def test_error_describes_the_expected_value(
    acme_jobs: ModuleType, event: str, change: dict[str, Any], reported: str
) -> None:
    valid = PARCEL if event == "parcel.sent" else PACKED
    with pytest.raises(InvalidPayloadError) as refused:
        serialize_payload(acme_jobs.CATALOG, event, {**valid, **change})
    assert reported in str(refused.value)
    assert str(refused.value).count("\n") == 1, "one line for the one mistake"


def test_error_locates_unserializable_values(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.model_construct(tenant_id="acme", parcel_id=object(), note="\ud800")
    with pytest.raises(InvalidPayloadError) as refused:
        serialize_payload(acme_jobs.CATALOG, "parcel.sent", parcel)
    assert str(refused.value).splitlines()[1:] == [
        "  parcelId: is of type object, which JSON cannot represent",
        "  note: has a lone surrogate, which JSON cannot represent",
    ]


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (
            datetime(2026, 1, 2, 3, 4, 5, 6, timezone(timedelta(hours=5, minutes=30))),
            "2026-01-02T03:04:05.000006+05:30",
        ),
        (datetime(1890, 1, 2, tzinfo=timezone(timedelta(minutes=53, seconds=28))), "1890-01-01T23:06:32Z"),
        (datetime(1890, 1, 2, tzinfo=timezone(-timedelta(minutes=53, seconds=28))), "1890-01-02T00:53:28Z"),
        ("2026-01-02T03:04:05.5-08:00", "2026-01-02T03:04:05.500000-08:00"),
    ],
)
def test_date_time_is_sent_as_its_instant(acme_jobs: ModuleType, value: datetime | str, sent: str) -> None:
    """RFC 3339 knows offsets of whole minutes only; old dates in `zoneinfo` have others."""
    fields = {**PARCEL, "sentAt": value}
    assert json.loads(serialize_payload(acme_jobs.CATALOG, "parcel.sent", fields)[1])["sentAt"] == sent
    assert json.loads(acme_jobs.ParcelSentPayload.from_fields(fields).to_wire())["sentAt"] == sent


def test_date_time_before_the_year_1_is_refused(acme_jobs: ModuleType) -> None:
    # In UTC, this instant is in the year 0.
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(seconds=1)))
    with pytest.raises(InvalidPayloadError, match="sentAt: should be"):
        serialize_payload(acme_jobs.CATALOG, "parcel.sent", {**PARCEL, "sentAt": early})


def test_payload_can_be_copied_and_pickled(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.from_fields({**PARCEL, "labels": ["a"]})
    for same in (pickle.loads(pickle.dumps(parcel)), copy.copy(parcel), copy.deepcopy(parcel)):  # noqa: S301
        assert same == parcel
        assert same.to_wire() == parcel.to_wire()
    assert parcel != acme_jobs.ParcelSentPayload.from_fields(PARCEL)
    with pytest.raises(ValidationError, match="frozen"):
        parcel.parcel_id = "p2"


def test_error_names_the_module_of_another_model(acme_jobs: ModuleType) -> None:
    class ParcelSentPayload(PayloadModel, frozen=True):
        tenant_id: str

    with pytest.raises(InvalidPayloadError) as refused:
        serialize_payload(acme_jobs.CATALOG, "parcel.sent", ParcelSentPayload(tenant_id="acme"))
    assert str(refused.value).endswith(
        "payload: is of type ParcelSentPayload, but the event requires a dict or ParcelSentPayload "
        f"of acme_jobs.models.parcels, not of {__name__}"
    )


def test_model_copy_accepts_both_field_names(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.from_fields(PARCEL)
    for name in ("parcel_id", "parcelId"):
        assert json.loads(parcel.model_copy(update={name: "p2"}).to_wire()) == {**PARCEL, "parcelId": "p2"}
    with pytest.raises(ValueError, match=r'ParcelSentPayload has no field "parcel"; it has tenant_id, parcel_id, '):
        parcel.model_copy(update={"parcel": "p2"})
    with pytest.raises(InvalidPayloadError, match="weight: should be a valid number"):
        serialize_payload(acme_jobs.CATALOG, "parcel.sent", parcel.model_copy(update={"weight": "2"}))


def test_unknown_fields_can_be_ignored_on_arrival(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.from_wire(json.dumps({**PARCEL, "newer": 1}), ignore_unknown=True)
    assert json.loads(parcel.to_wire()) == PARCEL


@pytest.mark.parametrize("unknown", ["unknown", "tenantID", "parcel"])
def test_unknown_field_is_refused_by_the_model(acme_jobs: ModuleType, unknown: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        acme_jobs.ParcelSentPayload(**PARCEL, **{unknown: 1})
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        acme_jobs.ParcelSentPayload.from_fields({**PARCEL, unknown: 1})
    with pytest.raises(InvalidPayloadError, match=rf"{unknown}: is not a field of this event"):
        serialize_payload(acme_jobs.CATALOG, "parcel.sent", {**PARCEL, unknown: 1})
    with pytest.raises(InvalidPayloadError, match=rf"to\.{unknown}: is not a field of this event"):
        serialize_payload(acme_jobs.CATALOG, "parcel.sent", {**PARCEL, "to": {"street": "x", unknown: 1}})


def is_nullable(schema: dict[str, Any]) -> bool:
    return "null" in schema.get("type", []) or {"type": "null"} in schema.get("anyOf", []) or schema == {}


def test_only_nullable_fields_are_sent_as_null(acme_jobs: ModuleType, small_output: Path) -> None:
    """None is sent for a nullable field, refused for a required one, and left out for any other."""
    for event, payload in {"parcel.sent": PARCEL, "parcel.packed": PACKED}.items():
        document = json.loads((small_output / "schema" / "events" / f"{event}.json").read_text(encoding="utf-8"))
        model = acme_jobs.CATALOG.payload_model(event)
        assert {is_nullable(schema) for schema in document["properties"].values()} == {True, False}
        for field, schema in document["properties"].items():
            instance = model.from_fields(payload)
            for argument in ({**payload, field: None}, instance.model_copy(update={field: None})):
                if is_nullable(schema):
                    assert json.loads(serialize_payload(acme_jobs.CATALOG, event, argument)[1])[field] is None
                elif field in document["required"]:
                    with pytest.raises(JobsError):
                        serialize_payload(acme_jobs.CATALOG, event, argument)
                else:
                    assert field not in json.loads(serialize_payload(acme_jobs.CATALOG, event, argument)[1])
            if not is_nullable(schema):
                with pytest.raises(ValidationError):
                    model.from_wire(json.dumps({**payload, field: None}))


def functions_in(schema: object) -> set[str]:
    """Return the types of function schemas in a core schema, which call Python functions during validation."""
    if isinstance(schema, dict):
        parts = cast("dict[str, object]", schema)
        type_name = str(parts.get("type"))
        own = {type_name} if type_name.startswith("function") else set[str]()
        return own.union(*(functions_in(part) for key, part in parts.items() if key != "serialization"))
    if isinstance(schema, list | tuple):
        return set[str]().union(*(functions_in(part) for part in cast("list[object]", schema)))
    return set()


def fields_in(core: object) -> dict[str, object]:
    """Return the fields of a model from its core schema."""
    parts = cast("dict[str, object]", core)
    return cast("dict[str, object]", parts["fields"]) if "fields" in parts else fields_in(parts["schema"])


def test_pydantic_core_validates_most_fields(acme_jobs: ModuleType) -> None:
    acme_jobs.ParcelSentPayload.model_rebuild()
    fields = fields_in(acme_jobs.ParcelSentPayload.__pydantic_core_schema__)
    with_functions = {name for name, field in fields.items() if functions_in(field)}
    # Functions validate date-times, the bounds of numbers, and NaN in JSON; pydantic-core validates all other fields.
    assert with_functions <= {"sent_at", "pieces", "weight", "extra", "meta"}
    assert with_functions, "`functions_in` finds no function"


def test_null_is_refused_on_arrival(acme_jobs: ModuleType) -> None:
    for name in ("express", "level", "recipient", "labels", "meta"):
        alias = acme_jobs.ParcelSentPayload.model_fields[name].alias or name
        with pytest.raises(ValidationError):
            acme_jobs.ParcelSentPayload.from_wire(json.dumps({**PARCEL, alias: None}))


def test_all_outputs_share_the_date_time_pattern(small_output: Path) -> None:
    """The pattern is emitted once per date-time field, and all outputs use the same one."""
    pattern = json.dumps(DATE_TIME_PATTERN)[1:-1]
    documents = {
        path.relative_to(small_output).as_posix(): path.read_text("utf-8") for path in small_output.rglob("*.js*")
    }
    with_date_times = {path for path, text in documents.items() if "date-time" in text}
    needed = {
        "asyncapi.json",
        "schema/bundle.json",
        "schema/events/parcel.sent.json",
        "schema/events/parcel.packed.json",
        "schema/results/parcel.sent.json",
        "typescript/schemas.js",
    }
    assert needed <= with_date_times
    for path in needed:
        assert documents[path].count('date-time"') == documents[path].count(pattern) > 0, path


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
    attributes = (odd.user_id, odd.url_path, odd.field_2fa, odd.copy_, odd.class_, odd.model_config_, odd.from_)
    assert attributes == ("u", "p", "f", "c", "k", "m", "x")
    assert json.loads(odd.to_wire()) == {**wire, "from": "x"}


def test_personal_data_is_not_shown(acme_jobs: ModuleType) -> None:
    parcel = acme_jobs.ParcelSentPayload.from_fields({**PARCEL, "recipient": "Ada"})
    assert "Ada" not in repr(parcel)
    assert "Ada" not in str(parcel)
    assert parcel.recipient == "Ada"
    with pytest.raises(ValidationError, match="frozen") as refused:
        parcel.recipient = "Grace"
    assert "Grace" not in str(refused.value)
    with pytest.raises(ValidationError) as refused:
        acme_jobs.ParcelSentPayload.from_fields({**PARCEL, "recipient": {"Grace": 1}})
    assert "Grace" not in str(refused.value)


def test_catalog_is_available_as_data(acme_jobs: ModuleType) -> None:
    assert acme_jobs.TOTAL_EVENT_COUNT == 9
    assert acme_jobs.EVENT_CATEGORIES == {
        "parcels": ("parcel.sent", "parcel.packed", "parcel.posted"),
        "odds": ("odd.names", "odd/empty", "odd.formats", "odd.open"),
        "unused": (),
        "bills": ("bill.paid", "bill.settled"),
    }
    assert acme_jobs.SCHEDULES["parcel.nightly"].cron == "0 2 * * *"
    assert acme_jobs.SCHEDULES["parcel.nightly"].timezone == "Europe/Berlin"
    assert acme_jobs.SCHEDULES["parcel.nightly"].event == "odd/empty"
    assert acme_jobs.SCHEDULES["parcel.weekly"].event is None
    assert acme_jobs.SCHEDULES["bill.remind"].payload == {"total": {"amount": 0, "currency": "EUR"}}
    retry = acme_jobs.CATALOG.event("parcel.sent").retry
    assert (retry.max_attempts, retry.factor, retry.min_timeout_ms, retry.max_timeout_ms) == (2, 1.5, 10, 100)
    assert acme_jobs.CATALOG.event("odd/empty").retry.max_attempts == 5
    assert acme_jobs.CATALOG.event("bill.paid").retry.max_attempts == 1
    assert acme_jobs.CATALOG.event("bill.done").name == acme_jobs.CATALOG.event("bill.closed").name == "bill.settled"
    assert acme_jobs.CATALOG.event("bill.settled").arrival == {"method": "transfer"}
    assert acme_jobs.CATALOG.providers == ("trigger.dev", "inngest")


def test_example_of_schedules_is_correct(acme_jobs: ModuleType, small_output: Path) -> None:
    text = (small_output / "acme_jobs" / "schedules.py").read_text(encoding="utf-8")
    ((expression, result),) = re.findall(r">>> (.+)\n +(.+)\n", text)
    assert repr(eval(expression, {"SCHEDULES": acme_jobs.SCHEDULES})) == result  # noqa: S307  the docstring's line


def test_owner_comes_from_file_or_category(acme_jobs: ModuleType) -> None:
    owners = {name: event.owner for name, event in acme_jobs.CATALOG.events.items()}
    assert owners == {
        "parcel.sent": "logistics",
        "parcel.packed": "packing",
        "parcel.posted": "logistics",
        "odd.names": None,
        "odd/empty": None,
        "odd.formats": None,
        "odd.open": None,
        "bill.paid": "finance",
        "bill.settled": "finance",
    }


def test_deprecated_item_names_its_replacement(acme_jobs: ModuleType) -> None:
    posted = acme_jobs.CATALOG.event("parcel.posted")
    assert posted.deprecated == "use parcel.sent instead; removed in version 2"
    assert "Deprecated: use parcel.sent instead" in acme_jobs.ParcelPostedPayload.__doc__


def test_result_is_an_own_or_shared_type(acme_jobs: ModuleType) -> None:
    packed = acme_jobs.CATALOG.result_model("parcel.packed")
    assert packed is acme_jobs.ParcelPackedResult
    result = packed.from_wire(b'{"packedBy": "Ada", "boxes": [1, 2]}')
    assert result.boxes == [1, 2]
    assert "Ada" not in repr(result)
    assert acme_jobs.CATALOG.result_model("parcel.sent") is acme_jobs.Receipt
    assert acme_jobs.ParcelSentResult is acme_jobs.Receipt


def test_nested_object_is_a_named_type(acme_jobs: ModuleType) -> None:
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
