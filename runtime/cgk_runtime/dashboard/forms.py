"""Send form: fields for the flat values of a payload, and their values back to JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from cgk_runtime.catalog_pages import read_event_page, read_event_schema
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

Kind = Literal["text", "number", "boolean", "choice", "json"]


class FormError(JobsError):
    """A form that cannot be read as a payload or as options."""

    component = "cgk dev"


@dataclass(frozen=True, slots=True)
class FormField:
    """Field of a send form.

    Attributes:
        name: The wire name.
        kind: The kind of input; "json" for a value that is not flat.
        type: The type in the catalog's notation.
        required: Whether the payload requires it.
        value: The input's initial text.
        help: Description and limits.
        choices: The values of a choice.
    """

    name: str
    kind: Kind
    type: str
    required: bool
    value: str
    help: str
    choices: Sequence[str] = ()


def form_fields(catalog: Catalog, event: str, payload: Mapping[str, Any]) -> list[FormField]:
    """Return the form's fields with the values of a payload, without the tenant; empty without a schema."""
    schema = read_event_schema(catalog, event)
    if schema is None:
        return []
    page = read_event_page(catalog, event)
    rows = {row.name: row for row in page.fields} if page else {}
    required: list[str] = schema.get("required", [])
    fields: list[FormField] = []
    for name, part in cast("dict[str, dict[str, Any]]", schema.get("properties", {})).items():
        if name == catalog.tenant_field:
            continue
        row = rows.get(name)
        kind, choices = _kind(part)
        limits = "; ".join(row.limits) if row else ""
        fields.append(
            FormField(
                name,
                kind,
                row.type if row else str(part.get("type", "any")),
                name in required,
                _text(payload[name], kind) if name in payload else "",
                ". ".join(text.rstrip(".") for text in (row.description if row else "", limits) if text),
                choices,
            )
        )
    return fields


def read_payload(catalog: Catalog, event: str, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Read the payload of a submitted form: its JSON document, or its fields.

    Empty fields are left out, except for required texts. The payload is validated when it is sent.

    Raises:
        FormError: A JSON text is invalid.
    """
    if first(form, "mode") == "json":
        document = _parsed(first(form, "document"), "The payload")
        if not isinstance(document, dict):
            raise FormError("The payload must be a JSON object")
        return cast("dict[str, Any]", document)
    payload: dict[str, Any] = {catalog.tenant_field: first(form, "tenant")}
    for field in form_fields(catalog, event, {}):
        text = first(form, f"field.{field.name}")
        if text or (field.required and field.kind == "text"):
            payload[field.name] = _value(text, field)
    return payload


def first(form: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of a form's field without white space around it, or an empty text."""
    values = form.get(name)
    return values[0].strip() if values else ""


def _kind(part: Mapping[str, Any]) -> tuple[Kind, Sequence[str]]:
    choices: object = part.get("enum")
    if isinstance(choices, list) and all(isinstance(one, str) for one in cast("list[object]", choices)):
        return "choice", cast("list[str]", choices)
    kinds: Mapping[object, Kind] = {"string": "text", "number": "number", "integer": "number", "boolean": "boolean"}
    kind: object = part.get("type")
    return kinds.get(kind if isinstance(kind, str) else "", "json"), ()


def _text(value: object, kind: Kind) -> str:
    return value if isinstance(value, str) and kind in ("text", "choice") else json.dumps(value, ensure_ascii=False)


def _value(text: str, field: FormField) -> object:
    if field.kind in ("text", "choice"):
        return text
    if field.kind == "json":
        return _parsed(text, field.name)
    try:
        return json.loads(text)
    except ValueError:
        return text  # the event's model explains what is wrong


def _parsed(text: str, what: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormError(f"{what} is not valid JSON: {error}") from None
