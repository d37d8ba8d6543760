"""Fields' types: datamodel-code-generator is asked once for each form, whatever the values in it are."""

from __future__ import annotations

from typing import Any

import pytest
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.plan.python import field_types as module
from cgk_codegen.plan.python.field_types import FieldSchema, FieldType, field_types
from cgk_codegen.plan.python.nested import Placeholders


def asked(schema: dict[str, Any], *, required: bool = True) -> FieldSchema:
    return FieldSchema(schema, required, Placeholders(lambda _name: None))


def test_fields_of_one_form_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    generate = module.generate_types

    def counted(forms: list[tuple[dict[str, Any], bool]]) -> list[str]:
        calls.append(len(forms))
        return generate(forms)

    monkeypatch.setattr(module, "generate_types", counted)
    pieces = Pieces()
    short, long = (asked({"type": "string", "minLength": size}) for size in (1, 20))
    count = asked({"customTypePath": "cgk_runtime.payload.Integer", "minimum": 7_770_002})
    assert field_types([short, long, count], pieces) == [
        FieldType("str", "Field(min_length=1)"),
        FieldType("str", "Field(min_length=20)"),
        FieldType("Integer", "Field(ge=7770002)"),
    ]
    field_types([asked({"type": "string", "minLength": 3})], pieces)
    assert calls == [2, 0]


@pytest.mark.parametrize(
    "pattern", ["^a$", r"^\d+'\"$", "7770001", "cgk_codegen_pattern", "CgkCodegenPlaceholder0", "ä\t"]
)
def test_values_that_look_like_marks_are_values(pattern: str) -> None:
    (made,) = field_types([asked({"type": "string", "maxLength": 7_770_000, "pattern": pattern})], Pieces())
    said = eval(made.constraints, {"Field": dict})  # noqa: S307  what the compiler made of the line above
    assert said == {"pattern": pattern, "max_length": 7_770_000}


@pytest.mark.parametrize("number", [0, -3, 0.5, 1e300, 2**53, -0.25])
def test_numbers_are_written_as_they_are(number: float) -> None:
    (made,) = field_types([asked({"customTypePath": "cgk_runtime.payload.Number", "minimum": number})], Pieces())
    assert made == FieldType("Number", f"Field(ge={number!r})")
