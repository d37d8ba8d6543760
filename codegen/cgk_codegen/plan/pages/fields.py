"""Field tables of payloads, results and shared types, with the fields of nested objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from cgk_codegen.json_schema import Schema, referenced_name, without_null
from cgk_codegen.json_text import compact_json
from cgk_codegen.plurals import pluralize
from cgk_codegen.resolve import Catalog, Event, Field
from cgk_codegen.text_formats import text_format

MAX_ROWS: Final = 200
"""A part that would make a table longer than this is left out; its object is only named. Shared types can multiply."""

_CONSTRAINT_TEXTS: Final = (
    ("minLength", "at least", "character"),
    ("maxLength", "at most", "character"),
    ("pattern", "matches", ""),
    ("minimum", "at least", ""),
    ("exclusiveMinimum", "more than", ""),
    ("maximum", "at most", ""),
    ("exclusiveMaximum", "less than", ""),
    ("multipleOf", "a multiple of", ""),
    ("minItems", "at least", "item"),
    ("maxItems", "at most", "item"),
)
"""Keyword of each constraint, the text before its value, and the noun after it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Fields of an object inside a field.

    Attributes:
        at: The path from the field to the object: "" for the field itself, "[]" for its items, ".*" for its values.
        type: The object's type.
        fields: Its fields.
    """

    at: str
    type: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """Row of a field table.

    Attributes:
        type: The type in the catalog's notation, without null: "string", "number[]", "hourly | daily".
        limits: Constraints as texts, such as "at most 100".
        deprecated: The replacement or note, None if the field is not deprecated.
        parts: Objects inside the field.
        default: The value that jobs without the field are read with, as a tuple of one; empty if there is none.
    """

    name: str
    type: str
    required: bool
    nullable: bool
    sensitive: bool
    limits: tuple[str, ...]
    description: str
    deprecated: str | None
    examples: tuple[Any, ...]
    parts: tuple[Part, ...]
    default: tuple[Any, ...]


class FieldTables:
    """Builder of field tables.

    Args:
        catalog: The catalog whose types are expanded.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._types = catalog.types
        self._rows_left = 0

    def rows(self, fields: Iterable[Field]) -> tuple[FieldRow, ...]:
        """Return the table of these fields."""
        self._rows_left = MAX_ROWS
        return self._rows(tuple(fields))

    def result_rows(self, event: Event) -> tuple[FieldRow, ...]:
        """Return the table of an event's result; empty if it has none, or one that is not an object."""
        if event.result is None:
            return ()
        name = referenced_name(event.result.schema)
        fields = event.result.fields if name is None else self._types[name].fields
        return self.rows(fields or ())

    def type_text(self, schema: Schema) -> str:
        """Return a schema's type in the catalog's notation."""
        inner, nullable = without_null(schema)
        text = self._non_null_type(inner)
        return f"{text} | null" if nullable else text

    def limits(self, schema: Schema) -> Iterator[str]:
        """Yield the constraints of a schema as texts."""
        schema = self._resolved(schema)
        if "enum" in schema:
            return
        for choice in schema.get("anyOf", ()):
            yield from (f"{self.type_text(choice)} {limit}" for limit in self.limits(choice))
        for keyword, text, noun in _CONSTRAINT_TEXTS:
            if keyword in schema and (keyword != "pattern" or text_format(schema) is None):
                yield f"{text} {pluralize(schema[keyword], noun) if noun else schema[keyword]}"
        for keyword, prefix in (("items", "each item"), ("additionalProperties", "each value")):
            inner: Any = schema.get(keyword)
            if isinstance(inner, Mapping):
                yield from (f"{prefix} {limit}" for limit in self.limits(cast("Schema", inner)))

    def _rows(self, fields: tuple[Field, ...]) -> tuple[FieldRow, ...]:
        self._rows_left -= len(fields)
        return tuple(map(self._row, fields))

    def _row(self, field: Field) -> FieldRow:
        schema = self._resolved(field.schema)
        return FieldRow(
            name=field.name,
            type=self._non_null_type(schema),
            required=field.required,
            nullable=schema == {} or self._is_nullable(field.schema),  # an empty schema accepts every value
            sensitive=field.sensitive,
            limits=tuple(self.limits(schema)),
            description=field.description,
            deprecated=None if field.deprecated is None else field.deprecated.message,
            examples=field.examples,
            parts=tuple(self._parts(field.schema, "")),
            default=() if field.arrival is None else (field.arrival.default,),
        )

    def _parts(self, schema: Schema, at: str) -> Iterator[Part]:
        """Yield the objects in a schema, whose path from the field is `at`."""
        name = referenced_name(schema)
        if name is not None:
            named = self._types[name]
            if named.fields is None:
                yield from self._parts(named.schema, at)
            elif len(named.fields) <= self._rows_left:
                yield Part(at, name, self._rows(named.fields))
            return
        for choice in schema.get("anyOf", ()):
            yield from self._parts(choice, at)
        for keyword, step in (("items", "[]"), ("additionalProperties", ".*")):
            inner: Any = schema.get(keyword)
            if isinstance(inner, Mapping):
                yield from self._parts(cast("Schema", inner), at + step)

    def _resolved(self, schema: Schema) -> Schema:
        """Return a schema without null, with named types that are not objects replaced by their schemas."""
        inner, _nullable = without_null(schema)
        name = referenced_name(inner)
        if name is None or self._types[name].fields is not None:
            return inner
        return self._resolved(self._types[name].schema)

    def _is_nullable(self, schema: Schema) -> bool:
        inner, nullable = without_null(schema)
        name = referenced_name(inner)
        return nullable or (name is not None and self._is_nullable(self._types[name].schema))

    def _non_null_type(self, schema: Schema) -> str:
        name = referenced_name(schema)
        if name is not None:
            named = self._types[name]
            return self.type_text(named.schema) if named.fields is None else name
        if "enum" in schema:
            return " | ".join(value if isinstance(value, str) else compact_json(value) for value in schema["enum"])
        name = text_format(schema)
        if name is not None:
            return name
        if "anyOf" in schema:
            return " | ".join(dict.fromkeys(map(self._non_null_type, schema["anyOf"])))
        match schema.get("type", "any"):
            case "array":
                item = self.type_text(schema.get("items", {}))
                return f"({item})[]" if " " in item else f"{item}[]"
            case "object":
                inner: Any = schema.get("additionalProperties", True)
                return "object" if isinstance(inner, bool) else f"object of {self.type_text(inner)}"
            case type_name:
                return str(type_name)
