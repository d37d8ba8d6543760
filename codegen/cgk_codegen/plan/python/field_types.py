"""The types of the models' fields, made by datamodel-code-generator, once for each form that a schema can have.

It takes 3 ms for a field, and most fields of a catalog are alike: so the values of constraints are taken out of a
schema, what is left is its form, and each form is asked for once. Numbers and patterns stand in a form as marks, which
give way to the values afterwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cgk_codegen.json_schema import CONSTRAINTS
from cgk_codegen.plan.python.nested import PLACEHOLDER, Placeholders
from cgk_codegen.plan.templates import python_literal

_TEMPLATES: Final = Path(__file__).parent / "templates" / "models"
_LINE: Final = re.compile(r"^    f([0-9]+): (.*)  # constraints:(?: (.+))?$", re.MULTILINE)
_NUMBER: Final = 7_770_000
"""Marks of numbers count from here."""
_PATTERN: Final = "cgk_codegen_pattern"
_MARK: Final = re.compile(
    rf"\b777(?P<number>[0-9]{{4}})(?:\.0)?\b|r?(?P<quote>['\"]){_PATTERN}(?P=quote)|{PLACEHOLDER}(?P<type>[0-9]+)\b"
)


@dataclass(frozen=True, slots=True)
class FieldSchema:
    """A field as datamodel-code-generator is asked for it.

    Attributes:
        schema: The schema, with placeholders for what is written out here.
        required: Whether the field must be there.
        placeholders: The types that stand where the schema has placeholders.
    """

    schema: Mapping[str, Any]
    required: bool
    placeholders: Placeholders

    @property
    def form(self) -> str:
        """The field's form, as JSON."""
        return json.dumps([_marked(self.schema), self.required])

    def with_values(self, text: str) -> str:
        """Put this field's values and types into a text of its form, in one go: they may look like marks."""
        return _MARK.sub(self._value, text)

    def _value(self, mark: re.Match[str]) -> str:
        if mark["type"]:
            return self.placeholders.texts[int(mark["type"])]
        return python_literal(self.schema[CONSTRAINTS[int(mark["number"])] if mark["number"] else "pattern"])


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field's type as Python writes it.

    Attributes:
        text: The type: `str`.
        constraints: What is asked of its values, empty where nothing is: `Field(min_length=1)`.
    """

    text: str
    constraints: str


TypeGenerator = Callable[[list[str]], list[str]]
"""Generates a type for each form: its text and its constraints, in two lines."""


def field_types(fields: Iterable[FieldSchema], generate: TypeGenerator) -> list[FieldType]:
    """Return every field's type.

    Args:
        fields: The fields.
        generate: Generates the types of forms; called once, with each form once.
    """
    listed = list(fields)
    forms = [field.form for field in listed]
    distinct = list(dict.fromkeys(forms))
    types = dict(zip(distinct, generate(distinct), strict=True))
    return [
        FieldType(*map(field.with_values, types[form].split("\n"))) for field, form in zip(listed, forms, strict=True)
    ]


def _marked(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Put marks where a schema has values; those of schemas inside it are placeholders already."""
    marks = {key: _PATTERN if key == "pattern" else _NUMBER + at for at, key in enumerate(CONSTRAINTS)}
    return {key: marks.get(key, value) for key, value in schema.items()}


def generate_types(forms: list[str]) -> list[str]:
    """Run datamodel-code-generator on a model with a field for every form; our template writes each in one line."""
    if not forms:
        return []
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import PythonVersion
    from datamodel_code_generator.parser import LiteralType

    parsed: list[tuple[dict[str, Any], bool]] = [json.loads(form) for form in forms]
    model = {
        "title": "Forms",
        "type": "object",
        "properties": {f"f{at}": schema for at, (schema, _required) in enumerate(parsed)},
        "required": [f"f{at}" for at, (_schema, required) in enumerate(parsed) if required],
        "additionalProperties": False,
    }
    code = generate(
        json.dumps({"$defs": {"Forms": model}}),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        schema_version="2020-12",
        custom_template_dir=_TEMPLATES,
        no_alias=True,
        use_annotated=True,
        field_constraints=True,
        enum_field_as_literal=LiteralType.All,
        strict_nullable=True,
        use_title_as_name=True,
        skip_root_model=True,
        keep_model_order=True,
        use_standard_collections=True,
        use_union_operator=True,
        disable_timestamp=True,
        formatters=[],
    )
    if not isinstance(code, str):
        raise TypeError(f"datamodel-code-generator made {type(code).__name__} of one module, not text")
    made = {int(at): f"{text}\n{constraints}" for at, text, constraints in _LINE.findall(code)}
    return [made[at] for at in range(len(forms))]
