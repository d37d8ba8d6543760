"""Validation of payload dictionaries by their event's JSON Schema, without the pydantic model.

Importing pydantic and building a model takes most of the time of a process's first send; a `DictValidator` needs only
`pydantic_core`. The model accepts every payload that a validator accepts, and both write the same bytes. The validator
may refuse more payloads; then the model decides and explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import (
    CoreSchema,
    PydanticSerializationError,
    SchemaSerializer,
    SchemaValidator,
    ValidationError,
    core_schema,
    from_json,
)

from cgk_runtime._internal.numbers import LARGEST_EXACT
from cgk_runtime.validation.core_schemas import JSON_REF, date_time_value, exact_float, is_none, json_value

_DEFS: Final = "#/$defs/"
_CONFIG: Final = core_schema.CoreConfig(strict=True, allow_inf_nan=False, extra_fields_behavior="forbid")
_BOUNDS: Final = {"minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt"}

_SCHEMA_END: Final = r"$(?!\s)"
"""End of the schema's patterns; the lookahead is for Python's `re`, whose `$` also matches before a line break."""


class DictValidator:
    """Validator of one event's payload dictionaries.

    Args:
        schema: The event's JSON Schema, as the compiler writes it.
        tenant_field: Wire name of the field that holds the tenant's id.

    Raises:
        UnsupportedSchemaError: Only the model validates this schema correctly.

    Example:
        >>> validator = DictValidator({"properties": {"tenantId": {"type": "string"}}, "required": ["tenantId"]})
        >>> validator.write({"tenantId": "rawdog"})
        ('rawdog', b'{"tenantId":"rawdog"}')
    """

    __slots__ = ("_tenant_field", "_to_json", "_validate")

    def __init__(self, schema: Mapping[str, Any], tenant_field: str = "tenantId") -> None:
        self._tenant_field = tenant_field
        core_object = _CoreSchemaBuilder(schema.get("$defs", {})).build_object(schema)
        core = core_schema.definitions_schema(core_object, [json_value()])
        self._validate = SchemaValidator(core, _CONFIG).validate_python
        self._to_json = SchemaSerializer(core, _CONFIG).to_json

    def write(self, payload: object) -> tuple[str, bytes] | None:
        """Return the tenant's id and the JSON document, or None if the model must decide."""
        try:
            fields = self._validate(payload)
            return fields[self._tenant_field], self._to_json(fields)
        except (ValidationError, PydanticSerializationError):
            return None


class UnsupportedSchemaError(Exception):
    """Only the model can validate this event's payloads."""


def read_dict_validator(document: bytes, tenant_field: str) -> DictValidator | None:
    """Build a validator from a JSON Schema document, or return None if only the model can validate it.

    Args:
        document: The schema, as the generated package ships it.
        tenant_field: Wire name of the field that holds the tenant's id.
    """
    try:
        return DictValidator(from_json(document), tenant_field)
    except UnsupportedSchemaError:
        return None


class _CoreSchemaBuilder:
    """Builder of core schemas for dictionaries from the compiler's JSON Schema."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions

    def build_object(self, schema: Mapping[str, Any]) -> CoreSchema:
        required = set(schema.get("required", ()))
        is_open = schema.get("additionalProperties") is True
        return core_schema.typed_dict_schema(
            {name: self._build_field(inner, name in required) for name, inner in schema["properties"].items()},
            extra_behavior="allow" if is_open else "forbid",
            extras_schema=self._build({}) if is_open else None,
            config=_CONFIG,  # nested objects do not inherit it
        )

    def _build_field(self, schema: Mapping[str, Any], required: bool) -> core_schema.TypedDictField:
        core = self._build(schema)
        if required:
            return core_schema.typed_dict_field(core)
        if core["type"] in {"nullable", "definition-ref"}:
            return core_schema.typed_dict_field(core, required=False)
        # None in Python means that the field is absent.
        return core_schema.typed_dict_field(
            core_schema.nullable_schema(core), required=False, serialization_exclude_if=is_none
        )

    def _build(self, schema: Mapping[str, Any]) -> CoreSchema:
        schema = self._resolved(schema)
        if "anyOf" in schema:
            raise UnsupportedSchemaError("a union, of which several choices may fit a value")
        if "enum" in schema or "const" in schema:
            values = schema["enum"] if "enum" in schema else [schema["const"]]
            literal = core_schema.literal_schema([value for value in values if value is not None])
            return core_schema.nullable_schema(literal) if None in values else literal
        json_types = _json_types(schema)
        if "null" in json_types:
            (json_type,) = (json_type for json_type in json_types if json_type != "null")
            return core_schema.nullable_schema(self._of_type(json_type, schema))
        return self._of_type(json_types[0] if json_types else None, schema)

    def _of_type(self, json_type: str | None, schema: Mapping[str, Any]) -> CoreSchema:
        match json_type:
            case None:
                return core_schema.definition_reference_schema(JSON_REF)
            case "string" if "format" in schema:
                return date_time_value()
            case "string":
                pattern: str | None = schema.get("pattern")
                return core_schema.str_schema(
                    pattern=pattern and pattern.replace(_SCHEMA_END, "$"),
                    min_length=schema.get("minLength"),
                    max_length=schema.get("maxLength"),
                )
            case "boolean":
                return core_schema.bool_schema()
            case "integer":
                return _integer(schema)
            case "number" if not schema.keys() & {*_BOUNDS, "multipleOf"}:
                return core_schema.union_schema([_integer({}), exact_float()])
            case "array":
                return core_schema.list_schema(
                    self._build(schema["items"]), min_length=schema.get("minItems"), max_length=schema.get("maxItems")
                )
            case "object" if "properties" in schema:
                return self.build_object(schema)
            case "object":
                values = schema.get("additionalProperties", True)
                return core_schema.dict_schema(core_schema.str_schema(), self._build({} if values is True else values))
            case _:
                raise UnsupportedSchemaError(json_type)

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self._definitions[schema["$ref"].removeprefix(_DEFS)]
        return schema


def _integer(schema: Mapping[str, Any]) -> CoreSchema:
    bounds = {argument: schema[key] for key, argument in _BOUNDS.items() if key in schema}
    if not all(isinstance(bound, int) for bound in bounds.values()):
        raise UnsupportedSchemaError("a fractional bound of whole numbers")
    return core_schema.int_schema(  # refuses floats such as 5.0, which the model accepts
        ge=bounds.get("ge", -LARGEST_EXACT),
        gt=bounds.get("gt"),
        le=bounds.get("le", LARGEST_EXACT),
        lt=bounds.get("lt"),
        multiple_of=schema.get("multipleOf"),
    )


def _json_types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    json_types: Any = schema.get("type", ())
    return (json_types,) if isinstance(json_types, str) else tuple(json_types)
