"""JSON Schema's judge in Python, with the dialect of patterns that every artefact shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Protocol, cast

from cgk_codegen.json_schema import Schema
from cgk_codegen.resolve.patterns import compiled


class Violation(Protocol):
    """What is wrong in one place; the part of jsonschema's error that is used here."""

    @property
    def absolute_path(self) -> Sequence[str | int]:
        """The place."""
        ...

    @property
    def message(self) -> str:
        """What is wrong."""
        ...

    @property
    def validator(self) -> str:
        """The keyword."""
        ...

    @property
    def schema(self) -> Mapping[str, Any]:  # Any: JSON data
        """The schema that has the keyword."""
        ...

    @property
    def instance(self) -> object:
        """What stands there."""
        ...


class Validator(Protocol):
    """The part of jsonschema's validator that is used here; its own stubs are only partly typed."""

    def iter_errors(self, instance: Any) -> Iterable[Violation]:  # Any: JSON data
        """Say what is wrong with a value."""
        ...

    def is_valid(self, instance: Any) -> bool:  # Any: JSON data
        """Say whether a value is valid."""
        ...


def validator_of(schema: Schema) -> Validator:
    """Make the judge of a schema whose references stay inside it."""
    return _validators()(schema)


@cache
def _validators() -> Callable[[Schema], Validator]:
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

    def pattern(_validator: object, pattern: str, instance: object, _schema: object) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not compiled(pattern)(instance):
            yield ValidationError(f"{instance!r} does not match {pattern!r}")

    made: Any = validators.extend(Draft202012Validator, {"pattern": pattern})  # type: ignore[no-untyped-call]  # its stubs
    checker: FormatChecker = Draft202012Validator.FORMAT_CHECKER

    def make(schema: Schema) -> Validator:
        return cast("Validator", made(schema, format_checker=checker))

    return make
