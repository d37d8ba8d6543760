"""Edge cases of a schema: for each part, a value of every type, and a value on each side of every bound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from cgk_codegen.importers.model import is_list, is_object
from cgk_codegen.json_schema_validator import validator_of

from .payloads import TEXT_OF_FORMAT

_VALUES_OF_EVERY_TYPE: Final[tuple[Any, ...]] = (
    None, True, False, "", "x", "abc", "AB", " a ", 0, 1, -1, 0.5, 7, [], ["x"], [True], {}, {"x": True},
)  # fmt: skip
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_SIZES: Final = ("minLength", "maxLength", "minItems", "maxItems")
_MAX_DEPTH: Final = 3
_LITERAL: Final = re.compile(r"""(['"])([\w.-]{1,8})\1(?!\s*:)|\b(\d{1,3})\b""")


class Edges:
    """Generator of values around the schemas of one document; most invalid values violate a single keyword.

    Args:
        root: The document.
        source: Text of the source, whose constants a reader may have lost.
    """

    def __init__(self, root: Any, source: str = "") -> None:
        self._root = root
        literals = {match[2] or int(match[3]) for match in _LITERAL.finditer(source)}
        new_literals = {literal for literal in literals if literal not in _VALUES_OF_EVERY_TYPE}
        self._general_values: tuple[Any, ...] = (*_VALUES_OF_EVERY_TYPE, *sorted(new_literals, key=repr))

    def of(self, schema: Any, depth: int = 0) -> list[Any]:
        """Return the distinct values around a schema."""
        values = [*self._around(schema, depth)]
        return [
            value for index, value in enumerate(values) if not any(_is_same(value, other) for other in values[:index])
        ]

    def _around(self, schema: Any, depth: int) -> Iterator[Any]:
        schema = self._resolved(schema, depth)
        if not is_object(schema) or depth > _MAX_DEPTH:
            yield from self._general_values
            return
        for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield from self._around(choice, depth + 1)
        yield from [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else [])]
        numbers = [schema[key] for key in _BOUNDS if isinstance(schema.get(key), int | float)]
        yield from (number + step for number in numbers if not isinstance(number, bool) for step in (0, -1, 1, 0.5))
        for size in (schema[key] + step for key in _SIZES if key in schema for step in (-1, 0, 1)):
            yield "a" * max(0, size)
            yield [self._valid(schema.get("items", True), depth)] * max(0, size)
        if schema.get("format") in TEXT_OF_FORMAT:
            yield TEXT_OF_FORMAT[schema["format"]]
        if "properties" in schema:
            yield from self._objects(schema, depth)
        if is_object(schema.get("items")):
            yield from ([value] for value in self.of(schema["items"], depth + 1))
        if is_object(schema.get("additionalProperties")):
            yield from ({"k": value} for value in self.of(schema["additionalProperties"], depth + 1))
        if depth:
            yield from self._general_values

    def _objects(self, schema: Any, depth: int) -> Iterator[Any]:
        """Yield an object with its required fields, in which one field is replaced, added or dropped."""
        properties = schema["properties"]
        base = {name: self._valid(properties.get(name, True), depth) for name in schema.get("required", ())}
        yield base
        yield {**base, "added": True}
        yield from ({key: value for key, value in base.items() if key != name} for name in base)
        for name, inner in properties.items():
            yield from ({**base, name: value} for value in self.of(inner, depth + 1))

    def _valid(self, schema: Any, depth: int) -> Any:
        """Return the first value around a schema that is valid, None if there is none."""
        groups = {key: self._root.get(key, {}) for key in ("$defs", "definitions", "components")}
        validator = validator_of({**groups, "allOf": [schema]})
        return next(filter(validator.is_valid, self._around(schema, depth + 1)), None)

    def _resolved(self, schema: Any, depth: int) -> Any:
        """Return a schema with its reference and the parts of `allOf` merged roughly, enough to find edges."""
        if not is_object(schema) or depth > _MAX_DEPTH:
            return schema
        parts: list[Any] = [*schema.get("allOf", ())]
        if "$ref" in schema:
            target = self._root
            for step in str(schema["$ref"]).removeprefix("#/").split("/"):
                target = target[step]
            parts.append(target)
        merged = {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}
        for part in parts:
            resolved = self._resolved(part, depth + 1)
            for key, addition in resolved.items() if is_object(resolved) else ():
                present = merged.get(key)
                if is_object(present) and is_object(addition):
                    merged[key] = {**addition, **present}
                else:
                    merged[key] = [*present, *addition] if is_list(present) and is_list(addition) else addition
        return merged


def _is_same(left: Any, right: Any) -> bool:
    return bool(left == right) and type(left) is type(right)
