"""Reader of the tenant's field: payloads lose it, because the catalog declares it once."""

from __future__ import annotations

from typing import Final

from cgk_codegen.check.header import is_tenant_field
from cgk_codegen.diagnostics import Findings
from cgk_codegen.importers.model import Field, Schema, SourceEvent, YamlType, is_object
from cgk_codegen.importers.schemas import SchemaReader
from cgk_codegen.importers.yaml_text import printable
from cgk_codegen.resolve.catalog_parts import TENANT_FIELD, Tenant
from cgk_codegen.resolve.pattern_rules import portable_pattern
from cgk_codegen.resolve.pattern_samples import pattern_samples
from cgk_codegen.resolve.pattern_tree import SCHEMA_END
from cgk_codegen.resolve.patterns import matches

_DEFAULT: Final = "^[a-z0-9_-]{1,56}$"
_ANY: Final = "^.+$"
_EXAMPLE: Final = "acme"


class TenantReader:
    """Reader of the tenant's field in all payloads of a source.

    Args:
        field: Its name there; None for its name in the catalog.
        existing: The tenant of the catalog to which the events are added, None for a new catalog.
    """

    def __init__(self, field: str | None = None, existing: Tenant | None = None) -> None:
        self.field = field or (existing.field if existing else TENANT_FIELD)
        own_name = self.field if is_tenant_field(self.field) else TENANT_FIELD
        self.name = existing.field if existing else own_name
        self._existing = existing
        self._patterns: set[str] = set()
        self._values: list[str] = []
        self._description = ""

    def without_tenant(
        self, fields: list[Field], event: SourceEvent, examples: list[Schema], reader: SchemaReader
    ) -> list[Field]:
        """Return the fields of a payload without the tenant, and report how the tenant changes.

        Args:
            fields: All fields.
            event: The event.
            examples: Examples of the payload.
            reader: Reader of the headers; receives the findings.
        """
        losses = reader.losses
        if self.name != self.field:
            losses.add_once("IMP308", event.span, "every payload", f"{self.field} is named {self.name} here")
        own = next((field for field in fields if field.name == self.field), None)
        if own is None:
            if self.field in event.headers:
                self._patterns.add(
                    _pattern(reader.nested_type(event.headers[self.field], f"{event.name} {self.field}"))
                )
                losses.add("IMP308", event.span, event.name, f"the header {self.field} is a field of the payload here")
            else:
                losses.add("IMP302", event.span, event.name, f"it has no {self.field}, which every payload has here")
            return fields
        self._description = self._description or own.annotations.description
        values = [*own.examples, *(example.get(self.field) for example in examples)]
        self._values += [value for value in values if isinstance(value, str)]
        pattern = _pattern(own.type)
        self._patterns.add(pattern)
        subject = f"{event.name}.{self.field}"
        if (own.type if isinstance(own.type, str) else own.type.get("type")) != "string":
            losses.add("IMP308", own.span, subject, "a tenant's id is text here", str(own.type))
        if not own.required:
            losses.add("IMP308", own.span, subject, "it is required here")
        if self._existing and portable_pattern(pattern, own.span, subject, Findings()) != self._existing.pattern:
            reason = f"a tenant's id matches {self._existing.pattern} here"
            losses.add_once("IMP308", own.span, "every payload", reason)
        elif not self._existing and pattern == _ANY:
            reason = "a tenant's id has a character at least, and no line breaks"
            losses.add_once("IMP308", own.span, "every payload", reason)
        return [field for field in fields if field is not own]

    def tenant(self) -> dict[str, str]:
        """Return the entries of a new catalog's tenant."""
        pattern = self._patterns.pop() if len(self._patterns) == 1 else _ANY if self._patterns else _DEFAULT
        texts = (text for text in (*self._values, _EXAMPLE, *pattern_samples(pattern)) if matches(pattern, text))
        example = next(texts, _EXAMPLE)  # the compiler reports a pattern that it does not match
        field = {} if self.name == TENANT_FIELD else {"field": self.name}
        description = printable(self._description or "The tenant the job belongs to.")
        return {**field, "pattern": pattern, "description": description, "example": example}


def _pattern(yaml_type: YamlType) -> str:
    """Return the regular expression of a tenant's type, which covers the whole text."""
    if is_object(yaml_type) and yaml_type.get("type") == "string":
        pattern = str(yaml_type.get("pattern", "")).replace(SCHEMA_END, "$")
        if pattern.startswith("^") and pattern.endswith("$") and "|" not in pattern:
            return pattern
        shortest, longest = yaml_type.get("minLength", 0), yaml_type.get("maxLength", "")
        return f"^.{{{max(1, shortest)},{longest}}}$" if {"minLength", "maxLength"} & yaml_type.keys() else _ANY
    return _ANY
