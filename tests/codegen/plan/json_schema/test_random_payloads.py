"""Random payloads: the model and the schema accept valid ones, and agree on mutated ones."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC
from importlib import import_module
from typing import Any

import pytest
from cgk_codegen.compiler import compile_catalog
from cgk_codegen.resolve import Overrides
from cgk_runtime.catalog import Catalog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from paths import CATALOGS
from pydantic import ValidationError

SMALL = CATALOGS / "small" / "events.yaml"
EVENTS = ("parcel.sent", "parcel.packed", "bill.paid", "odd.names", "odd.formats", "odd.open")
ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FEW_EXAMPLES = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

MAX_SAFE_INTEGER = 2**53 - 1


def payload_strategy(schema: Any, root: Any) -> st.SearchStrategy[Any]:  # noqa: C901  one case per type
    """Return a strategy of values that a schema of the compiler allows; `root` holds the types it refers to."""
    if "$ref" in schema:
        return payload_strategy(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        return st.one_of([payload_strategy(choice, root) for choice in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if isinstance(schema.get("type"), list):
        return st.one_of([payload_strategy({**schema, "type": type_name}, root) for type_name in schema["type"]])
    low = schema.get("minimum", schema.get("exclusiveMinimum", -MAX_SAFE_INTEGER))
    high = schema.get("maximum", schema.get("exclusiveMaximum", MAX_SAFE_INTEGER + 1) - 1)
    step = schema.get("multipleOf", 1)
    multiples = st.integers(low // step + 1, high // step).map(lambda count: count * step)
    min_length, max_length = schema.get("minLength", 0), schema.get("maxLength", 20)
    size = {"min_size": schema.get("minItems", 0), "max_size": schema.get("maxItems", 3)}
    match schema.get("type"):
        case "string" if "format" in schema:
            return st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat())
        case "string" if "pattern" in schema:
            pattern: re.Pattern[str] = re.compile(schema["pattern"], re.ASCII)
            texts = st.from_regex(pattern, fullmatch=True)
            return texts.filter(lambda text: not text.endswith("\n"))
        case "string":
            return st.text(st.characters(codec="utf-8"), min_size=min_length, max_size=max_length)
        case "integer":
            return multiples
        case "number":
            return (
                multiples
                if "multipleOf" in schema
                else multiples | multiples.map(lambda number: number - 0.5 if number > low else number)
            )
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "array":
            return st.lists(payload_strategy(schema["items"], root), **size)
        case "object" if "properties" in schema:
            fields = {name: payload_strategy(inner, root) for name, inner in schema["properties"].items()}
            required = set(schema.get("required", ()))
            listed = st.fixed_dictionaries(
                {name: fields[name] for name in fields if name in required},
                optional={name: fields[name] for name in fields if name not in required},
            )
            unlisted = st.dictionaries(st.text(max_size=4), ANY_JSON, max_size=2)
            both = st.tuples(unlisted, listed).map(lambda pair: {**pair[0], **pair[1]})
            return both if schema["additionalProperties"] else listed
        case "object":
            values = schema["additionalProperties"]
            return st.dictionaries(
                st.text(max_size=4), ANY_JSON if values is True else payload_strategy(values, root), max_size=3
            )
        case _:
            return ANY_JSON


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalog, dict[str, Any]]:
    """The small catalog, and a validator of the JSON Schema of each of `EVENTS`."""
    output = tmp_path_factory.mktemp("any")
    compile_catalog(SMALL, output, Overrides(package="acme_any"))
    sys.path.insert(0, str(output))
    try:
        catalog: Catalog = import_module("acme_any").CATALOG
    finally:
        sys.path.remove(str(output))
    validators: dict[str, Any] = {}
    for name in EVENTS:
        document = json.loads((output / "schema" / "events" / f"{name}.json").read_text(encoding="utf-8"))
        validators[name] = Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return catalog, validators


def model_accepts(catalog: Catalog, event: str, payload: Any) -> bool:
    try:
        catalog.payload_model(event).from_wire(json.dumps(payload))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("event", EVENTS)
def test_model_and_schema_accept_valid_payload(event: str, compiled: tuple[Catalog, dict[str, Any]]) -> None:
    catalog, validators = compiled

    @FEW_EXAMPLES
    @given(payload_strategy(validators[event].schema, validators[event].schema))
    def check(wire: Any) -> None:
        assert validators[event].is_valid(wire), list(validators[event].iter_errors(wire))
        assert model_accepts(catalog, event, wire)

    check()


@pytest.mark.parametrize("event", EVENTS)
def test_model_and_schema_agree_on_mutation(event: str, compiled: tuple[Catalog, dict[str, Any]]) -> None:
    catalog, validators = compiled
    refused = 0

    @FEW_EXAMPLES
    @given(payload_strategy(validators[event].schema, validators[event].schema), st.data())
    def check(wire: Any, data: st.DataObject) -> None:
        nonlocal refused
        wire = dict(wire)
        key = data.draw(st.sampled_from([*wire, "tenant_id", "unknown"]))
        if data.draw(st.booleans()) and key in wire:
            del wire[key]
        else:
            wire[key] = data.draw(ANY_JSON)
        is_valid = validators[event].is_valid(wire)
        refused += not is_valid
        assert model_accepts(catalog, event, wire) == is_valid, wire

    check()
    assert refused, "no mutation was invalid"
