"""Sizes of the largest payloads that a schema allows, in bytes of compact JSON as UTF-8.

Optional fields count as present. A part without an upper bound counts with its smallest size, so the result is a lower
bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, inf
from typing import Any, Final

from cgk_codegen.check.limits.string_bounds import string_bounds
from cgk_codegen.json_schema import MAX_SAFE_INTEGER, Schema
from cgk_codegen.json_text import compact_json
from cgk_codegen.type_variants import Interval, TypeVariant, type_variants

_NULL_BYTES: Final = 4
_BOOLEAN_BYTES: Final = 5
_NUMBER_BYTES: Final = 25
"""Bytes of the longest double in JSON, -2.2250738585072014e-308, plus one in reserve."""
_DELIMITERS: Final = 2
"""Bytes of the quotes of a text, and of the brackets of a list or object."""


class PayloadSizes:
    """Calculator of the sizes of one catalog's schemas.

    Args:
        definitions: Schemas of the types, by name.
    """

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._sizes_by_type: dict[str, int] = {}

    def of(self, schema: Schema) -> int:
        """Return the size of the largest value of a schema."""
        return max(self._of_variant(variant) for variant in type_variants(schema, self._definitions))

    def _of_variant(self, variant: TypeVariant) -> int:
        if variant.name is None:
            return self._measure(variant)
        if variant.name not in self._sizes_by_type:
            self._sizes_by_type[variant.name] = _NULL_BYTES  # for a recursive type, which another rule reports
            self._sizes_by_type[variant.name] = self._measure(variant)
        return self._sizes_by_type[variant.name]

    def _measure(self, variant: TypeVariant) -> int:
        schema = variant.schema
        match variant.kind:
            case "boolean":
                return _BOOLEAN_BYTES
            case "string":
                return _text_size(schema)
            case "integer":
                return _integer_size(schema)
            case "number":
                return _NUMBER_BYTES
            case "array":
                count: int = schema.get("maxItems", schema.get("minItems", 0))
                return _DELIMITERS + count * self.of(schema.get("items", {})) + max(0, count - 1)
            case "object":
                return size_of_object({name: self.of(inner) for name, inner in schema["properties"].items()})
            case "record":
                return _DELIMITERS
            case _:
                return _NULL_BYTES


def size_of_object(fields: Mapping[str, int]) -> int:
    """Return the size of an object with fields of these sizes."""
    entry_sizes = [len(_json_bytes(name)) + 1 + size for name, size in fields.items()]
    return _DELIMITERS + sum(entry_sizes) + max(0, len(entry_sizes) - 1)


def _text_size(schema: Schema) -> int:
    if "enum" in schema:
        return max((len(_json_bytes(value)) for value in schema["enum"] if value is not None), default=_DELIMITERS)
    size = string_bounds(schema.get("pattern", "")).at_most(schema.get("maxLength", inf)).size
    return _DELIMITERS + int(schema.get("minLength", 0) if size == inf else size)


def _integer_size(schema: Schema) -> int:
    bounds = Interval.of(schema)
    low, high = max(bounds.low, -MAX_SAFE_INTEGER), min(bounds.high, MAX_SAFE_INTEGER)
    return max(len(str(ceil(low))), len(str(floor(high))))


def _json_bytes(value: Any) -> bytes:  # JSON data
    return compact_json(value).encode("utf-8", "surrogatepass")
