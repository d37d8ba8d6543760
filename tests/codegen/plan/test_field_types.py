"""Types of fields: datamodel-code-generator runs once per shape of type, not once per value in it."""

from __future__ import annotations

from typing import Any

import pytest
from cgk_codegen.plan.python.field_types import FieldSchema, FieldType, field_types, generate_types
from cgk_codegen.plan.python.nested import Placeholders


def field_schema(schema: dict[str, Any], *, required: bool = True) -> FieldSchema:
    return FieldSchema(schema, required, Placeholders({}))


def test_each_form_is_generated_once() -> None:
    generated: list[str] = []

    def counted(forms: list[str]) -> list[str]:
        generated.extend(forms)
        return generate_types(forms)

    short, long = (field_schema({"type": "string", "minLength": size}) for size in (1, 20))
    count = field_schema({"customTypePath": "cgk_runtime.payload.Integer", "minimum": 7_770_002})
    assert field_types([short, long, count], counted) == [
        FieldType("str", "Field(min_length=1)"),
        FieldType("str", "Field(min_length=20)"),
        FieldType("Integer", "Field(ge=7770002)"),
    ]
    assert generated == [short.form, count.form]


@pytest.mark.parametrize(
    "pattern", ["^a$", r"^\d+'\"$", "7770001", "cgk_codegen_pattern", "CgkCodegenPlaceholder0", "ä\t"]
)
def test_values_that_look_like_marks_are_values(pattern: str) -> None:
    (field_type,) = field_types(
        [field_schema({"type": "string", "maxLength": 7_770_000, "pattern": pattern})], generate_types
    )
    reported = eval(field_type.constraints, {"Field": dict})  # noqa: S307  what the compiler made of the line above
    assert reported == {"pattern": pattern, "max_length": 7_770_000}


@pytest.mark.parametrize("number", [0, -3, 0.5, 1e300, 2**53, -0.25])
def test_numbers_are_written_as_they_are(number: float) -> None:
    (field_type,) = field_types(
        [field_schema({"customTypePath": "cgk_runtime.payload.Number", "minimum": number})], generate_types
    )
    assert field_type == FieldType("Number", f"Field(ge={number!r})")
