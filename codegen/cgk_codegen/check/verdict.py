"""Holding a payload against its event's schema."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.json_schema_validator import Violation, validator_of
from cgk_codegen.load import ListNode, MapNode, Node, span_at
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.catalog import TENANT_FIELD
from cgk_codegen.resolve.documents import event_schema
from cgk_codegen.source import Span

_MAX_MESSAGE: Final = 200


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


def _unknown_key(violation: Violation) -> tuple[list[str], str]:
    """Find the key that a closed object does not know, and the known one nearest to it."""
    if violation.validator != "additionalProperties":
        return [], ""
    known: Mapping[str, Any] = violation.schema.get("properties", {})
    instance = cast("Mapping[str, object]", violation.instance)
    unknown = next((key for key in instance if key not in known), None)
    return ([], "") if unknown is None else ([unknown], nearest_hint(unknown, known))
