"""Hypothesis strategies of payloads: valid for a schema as far as possible, and broken in one or two places."""

from __future__ import annotations

import copy
import math
import re
from typing import Any

from cgk_codegen.importers.model import is_list, is_object
from hypothesis import strategies as st

_SAMPLE_TEXTS = (
    "", "a", "b", "x", "ab", "abc", "abbc", "12345", "new", "card", "2026-01-02", "2026-01-02T03:04:05Z", "a@b.cc",
    "2026-01-02T03:04:05.123456789Z", "0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3e", "https://example.org/",
)  # fmt: skip
_OTHER_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, 2, 3, 5, 10, -1, 0.5, 1.5, 0.3, 1e3, [], [True], [True, True], ["a", 1], {}, {"a": True},
    {"b": True}, {"kind": "card"}, {"x": 1},
)  # fmt: skip
JUNK = st.sampled_from([*_SAMPLE_TEXTS, *_OTHER_VALUES])
"""Values of every kind; integers beyond 2^53 are left out, because every import narrows them."""
TEXT_OF_FORMAT = {
    "date": "2026-01-31", "time": "10:20:30Z", "uuid": "0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3e", "uri": "https://example.org/",
    "email": "ada@x.org", "date-time": "2026-01-02T03:04:05Z", "duration": "PT1H", "hostname": "example.org",
}  # fmt: skip
"""A valid text of each format."""
_MAX_DEPTH = 6
"""Number of nested schemas that are followed; deeper ones get any value."""


def payloads(schema: Any, root: Any) -> st.SearchStrategy[Any]:
    """Return a strategy of payloads, half of them broken."""
    valid = values(schema, root)
    return st.one_of(valid, broken(valid), broken(broken(valid)))


def values(schema: Any, root: Any, depth: int = 0) -> st.SearchStrategy[Any]:  # noqa: C901  a case for each keyword
    """Return a strategy of values that are valid unless keywords depend on each other."""
    if not is_object(schema) or depth > _MAX_DEPTH:
        return JUNK
    if "$ref" in schema:
        target = root
        for step in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[step]
        return values({**target, **{key: value for key, value in schema.items() if key != "$ref"}}, root, depth + 1)
    if "allOf" in schema:
        parts = [values(part, root, depth + 1) for part in schema["allOf"]]
        own = values({key: value for key, value in schema.items() if key != "allOf"}, root, depth + 1)
        return st.tuples(own, *parts).map(_merge_objects)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            outer = {name: schema[name] for name in schema if name != key}
            choices: list[Any] = [{**outer, **choice} if is_object(choice) else choice for choice in schema[key]]
            return st.one_of(*(values(choice, root, depth + 1) for choice in choices))
    if "const" in schema:
        return st.just(schema["const"])
    if is_list(schema.get("enum")):
        return st.sampled_from(schema["enum"])
    type_name = schema.get("type")
    if is_list(type_name):
        return st.one_of(*(values({**schema, "type": name}, root, depth) for name in type_name))
    strategies: dict[str, Any] = {"string": _text, "integer": _number, "number": _number}
    match type_name:
        case "object":
            return _object(schema, root, depth)
        case "array":
            return _list(schema, root, depth)
        case "string" | "integer" | "number":
            return strategies[type_name](schema)  # type: ignore[no-any-return]
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return JUNK


def _merge_objects(parts: tuple[Any, ...]) -> Any:
    objects = [part for part in parts if is_object(part)]
    return {key: value for part in objects for key, value in part.items()} if objects else parts[-1]


def _text(schema: Any) -> st.SearchStrategy[str]:
    if schema.get("format") in TEXT_OF_FORMAT:
        return st.just(TEXT_OF_FORMAT[schema["format"]])
    if "pattern" in schema:
        pattern: re.Pattern[str] = re.compile(schema["pattern"], re.ASCII)
        return st.one_of(st.from_regex(pattern), st.from_regex(pattern, fullmatch=True))
    shortest = schema.get("minLength", 0)
    longest = max(shortest, min(schema.get("maxLength", shortest + 3), shortest + 5))
    return st.text(st.sampled_from("abxé😀 "), min_size=shortest, max_size=longest)


def _number(schema: Any) -> st.SearchStrategy[Any]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -3))
    high = schema.get("maximum", low + 20)
    if schema["type"] == "integer":
        step = schema.get("multipleOf", 1)
        return st.integers(math.ceil(low / step), math.floor(high / step)).map(lambda number: number * step)
    return st.one_of(st.integers(int(low), int(high)), st.sampled_from([0.25, 0.5, 1.5, 2.5]))


def _list(schema: Any, root: Any, depth: int) -> st.SearchStrategy[Any]:
    prefix, items = schema.get("prefixItems", []), schema.get("items", True)
    if is_list(items):
        prefix, items = items, schema.get("additionalItems", True)
    shortest = schema.get("minItems", 0)
    if prefix:
        return st.tuples(*(values(item, root, depth + 1) for item in prefix)).map(list)
    longest = min(schema.get("maxItems", shortest + 2), shortest + 3)
    return st.lists(values(items, root, depth + 1), min_size=shortest, max_size=longest)


def _object(schema: Any, root: Any, depth: int) -> st.SearchStrategy[Any]:
    properties, required = schema.get("properties", {}), schema.get("required", [])
    required_fields = {name: values(properties.get(name, True), root, depth + 1) for name in required}
    optional_fields = {
        name: values(field, root, depth + 1) for name, field in properties.items() if name not in required_fields
    }
    # At most two of the optional fields, because a payload with many is hardly ever valid.
    chosen = st.sets(st.sampled_from([*optional_fields]), max_size=2) if optional_fields else st.just(set[str]())
    fixed = chosen.flatmap(
        lambda names: st.fixed_dictionaries({**required_fields, **{name: optional_fields[name] for name in names}})
    )
    additional = schema.get("additionalProperties")
    if additional is not None and additional is not False and depth < _MAX_DEPTH - 1:
        others = st.dictionaries(st.sampled_from(["xa", "k", "l"]), values(additional, root, depth + 1), max_size=2)
        return st.tuples(others, fixed).map(_merge_objects)
    return fixed


def broken(valid: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy of values in which one place is dropped, replaced or added."""

    @st.composite
    def draw_broken(draw: st.DrawFn) -> Any:
        value = copy.deepcopy(draw(valid))
        containers = [value]
        for container in containers:  # the loop adds the containers inside, which it visits later
            if is_object(container) or is_list(container):
                children = container.values() if is_object(container) else container
                containers += [child for child in children if is_object(child) or is_list(child)]
        container = draw(st.sampled_from(containers))
        if is_object(container):
            name = draw(st.sampled_from([*container, "added"]))
            action = draw(st.sampled_from(["drop", "replace"])) if name in container else "replace"
            if action == "drop":
                del container[name]
            else:
                container[name] = draw(JUNK)
        elif is_list(container):
            start = draw(st.integers(0, len(container)))
            end = start + draw(st.integers(0, 1))
            container[start:end] = draw(st.lists(JUNK, max_size=1))
        return value

    return draw_broken()
