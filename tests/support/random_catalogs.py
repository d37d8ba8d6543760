"""Random pairs of catalogs, the second one a change of the first, and random payloads that the first one accepts."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Mapping
from typing import Any, Final

PATTERNS: Final = {"^[a-z]+$": "abc", "^[a-z0-9]+$": "a1", "^[A-Z]{2}$": "DE", "^.*$": "x y"}
"""Patterns, each with a text it accepts."""
_CHOICE_KINDS: Final = ["string", "integer", "boolean", "array", "fields"]
"""Kinds of a union's choices; no value belongs to two of them."""
_TEXTS: Final = ["a", "b", "c", "DE", "xyz"]

Type = dict[str, Any]
"""A field's type as the catalog writes it, always as a mapping."""


class CatalogGenerator:
    """Generator of random types, fields and values.

    Args:
        seed: Seed of the random numbers; the same seed gives the same catalogs.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  not for security

    def type(self, depth: int = 0) -> Type:
        """Make a type that is not optional."""
        kinds = ["string", *["constrained"] * 2, "enum", "integer", "number", "boolean", "date-time", "any", "object"]
        kind: str = self._random.choice([*kinds, *(["array", "fields", "record", "union"] if depth < 2 else [])])
        schema: Type
        match kind:
            case "constrained":
                schema = {"type": "string", **self._string_constraints()}
            case "enum":
                schema = {"enum": self._random.sample(_TEXTS, self._random.randint(1, 4))}
            case "integer" | "number":
                schema = {"type": kind, **self._bounds(kind)}
            case "array":
                schema = {"type": "array", "items": self.type(depth + 1)}
                schema |= self._sizes()
            case "union":
                schema = {"anyOf": [self._choice_type(kind) for kind in self._random.sample(_CHOICE_KINDS, 2)]}
            case "fields":
                schema = {"fields": self.fields(depth + 1), "open": self._random.random() < 0.3}
            case "record":
                schema = {"type": "object", "additionalProperties": self.type(depth + 1)}
            case _:
                schema = {"type": kind}
        if kind in ("string", "integer", "number", "boolean", "date-time") and self._random.random() < 0.25:
            schema["type"] = f"{schema['type']} | null"
        return schema

    def _choice_type(self, kind: str) -> Type:
        match kind:
            case "string":
                return {"type": kind, **self._string_constraints()}
            case "integer":
                return {"type": kind, **self._bounds(kind)}
            case "array":
                return {"type": kind, "items": {"type": "string"}, **self._sizes()}
            case "fields":
                return {"fields": self.fields(2)}
            case _:
                return {"type": kind}

    def fields(self, depth: int = 0) -> dict[str, Type]:
        """Make an object's fields."""
        names = self._random.sample(["alpha", "beta", "gamma", "delta", "epsilon"], self._random.randint(1, 4))
        return {name: self._maybe_optional(self.type(depth)) for name in names}

    def changed(self, fields: Mapping[str, Type]) -> dict[str, Type]:
        """Change an object's fields in one to three ways."""
        changed = copy.deepcopy(dict(fields))
        for _ in range(self._random.randint(1, 3)):
            self._change(changed)
        return changed

    def _change(self, fields: dict[str, Type]) -> None:  # noqa: C901  one kind of change a line
        name = self._random.choice([*fields, "zeta"])
        if name not in fields:
            fields[name] = self._maybe_optional(self.type())
            return
        field = fields[name]
        match self._random.choice(["remove", "type", "optional", "inner", "bounds", "bounds", "enum", "null", "open"]):
            case "remove" if len(fields) > 1:
                del fields[name]
            case "type":
                fields[name] = self._maybe_optional(self.type())
            case "optional":
                field["optional"] = not field.get("optional", False)
            case "inner" if "fields" in field:
                self._change(field["fields"])
            case "open" if "fields" in field:
                field["open"] = not field.get("open", False)
            case "inner" if "items" in field:
                field["items"] = self.type(1)
            case "bounds" if field.get("type") in ("integer", "number"):
                kind = self._random.choice(["integer", "number"])
                fields[name] = self._maybe_optional({"type": kind, **self._bounds(kind)})
            case "bounds" if field.get("type") == "string":
                fields[name] = self._maybe_optional({"type": "string", **self._string_constraints()})
            case "bounds" if "items" in field:
                for size in ("minItems", "maxItems"):
                    field.pop(size, None)
                field |= self._sizes()
            case "inner" if "anyOf" in field:
                choices = field["anyOf"]
                index = self._random.randrange(len(choices))
                unused = [kind for kind in _CHOICE_KINDS if not any(_has_kind(kind, choice) for choice in choices)]
                choices[index] = self._choice_type(self._random.choice(unused))
            case "enum" if "enum" in field:
                field["enum"] = self._random.sample(_TEXTS, self._random.randint(1, 5))
            case "null" if field.get("type") in ("string", "integer", "number", "boolean", "date-time"):
                field["type"] += " | null"
            case _:
                pass

    def _maybe_optional(self, schema: Type) -> Type:
        return {**schema, "optional": True} if self._random.random() < 0.4 else schema

    def _string_constraints(self) -> dict[str, Any]:
        if self._random.random() < 0.4:
            return {"pattern": self._random.choice(list(PATTERNS))}
        low = self._random.randint(0, 2)
        return {"minLength": low, "maxLength": low + self._random.randint(1, 4)}

    def _sizes(self) -> dict[str, int]:
        bounds: dict[str, int] = {}
        if self._random.random() < 0.3:
            bounds["minItems"] = self._random.randint(0, 2)
        if self._random.random() < 0.5:
            bounds["maxItems"] = bounds.get("minItems", 0) + self._random.randint(0, 3)
        return bounds

    def _bounds(self, kind: str) -> dict[str, int]:
        low = self._random.randint(-3, 3)
        bounds: dict[str, int] = {}
        if self._random.random() < 0.4:
            bounds[self._random.choice(["minimum", "exclusiveMinimum"])] = low
        if self._random.random() < 0.4:
            bounds[self._random.choice(["maximum", "exclusiveMaximum"])] = low + self._random.randint(2, 6)
        elif kind == "integer" and self._random.random() < 0.2:
            bounds["multipleOf"] = self._random.randint(2, 4)
        return bounds

    def object(self, fields: Mapping[str, Type]) -> dict[str, Any]:
        """Make an object with a value for every required field and for some of the optional ones."""
        return {
            name: self.value(field)
            for name, field in fields.items()
            if not field.get("optional") or self._random.random() < 0.6
        }

    def value(self, field: Mapping[str, Any]) -> Any:
        """Make a value that a type accepts."""
        if "enum" in field:
            return self._random.choice(field["enum"])
        if "fields" in field:
            extra = (  # an open object can have fields that are not listed
                {self._random.choice(["k", "zeta", "alpha"]): self._plain_value("any", {})} if field.get("open") else {}
            )
            return {**{name: value for name, value in extra.items() if name not in field["fields"]},
                    **self.object(field["fields"])}  # fmt: skip
        if "anyOf" in field:
            return self.value(self._random.choice(field["anyOf"]))
        kind: str = field["type"]
        if kind.endswith(" | null") and self._random.random() < 0.4:
            return None
        return self._plain_value(kind.removesuffix(" | null"), field)

    def _plain_value(self, kind: str, field: Mapping[str, Any]) -> Any:
        match kind:
            case "string":
                return self._text(field)
            case "integer" | "number":
                return self._number(field, whole=kind == "integer")
            case "boolean":
                return self._random.random() < 0.5
            case "date-time":
                return self._random.choice(["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456+02:00"])
            case "array":
                least = field.get("minItems", 0)
                count = self._random.randint(least, field.get("maxItems", least + 3))
                return [self.value(field["items"]) for _ in range(count)]
            case "object" if "additionalProperties" in field:
                return {self._random.choice(["k", "alpha"]): self.value(field["additionalProperties"])}
            case "object":
                return self._random.choice([{}, {"alpha": 1}, {"k": None}])
            case _:
                return self._random.choice([None, 0, "text", [], {"alpha": "a"}, 1.5, True])

    def _text(self, field: Mapping[str, Any]) -> str:
        if "pattern" in field:
            return PATTERNS[field["pattern"]]
        length = self._random.randint(field.get("minLength", 0), field.get("maxLength", 6))
        return "".join(self._random.choice("abcDE1 ") for _ in range(length))

    def _number(self, field: Mapping[str, Any], *, whole: bool) -> float:
        # An exclusive bound itself is not allowed; True counts as 1.
        low: int = field.get("minimum", field.get("exclusiveMinimum", -4) + ("exclusiveMinimum" in field))
        high: int = field.get("maximum", field.get("exclusiveMaximum", low + 6) - ("exclusiveMaximum" in field))
        high = max(low, high)
        step: int | None = field.get("multipleOf")
        if step is not None:
            first = -(-low // step) * step  # `low` rounded up to a multiple
            return first + step * self._random.randint(0, 3)
        number = self._random.choice([low, high, self._random.randint(low, high)])
        return number + 0.5 if not whole and number < high and self._random.random() < 0.4 else number


def _has_kind(kind: str, choice: Mapping[str, Any]) -> bool:
    return kind in choice if kind == "fields" else choice.get("type") == kind


def catalog_text(events: Mapping[str, Mapping[str, Type]], examples: Mapping[str, Any]) -> str:
    """Write a catalog.

    Args:
        events: Fields of the payload, by the event's name.
        examples: A valid payload, by the event's name.
    """
    document = {
        "catalog": {"name": "random-jobs", "package": "random_jobs", "version": "1.0.0", "description": "Random."},
        "tenant": {"pattern": "^[a-z]{1,8}$", "example": "acme"},
        "categories": {"all": {"title": "All"}},
        "events": {
            name: {"category": "all", "description": "Random.", "payload": fields, "example": examples[name]}
            for name, fields in events.items()
        },
    }
    # JSON quotes every text. PyYAML would not quote the text 1E1, which YAML 1.2 reads as a number.
    return json.dumps(document, indent=1)
