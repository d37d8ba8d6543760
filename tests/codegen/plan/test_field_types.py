"""Field types: of schemas that differ only in their constraints' values, datamodel-code-generator receives one."""

from __future__ import annotations

from typing import Any

import pytest
from cgk_codegen.plan.python.field_types import FieldSchema, FieldType, field_types, generate_types
from cgk_codegen.plan.python.placeholders import Placeholders

LIKE_A_SENTINEL = 7_770_001
"""The sentinel of `minLength` in `field_types.py`, as the value of other constraints."""


def field_schema(schema: dict[str, Any], *, required: bool = True) -> FieldSchema:
    return FieldSchema(schema, required, Placeholders({}))


def test_each_normalized_schema_is_generated_once() -> None:
    generated: list[str] = []

    def record_and_generate(schemas: list[str]) -> list[str]:
        generated.extend(schemas)
        return generate_types(schemas)

    short, long = (field_schema({"type": "string", "minLength": size}) for size in (1, 20))
    count = field_schema({"customTypePath": "cgk_runtime.payload.Integer", "minimum": LIKE_A_SENTINEL})
    assert field_types([short, long, count], record_and_generate) == [
        FieldType("str", "Field(min_length=1)"),
        FieldType("str", "Field(min_length=20)"),
        FieldType("Integer", f"Field(ge={LIKE_A_SENTINEL})"),
    ]
    assert generated == [short.normalized, count.normalized]


@pytest.mark.parametrize(
    "pattern", ["^a$", r"^\d+'\"$", str(LIKE_A_SENTINEL), "cgk_codegen_pattern", "CgkCodegenPlaceholder0", "ä\t"]
)
def test_value_that_looks_like_a_sentinel_stays(pattern: str) -> None:
    schema = field_schema({"type": "string", "maxLength": LIKE_A_SENTINEL, "pattern": pattern})
    (field_type,) = field_types([schema], generate_types)
    constraints = eval(field_type.constraints, {"Field": dict})  # noqa: S307  a call of `Field` by the generator
    assert constraints == {"pattern": pattern, "max_length": LIKE_A_SENTINEL}


@pytest.mark.parametrize("number", [0, -3, 0.5, 1e300, 2**53, -0.25])
def test_numbers_are_written_as_they_are(number: float) -> None:
    (field_type,) = field_types(
        [field_schema({"customTypePath": "cgk_runtime.payload.Number", "minimum": number})], generate_types
    )
    assert field_type == FieldType("Number", f"Field(ge={number!r})")
