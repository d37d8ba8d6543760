"""Open objects: unlisted fields are kept, and none of them can replace the tenant."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from cgk_runtime.catalog import Catalog, EventDefinition
from cgk_runtime.errors import InvalidPayloadError, MissingTenantError
from cgk_runtime.payload import OpenModel, PayloadModel
from cgk_runtime.validation.dict_validator import DictValidator
from cgk_runtime.validation.payloads import parse_received_payload, serialize_payload
from cgk_runtime.validation.redaction import redact
from pydantic import Field, ValidationError


class Place(PayloadModel, frozen=True):
    city: str


class Person(OpenModel, frozen=True):
    first_name: str
    email: Annotated[str | None, Field(repr=False)] = None
    home: Place | None = None


class Visit(OpenModel, frozen=True):
    tenant_id: str
    people: list[Person]
    places: dict[str, Place | Person]


CATALOG = Catalog(
    name="visits",
    version="1.0.0",
    package=__name__,
    tenant_pattern=".*",
    events={"visit.made": EventDefinition("visit.made", "visit-made", "visits", "Visit", __name__)},
    schedules={},
)
# Unlisted fields may have the names of Python attributes: first_name, model_dump, tenant_id.
PERSON = {"firstName": "Ada", "home": {"city": "London"}, "first_name": "x", "nick": None, "model_dump": [1]}
VISIT = {
    "tenantId": "acme",
    "people": [PERSON],
    "places": {"a": {"city": "Rome"}},
    "tenant_id": "other",
    "zz": {"a": [1]},  # not a field of Visit
}


def to_json(payload: object) -> bytes:
    return json.dumps(payload).encode()


def test_unlisted_fields_are_kept() -> None:
    payload, tenant, unknown = parse_received_payload(CATALOG, "visit.made", to_json(VISIT))
    assert (tenant, unknown) == ("acme", ())
    assert json.loads(payload.to_wire()) == VISIT
    assert json.loads(serialize_payload(CATALOG, "visit.made", payload)[1]) == VISIT
    assert json.loads(serialize_payload(CATALOG, "visit.made", VISIT)[1]) == VISIT
    changed = json.loads(payload.model_copy(update={"more": 1, "tenantId": "acme2"}).to_wire())
    assert changed == {**VISIT, "more": 1, "tenantId": "acme2"}


def test_only_closed_parts_lose_unknown_fields() -> None:
    newer = {**VISIT, "people": [{**PERSON, "home": {"city": "London", "zip": "N1"}}],
             "places": {"a": {"city": "Rome", "zip": "I"}}}  # fmt: skip
    payload, _, unknown = parse_received_payload(CATALOG, "visit.made", to_json(newer))
    assert unknown == ("people[0].home.zip", "places.a.zip")
    assert json.loads(payload.to_wire()) == VISIT


@pytest.mark.parametrize("number", [b"1e999", b"[-1e999]"])
def test_infinite_numbers_are_refused_on_arrival(number: bytes) -> None:
    for inner in (b"{}", b'{"city": "a", "zip": 1}'):  # the second one is parsed again without `zip`
        sent = b'{"tenantId": "a", "people": [], "places": {"a": %s}, "x": %s}' % (inner, number)
        with pytest.raises(ValidationError):
            Visit.from_wire(sent, ignore_unknown=True)


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), 2**60, b"x", {1: 2}])
def test_values_outside_json_are_refused_at_send(value: object) -> None:
    with pytest.raises(InvalidPayloadError, match="zz"):
        serialize_payload(CATALOG, "visit.made", {**VISIT, "zz": value})


def test_unlisted_tenant_id_is_not_the_tenant() -> None:
    without_tenant = {key: value for key, value in VISIT.items() if key != "tenantId"}
    with pytest.raises(MissingTenantError):
        parse_received_payload(CATALOG, "visit.made", to_json(without_tenant))
    with pytest.raises(MissingTenantError):
        serialize_payload(CATALOG, "visit.made", without_tenant)
    payload = Visit.from_fields(VISIT)
    assert payload.tenant_id == dict(payload)["tenant_id"] == "acme"


def test_repr_and_redaction_hide_sensitive_fields() -> None:
    person = Person.from_fields({**PERSON, "email": "ada@example.org", "nick": "ada"})
    assert repr(person) == "Person(first_name='Ada', home=Place(city='London'), nick='ada', model_dump=[1])"
    fields = {"email": "ada@example.org", "firstName": "Ada", "nick": "ada"}
    assert redact(fields, Person) == {"email": "***", "firstName": "Ada", "nick": "ada"}


def test_error_of_a_frozen_field_hides_its_value() -> None:
    payload: Any = Visit.from_fields(VISIT)
    with pytest.raises(ValidationError) as raised:
        payload.zz = "ada@example.org"
    assert "ada" not in str(raised.value)


def test_dict_validator_keeps_unlisted_fields() -> None:
    text = {"type": "string"}
    inner = {"type": "object", "properties": {"a": text}, "additionalProperties": True}
    schema = {"properties": {"tenantId": text, "inner": inner}, "required": ["tenantId"], "additionalProperties": True}
    validator = DictValidator(schema)
    fields = {"zz": [1, {"b": None}], "inner": {"b": 1.5, "a": "x"}, "tenantId": "a"}
    ordered = b'{"tenantId":"a","inner":{"a":"x","b":1.5},"zz":[1,{"b":null}]}'
    assert validator.write(fields) == ("a", ordered)
    assert validator.write({**fields, "zz": {1}}) is None  # not JSON
    assert validator.write({"zz": 1, "tenant_id": "a"}) is None  # no tenantId
