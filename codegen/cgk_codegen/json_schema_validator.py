"""JSON Schema validation with the dialect of patterns that every artifact shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Protocol, cast
from urllib.parse import quote

from cgk_codegen.json_schema import DEFS_PREFIX, Schema, rewrite_texts
from cgk_codegen.resolve.patterns import matches


class SchemaError(Protocol):
    """Part of jsonschema's validation error that the compiler uses; its own stubs are only partly typed.

    Attributes:
        absolute_path: Path through the value.
        relative_path: Path through the value from the enclosing error.
        absolute_schema_path: Path through the schema.
        relative_schema_path: Path through the schema from the enclosing error.
        validator: The keyword.
        validator_value: The keyword's value. Any: JSON data.
        schema: The schema that has the keyword.
        instance: The invalid value. Any: JSON data.
        context: Errors of the alternatives of `anyOf`.
    """

    absolute_path: Sequence[str | int]
    relative_path: Sequence[str | int]
    absolute_schema_path: Sequence[str | int]
    relative_schema_path: Sequence[str | int]
    validator: str
    validator_value: Any
    schema: Mapping[str, Any]
    instance: Any
    context: Sequence[SchemaError]


class Validator(Protocol):
    """Part of jsonschema's validator that the compiler uses; its own stubs are only partly typed."""

    def iter_errors(self, instance: Any) -> Iterable[SchemaError]:  # Any: JSON data
        """Return the errors of a value."""
        ...

    def is_valid(self, instance: Any) -> bool:  # Any: JSON data
        """Return whether a value is valid."""
        ...


def validator_of(schema: Schema) -> Validator:
    """Return the validator of a schema whose references stay inside it."""
    if not all(map(str.isalnum, schema.get("$defs", ()))):  # an invalid name, which is reported elsewhere
        schema = rewrite_texts(schema, {"$ref": _escape_reference})
    return _validator_factory()(schema)


def _escape_reference(target: str) -> str:
    """Escape the type's name as a step of a JSON Pointer in a URI (RFC 6901, sections 3 and 6)."""
    name = target.removeprefix(DEFS_PREFIX).replace("~", "~0").replace("/", "~1")
    return DEFS_PREFIX + quote(name)


@cache
def _validator_factory() -> Callable[[Schema], Validator]:
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

    def pattern(_validator: object, pattern: str, instance: object, _schema: object) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not matches(pattern, instance):
            yield ValidationError(f"{instance!r} does not match {pattern!r}")

    validator_class: Any = validators.extend(Draft202012Validator, {"pattern": pattern})  # type: ignore[no-untyped-call]  # its stubs
    checker: FormatChecker = Draft202012Validator.FORMAT_CHECKER
    return lambda schema: cast("Validator", validator_class(schema, format_checker=checker))
