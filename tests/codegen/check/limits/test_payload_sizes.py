"""Computed sizes of the largest payloads, compared with such payloads and with random ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.check.example_validation import ValueSource, report_payload_violations
from cgk_codegen.check.limits.payload_sizes import PayloadSizes, size_of_object
from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import load_documents
from cgk_codegen.resolve import Catalog, resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from limit_catalogs import catalog_text

Json = Any
"""A JSON value."""
LONGEST_TENANT = "acmeacme"
"""A tenant id of 8 characters, the most that the pattern of `catalog_text` allows."""


def catalog_with(folder: Path, field: Json, types: Json = None) -> Catalog:
    """Return a catalog with one event, which has a field `x` of this type."""
    event = {"payload": {"x": field}}
    other_keys = {} if types is None else {"types": types}
    file = folder / "events.yaml"
    text = catalog_text({"order.created": event}, **other_keys)
    file.write_text(text, encoding="utf-8")
    findings = Findings()
    catalog = resolve(load_documents(file, findings, {}).documents, findings)
    assert findings.items == []
    return catalog


def size_of(catalog: Catalog) -> int:
    """Return the computed size of the event's payload."""
    event = catalog.events["order.created"]
    sizes = PayloadSizes({name: named.schema for name, named in catalog.types.items()})
    return size_of_object({field.name: sizes.of(field.schema) for field in event.fields})


def bytes_of(value: Json) -> int:
    """Return the size of a payload whose field `x` has this value."""
    payload = {"tenantId": LONGEST_TENANT, "x": value}
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def is_valid(catalog: Catalog, value: Json) -> bool:
    event, findings = catalog.events["order.created"], Findings()
    payload = {"tenantId": LONGEST_TENANT, "x": value}
    report_payload_violations(catalog, event, payload, ValueSource("it", "CGK505", None, event.span), findings)
    return not findings.items


LINE = {"Line": {"fields": {"sku": {"type": "string", "maxLength": 4}, "count": {"type": "integer", "maximum": 99}}}}


@pytest.mark.parametrize(
    ("field", "largest"),
    [
        ({"type": "string", "maxLength": 3}, "\x01\x02\x03"),
        ({"type": "string", "maxLength": 3, "pattern": "^[a-z]*$"}, "abc"),
        ({"type": "string", "pattern": "^[é-ü]{2}$"}, "üü"),
        ("boolean", False),
        ({"type": "integer", "minimum": -100, "maximum": 999}, -100),
        ({"type": "integer", "exclusiveMaximum": 100, "minimum": 0}, 99),
        ("integer", -(2**53 - 1)),
        (["slow", "éé", 'a"'], "slow"),
        ({"type": "string | null", "maxLength": 1}, "\x01"),
        ({"anyOf": ["boolean", {"type": "integer", "minimum": 0, "maximum": 9}]}, False),
        ({"items": {"type": "integer", "minimum": 0, "maximum": 9}, "maxItems": 3}, [1, 2, 3]),
        ({"items": "string", "maxItems": 0}, []),
        ({"fields": {"a": "boolean", "b": "boolean?"}}, {"a": False, "b": False}),
        ({"items": "Line", "maxItems": 2}, [{"sku": "\x01" * 4, "count": -(2**53 - 1)}] * 2),
        ("date-time", "2026-01-02T03:04:05.123456+01:00"),
    ],
)
def test_largest_payload_has_the_computed_size(field: Json, largest: Json, tmp_path: Path) -> None:
    catalog = catalog_with(tmp_path, field, LINE)
    assert is_valid(catalog, largest)
    assert size_of(catalog) == bytes_of(largest)


@pytest.mark.parametrize(
    ("field", "counted_as"),
    [
        ("string", ""),
        ({"type": "string", "minLength": 5}, "aaaaa"),
        ({"type": "string", "pattern": "[a-z]"}, ""),
        ("boolean[]", []),
        ({"items": "boolean", "minItems": 2}, [False] * 2),
        ({"items": "string", "maxItems": 3}, [""] * 3),
        ("any", None),
        ("object", {}),
    ],
)
def test_unbounded_field_counts_at_its_shortest(field: Json, counted_as: Json, tmp_path: Path) -> None:
    assert size_of(catalog_with(tmp_path, field)) == bytes_of(counted_as)


def test_recursive_type_is_measured(tmp_path: Path) -> None:
    """Such a type is an error, but sizes are computed together with the other checks."""
    node = {"Node": {"fields": {"name": {"type": "string", "maxLength": 2}, "inner": "Node[]?"}}}
    assert size_of(catalog_with(tmp_path, "Node", node)) == bytes_of({"name": "\x01\x02", "inner": []})


@dataclass(frozen=True)
class Typed:
    """A field's type as written in a catalog, and a strategy that generates its values."""

    field: Json
    values: SearchStrategy[Json]


def scalars() -> SearchStrategy[Typed]:
    sizes = st.integers(0, 12)
    return st.one_of(
        sizes.map(lambda limit: Typed({"type": "string", "maxLength": limit}, st.text(max_size=limit))),
        st.tuples(st.integers(-(10**6), 0), st.integers(0, 10**12)).map(
            lambda ends: Typed({"type": "integer", "minimum": ends[0], "maximum": ends[1]}, st.integers(*ends))
        ),
        st.just(Typed("boolean", st.booleans())),
        st.just(Typed("number", st.floats(allow_nan=False, allow_infinity=False))),
        st.just(Typed(["é", "plain", 'qu"ote'], st.sampled_from(["é", "plain", 'qu"ote']))),
    )


def composed(inner: SearchStrategy[Typed]) -> SearchStrategy[Typed]:
    lists = st.tuples(inner, st.integers(0, 4)).map(
        lambda drawn: Typed(
            {"items": drawn[0].field, "maxItems": drawn[1]}, st.lists(drawn[0].values, max_size=drawn[1])
        )
    )
    objects = st.dictionaries(st.sampled_from(["a", "bé", "long"]), inner, min_size=1).map(
        lambda fields: Typed(
            {"fields": {name: typed.field for name, typed in fields.items()}},
            st.fixed_dictionaries({name: typed.values for name, typed in fields.items()}),
        )
    )
    unions = st.tuples(inner, inner).map(
        lambda pair: Typed({"anyOf": [pair[0].field, pair[1].field]}, pair[0].values | pair[1].values)
    )
    return lists | objects | unions


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sizes")


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(st.recursive(scalars(), composed, max_leaves=8), st.data())
def test_no_payload_exceeds_its_computed_size(folder: Path, typed: Typed, data: st.DataObject) -> None:
    size = size_of(catalog_with(folder, typed.field))
    value = data.draw(typed.values)
    assert bytes_of(value) <= size
