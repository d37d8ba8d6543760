"""Hypothesis strategies for payloads, from the JSON Schemas (draft 2020-12) of the generated package."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final, cast

from hypothesis import strategies as st
from pydantic_core import to_json

from cgk_runtime.catalog_pages import read_event_schema
from cgk_runtime.validation.core_schemas import DATE_TIME_PATTERN

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.payload import PayloadModel

Schema = Mapping[str, Any]
_SAFE: Final = 2**53 - 1
"""The largest integer that JavaScript does not round."""
_ANNOTATIONS: Final = frozenset({"title", "description", "default", "examples", "deprecated", "$defs", "format"})
_NO_NEWLINE: Final = r"(?!\s)"
"""End of a schema's pattern, because Python's `$` also matches before a final newline."""
_TEXT: Final = st.characters(codec="utf-8")


def payload_strategy(catalog: Catalog, event: str) -> SearchStrategy[PayloadModel]:
    """Return a strategy for an event's payloads.

    Raises:
        UnknownEventError: The catalog has no such event.
        NotImplementedError: Its schema has an unsupported keyword, or the package has no schemas.
    """
    model = catalog.payload_model(event)
    schema = read_event_schema(catalog, event)
    if schema is None:
        raise NotImplementedError(f"{catalog.package} has no JSON Schemas")
    return _StrategyBuilder(schema.get("$defs", {})).build(schema).map(lambda fields: model.from_wire(to_json(fields)))


class _StrategyBuilder:
    """Builder of strategies for the schemas of one document."""

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions

    def build(self, schema: Schema) -> SearchStrategy[Any]:
        """Build the strategy for one schema."""
        schema_type = schema.get("type")
        if not schema.keys() - _ANNOTATIONS:
            return _any_json()
        if "$ref" in schema:
            return self.build(self._definitions[schema["$ref"].removeprefix("#/$defs/")])
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if "anyOf" in schema:
            return st.one_of([self.build(choice) for choice in schema["anyOf"]])
        if isinstance(schema_type, list):
            return st.one_of([self.build({**schema, "type": name}) for name in cast("list[str]", schema_type)])
        return self._of_type(schema)

    def _of_type(self, schema: Schema) -> SearchStrategy[Any]:
        match schema.get("type"):
            case "string":
                return _string(schema)
            case "integer":
                return _integer(schema)
            case "number":
                return _number(schema)
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
            case "array":
                return self._array(schema)
            case "object":
                return self._object(schema)
            case _:
                raise NotImplementedError(f"no strategy for a schema with {', '.join(sorted(schema))}")

    def _array(self, schema: Schema) -> SearchStrategy[Any]:
        items = self.build(schema.get("items", {}))
        return st.lists(items, min_size=schema.get("minItems", 0), max_size=schema.get("maxItems", 5))

    def _object(self, schema: Schema) -> SearchStrategy[Any]:
        properties = {name: self.build(field) for name, field in schema.get("properties", {}).items()}
        if not properties:
            values: Any = schema.get("additionalProperties", True)  # a schema, or True for any value
            return st.dictionaries(st.text(_TEXT, max_size=8), _any_json() if values is True else self.build(values))
        required = set(schema.get("required", ()))
        listed = st.fixed_dictionaries(
            {name: strategy for name, strategy in properties.items() if name in required},
            optional={name: strategy for name, strategy in properties.items() if name not in required},
        )
        if schema.get("additionalProperties") is not True:
            return listed
        names = st.text(_TEXT, max_size=8).filter(lambda name: name not in properties)
        unlisted = st.dictionaries(names, _any_json(), max_size=3)
        return st.tuples(listed, unlisted).map(lambda objects: {**objects[0], **objects[1]})


def _string(schema: Schema) -> SearchStrategy[Any]:
    pattern = schema.get("pattern", "").removesuffix(_NO_NEWLINE)
    if pattern == DATE_TIME_PATTERN:
        # `%Y` does not pad years before 1000 on every system.
        return st.datetimes(timezones=st.just(UTC)).map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}".rjust(27, "0"))
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength")
    if not pattern:
        return st.text(_TEXT, min_size=shortest, max_size=longest if longest is not None else shortest + 20)
    compiled: re.Pattern[str] = re.compile(pattern, re.ASCII)
    texts = st.from_regex(compiled, fullmatch=pattern.startswith("^") and pattern.endswith("$"))
    return texts.filter(
        lambda text: not text.endswith("\n") and shortest <= len(text) and (longest is None or len(text) <= longest)
    )


def _integer(schema: Schema) -> SearchStrategy[Any]:
    step = schema.get("multipleOf", 1)
    lowest = max(math.ceil(schema.get("minimum", -_SAFE)), math.floor(schema.get("exclusiveMinimum", -_SAFE - 1)) + 1)
    highest = min(math.floor(schema.get("maximum", _SAFE)), math.ceil(schema.get("exclusiveMaximum", _SAFE + 1)) - 1)
    first, last = -(-lowest // step), highest // step  # the quotients, rounded up and down
    return st.nothing() if first > last else st.integers(first, last).map(lambda count: count * step)


def _number(schema: Schema) -> SearchStrategy[Any]:
    if "multipleOf" in schema:
        return _integer(schema)
    above, below = schema.get("exclusiveMinimum", -math.inf), schema.get("exclusiveMaximum", math.inf)
    lowest, highest = max(schema.get("minimum", -math.inf), above), min(schema.get("maximum", math.inf), below)
    return st.floats(
        None if lowest == -math.inf else lowest,
        None if highest == math.inf else highest,
        allow_nan=False,
        allow_infinity=False,
    ).filter(lambda number: above < number < below and (abs(number) <= _SAFE or not number.is_integer()))


def _any_json() -> SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers(-_SAFE, _SAFE) | st.text(_TEXT, max_size=8)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(_TEXT, max_size=4), inner, max_size=3),
        max_leaves=5,
    )
