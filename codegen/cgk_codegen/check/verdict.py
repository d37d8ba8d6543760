"""Holding a payload against its event's schema, with the dialect of patterns that every artefact shares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol, cast

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.load import ListNode, MapNode, Node, span_at
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.catalog import TENANT_FIELD
from cgk_codegen.resolve.documents import event_schema
from cgk_codegen.resolve.patterns import compiled
from cgk_codegen.source import Span

_MAX_MESSAGE: Final = 200


class _Validator(Protocol):
    """The part of jsonschema's validator that is used here; its own stubs are only partly typed."""

    def iter_errors(self, instance: Any) -> Iterable[_Violation]: ...  # Any: JSON data


class _Violation(Protocol):
    @property
    def absolute_path(self) -> Sequence[str | int]: ...
    @property
    def message(self) -> str: ...
    @property
    def validator(self) -> str: ...
    @property
    def schema(self) -> Mapping[str, Any]: ...  # Any: JSON data
    @property
    def instance(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Given:
    """A payload that stands in a catalog.

    Attributes:
        what: What it is, for messages.
        code: The code of its violations.
        source: The node below which it stands, None where it stands nowhere.
        way: The way from there to it.
        span: Where to point where it stands nowhere.
    """

    what: str
    code: str
    source: Node | None
    way: tuple[str | int, ...]
    span: Span

    def fields(self) -> Collection[str]:
        """Give the keys it has in the catalog."""
        node = self.source
        for step in self.way:
            if isinstance(node, MapNode):
                node = node.get(str(step))
            elif isinstance(node, ListNode) and isinstance(step, int):
                node = node.items[step]
        return node.entries if isinstance(node, MapNode) else ()

    def place(self, path: Iterable[str | int]) -> Span:
        """Give the place of a part of it."""
        return self.span if self.source is None else span_at(self.source, (*self.way, *path))


def report_violations(
    catalog: Catalog, event: Event, payload: Mapping[str, Any], given: Given, findings: Findings
) -> None:
    """Hold a payload, tenantId included, against its event's schema and note each violation."""
    validator = validator_of(event_schema(catalog, event))
    tenant_is_given = given.source is not None and TENANT_FIELD in given.fields()
    for violation in validator.iter_errors(payload):
        if list(violation.absolute_path) == [TENANT_FIELD] and not tenant_is_given:
            continue  # it is the catalog's own example, of which is said enough
        where = ".".join(str(part) for part in violation.absolute_path)
        said = violation.message
        message = f"{given.what} is not valid{f' at {where}' if where else ''}: {said[:_MAX_MESSAGE]}"
        unknown, hint = _unknown_key(violation)
        findings.error(given.code, given.place([*violation.absolute_path, *unknown]), message, hint)


def _unknown_key(violation: _Violation) -> tuple[list[str], str]:
    """Find the key that a closed object does not know, and the known one nearest to it."""
    if violation.validator != "additionalProperties":
        return [], ""
    known: Mapping[str, Any] = violation.schema.get("properties", {})
    instance = cast("Mapping[str, object]", violation.instance)
    unknown = next((key for key in instance if key not in known), None)
    return ([], "") if unknown is None else ([unknown], nearest_hint(unknown, known))


def validator_of(schema: Mapping[str, Any]) -> _Validator:
    """Make a validator of a JSON Schema."""
    return _validator_class()(schema)


@cache
def _validator_class() -> Callable[[Mapping[str, Any]], _Validator]:
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

    def pattern(_validator: object, pattern: str, instance: object, _schema: object) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not compiled(pattern)(instance):
            yield ValidationError(f"{instance!r} does not match {pattern!r}")

    made: Any = validators.extend(Draft202012Validator, {"pattern": pattern})  # type: ignore[no-untyped-call]  # its stubs
    checker: FormatChecker = Draft202012Validator.FORMAT_CHECKER

    def make(schema: Mapping[str, Any]) -> _Validator:
        return cast("_Validator", made(schema, format_checker=checker))

    return make
