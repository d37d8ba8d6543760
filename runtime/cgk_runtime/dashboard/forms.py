"""Fields of the send form, and the conversion of their values to a payload."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from cgk_runtime.catalog_pages import read_event_page, read_event_schema
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

InputKind = Literal["text", "number", "boolean", "choice", "json"]
_INPUT_KINDS: Final[Mapping[str, InputKind]] = {
    "string": "text", "number": "number", "integer": "number", "boolean": "boolean",
}  # fmt: skip


class FormError(JobsError):
    """The values of a form cannot be read as a payload or as options."""

    component = "cgk dev"


@dataclass(frozen=True, slots=True)
class FormField:
    """Input for one field of the payload.

    Attributes:
        name: The wire name.
        kind: The kind of input; "json" for lists, objects and values of several types.
        type: The type in the catalog's notation.
        required: Whether the payload requires it.
        value: The input's initial text.
        help: Description and limits.
        choices: The values of a choice.
    """

    name: str
    kind: InputKind
    type: str
    required: bool
    value: str
    help: str
    choices: Sequence[str] = ()


def form_fields(catalog: Catalog, event: str, payload: Mapping[str, Any]) -> list[FormField]:
    """Return the fields of an event's form, filled from a payload; empty if the event has no schema.

    The tenant is left out, because the form has its own input for it.
    """
    schema = read_event_schema(catalog, event)
    if schema is None:
        return []
    page = read_event_page(catalog, event)
    field_rows = {row.name: row for row in page.fields} if page else {}
    required: list[str] = schema.get("required", [])
    fields: list[FormField] = []
    for name, field_schema in cast("dict[str, dict[str, Any]]", schema.get("properties", {})).items():
        if name == catalog.tenant_field:
            continue
        row = field_rows.get(name)
        kind, choices = _input_kind(field_schema)
        explanations = [row.description.rstrip("."), "; ".join(row.limits).rstrip(".")] if row else []
        fields.append(
            FormField(
                name=name,
                kind=kind,
                type=row.type if row else str(field_schema.get("type", "any")),
                required=name in required,
                value=_input_text(payload[name], kind) if name in payload else "",
                help=". ".join(filter(None, explanations)),
                choices=choices,
            )
        )
    return fields


def read_payload(catalog: Catalog, event: str, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Read the payload of a submitted form: its JSON document, or its fields.

    Empty fields are left out, except for required texts. The payload is validated when it is sent.

    Raises:
        FormError: A JSON text is invalid.
    """
    if first_value(form, "mode") == "json":
        document = _parse_json(first_value(form, "document"), "The payload")
        if not isinstance(document, dict):
            raise FormError("The payload must be a JSON object")
        return cast("dict[str, Any]", document)
    payload: dict[str, Any] = {catalog.tenant_field: first_value(form, "tenant")}
    for field in form_fields(catalog, event, {}):
        text = first_value(form, f"field.{field.name}")
        if text or (field.required and field.kind == "text"):
            payload[field.name] = _parse_value(text, field)
    return payload


def first_value(form: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of a form's field without white space around it, or an empty text."""
    values = form.get(name)
    return values[0].strip() if values else ""


def _input_kind(field_schema: Mapping[str, Any]) -> tuple[InputKind, Sequence[str]]:
    """Return the kind of input for a field, and the values of a choice."""
    choices: object = field_schema.get("enum")
    if isinstance(choices, list) and all(isinstance(choice, str) for choice in cast("list[object]", choices)):
        return "choice", cast("list[str]", choices)
    schema_type: object = field_schema.get("type")
    return _INPUT_KINDS.get(schema_type if isinstance(schema_type, str) else "", "json"), ()


def _input_text(value: object, kind: InputKind) -> str:
    return value if isinstance(value, str) and kind in ("text", "choice") else json.dumps(value, ensure_ascii=False)


def _parse_value(text: str, field: FormField) -> object:
    if field.kind in ("text", "choice"):
        return text
    if field.kind == "json":
        return _parse_json(text, field.name)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text  # the event's model reports the problem


def _parse_json(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormError(f"{name} is not valid JSON: {error}") from None
