"""Schema violations of a payload, described without quoting its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from cgk_codegen.json_schema import ITEM, VALUE, json_type_of
from cgk_codegen.json_schema_validator import SchemaError

_MESSAGES: Final = {
    "enum": "is not one of the values in the catalog",
    "format": "is not a valid {}",
    "pattern": "does not match the pattern {}",
    "minLength": "is shorter than {} characters",
    "maxLength": "is longer than {} characters",
    "minItems": "has fewer items than {}",
    "maxItems": "has more items than {}",
    "minimum": "is less than {}",
    "maximum": "is more than {}",
    "exclusiveMinimum": "is not more than {}",
    "exclusiveMaximum": "is not less than {}",
    "multipleOf": "is not a multiple of {}",
}
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One violation of the schema.

    Attributes:
        path: The field: `items[].price`; keys of records are data and shown as `{}`.
        problem: Description of the violation; empty for a field that the schema does not have.
    """

    path: str
    problem: str = ""

    @property
    def is_unknown_field(self) -> bool:
        """Return whether the schema does not have the field."""
        return not self.problem


def violations(errors: Iterable[SchemaError]) -> list[Violation]:
    """Return the distinct violations among errors of jsonschema."""
    return sorted({violation for error in errors for violation in _violations_of(error)})


def _violations_of(error: SchemaError) -> Iterator[Violation]:
    """Yield the violations that one error of jsonschema describes."""
    path = _path(error.absolute_schema_path)
    expected = error.validator_value
    match error.validator:
        case "additionalProperties" if expected is False:
            known = error.schema.get("properties", {})
            for name in cast("Mapping[str, object]", error.instance):
                if name not in known:
                    yield Violation(_below(path, name[:_LONGEST_NAME]))
        case "required":
            for name in expected:
                if name not in error.instance:
                    yield Violation(_below(path, name), "is required")
        case "type":
            yield Violation(path, f"must be of type {_join_types(expected)}, not {json_type_of(error.instance)}")
        case "anyOf":
            yield from _violations_of_choices(error, path)
        case keyword:
            yield Violation(path, _MESSAGES.get(keyword, f"violates {keyword} {{}}").format(expected))


def _violations_of_choices(error: SchemaError, path: str) -> Iterator[Violation]:
    """Yield the violations of the choice with the value's type.

    If several choices have the type, yield the unknown fields of a choice that the value matches otherwise, or else one
    violation for all choices.
    """
    choices: dict[str | int, list[SchemaError]] = {}
    for inner in error.context:
        choices.setdefault(inner.relative_schema_path[0], []).append(inner)
    candidates = [errors for errors in choices.values() if not any(map(_is_wrong_type, errors))]
    if not candidates:
        names = (_join_types(inner.validator_value) for inner in error.context if _is_wrong_type(inner))
        expected = " or ".join(dict.fromkeys(names))
        yield Violation(path, f"must be of type {expected}, not {json_type_of(error.instance)}")
        return
    by_choice = [violations(errors) for errors in candidates]
    best = min(by_choice, key=_count_problems)
    if len(candidates) == 1 or all(violation.is_unknown_field for violation in best):
        yield from best
    else:
        yield Violation(path, f"matches none of its {len(choices)} types")


def _count_problems(choice: list[Violation]) -> int:
    return sum(not violation.is_unknown_field for violation in choice)


def _is_wrong_type(error: SchemaError) -> bool:
    return error.validator == "type" and not error.relative_path


def _join_types(types: str | Sequence[str]) -> str:
    return types if isinstance(types, str) else " or ".join(types)


def _path(schema_path: Sequence[str | int]) -> str:
    """Return the field at a path of the schema. A path of the payload would show the keys of records."""
    path = ""
    steps = iter(list(schema_path)[:-1])
    for step in steps:
        match step:
            case "properties":
                path = _below(path, str(next(steps)))
            case "items":
                path += ITEM
            case "additionalProperties":
                path += VALUE
            case "anyOf":
                next(steps)
            case _:
                pass
    return path


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
