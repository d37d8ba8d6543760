"""Values at the edges of a schema: in each place, a value of every kind and one on both sides of each bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cgk_codegen.importers.model import is_list, is_object

from .payloads import TEXTS

_OF_EVERY_KIND: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    "",
    "x",
    "abc",
    0,
    1,
    -1,
    0.5,
    7,
    [],
    ["x"],
    [True],
    {},
    {"x": True},
)
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_SIZES: Final = ("minLength", "maxLength", "minItems", "maxItems")
_DEEPEST: Final = 3


def edges(schema: Any, root: Any, depth: int = 0) -> list[Any]:
    """Return values around a schema, most of which only one keyword refuses."""
    made = [*_around(schema, root, depth)]
    return [each for at, each in enumerate(made) if not any(_same(each, other) for other in made[:at])]


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and type(one) is type(other)


def _around(schema: Any, root: Any, depth: int) -> Iterator[Any]:
    schema = _resolved(schema, root, depth)
    if not is_object(schema) or depth > _DEEPEST:
        yield from _OF_EVERY_KIND
        return
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _around(choice, root, depth + 1)
    yield from [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else [])]
    numbers = [schema[key] for key in _BOUNDS if isinstance(schema.get(key), int | float)]
    yield from (number + step for number in numbers if not isinstance(number, bool) for step in (0, -1, 1, 0.5))
    for size in (schema[key] + step for key in _SIZES if key in schema for step in (-1, 0, 1)):
        yield "a" * max(0, size)
        yield [next(_valid(schema.get("items", True), root, depth), None)] * max(0, size)
    if schema.get("format") in TEXTS:
        yield TEXTS[schema["format"]]
    if "properties" in schema:
        yield from _objects(schema, root, depth)
    if is_object(schema.get("items")):
        yield from ([each] for each in edges(schema["items"], root, depth + 1))
    if is_object(schema.get("additionalProperties")):
        yield from ({"k": each} for each in edges(schema["additionalProperties"], root, depth + 1))
    if depth:
        yield from _OF_EVERY_KIND


def _objects(schema: Any, root: Any, depth: int) -> Iterator[Any]:
    """Yield an object with its required fields, in which one field is replaced, added or dropped."""
    properties = schema["properties"]
    base = {name: next(_valid(properties.get(name, True), root, depth), None) for name in schema.get("required", ())}
    yield base
    yield {**base, "added": True}
    yield from ({key: each for key, each in base.items() if key != name} for name in base)
    for name, inner in properties.items():
        yield from ({**base, name: each} for each in edges(inner, root, depth + 1))


def _valid(schema: Any, root: Any, depth: int) -> Iterator[Any]:
    """Yield the values around a schema that are valid for it."""
    from jsonschema import Draft202012Validator

    whole = {
        "$defs": root.get("$defs", {}),
        "definitions": root.get("definitions", {}),
        "components": root.get("components", {}),
        "allOf": [schema],
    }
    yield from filter(Draft202012Validator(whole).is_valid, _around(schema, root, depth + 1))


def _resolved(schema: Any, root: Any, depth: int) -> Any:
    """Return a schema with its reference and the parts of `allOf` merged roughly, which is enough to find edges."""
    if not is_object(schema) or depth > _DEEPEST:
        return schema
    parts: list[Any] = [*schema.get("allOf", ())]
    if "$ref" in schema:
        target = root
        for step in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[step]
        parts.append(target)
    made = {key: each for key, each in schema.items() if key not in ("$ref", "allOf")}
    for part in (_resolved(each, root, depth + 1) for each in parts):
        for key, each in part.items() if is_object(part) else ():
            both = is_object(made.get(key)) and is_object(each)
            made[key] = (
                {**each, **made[key]}
                if both
                else [*made[key], *each]
                if is_list(made.get(key)) and is_list(each)
                else each
            )
    return made
