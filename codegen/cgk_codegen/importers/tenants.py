"""The tenant's field: it leaves the payloads, and the catalog declares it once."""

from __future__ import annotations

from typing import Final

from cgk_codegen.check.header import is_tenant_field
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Field, Schema, SourceEvent, Tenant, Written, is_object
from cgk_codegen.resolve.catalog_parts import TENANT_FIELD
from cgk_codegen.resolve.patterns import SCHEMA_END, matches

_DEFAULT: Final = "^[a-z0-9_-]{1,56}$"
_ANY: Final = "^.+$"
_EXAMPLES: Final = ("acme", "ACME", "1", "42", "acme-1", "0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3e")


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
        self, fields: list[Field], found: SourceEvent, examples: list[Schema], losses: Losses
    ) -> list[Field]:
        """Return the fields of a payload without the tenant, and report how the tenant changes.

        Args:
            fields: All fields.
            found: The event.
            examples: Examples of the payload.
            losses: Receives the findings.
        """
        if self.name != self.field:
            losses.add_once("IMP308", found.span, "every payload", f"{self.field} is named {self.name} here")
        own = next((field for field in fields if field.name == self.field), None)
        if own is None:
            if self.field in found.headers:
                self._patterns.add(_pattern(found.headers[self.field]))
                losses.add("IMP308", found.span, found.name, f"the header {self.field} is a field of the payload here")
            else:
                losses.add("IMP302", found.span, found.name, f"it has no {self.field}, which every payload has here")
            return fields
        self._description = self._description or own.description
        given = [*own.examples, *(example.get(self.field) for example in examples)]
        self._values += [value for value in given if isinstance(value, str)]
        self._patterns.add(_pattern(own.type))
        kind = own.type if isinstance(own.type, str) else own.type.get("type")
        if kind != "string":
            losses.add("IMP308", own.span, f"{found.name}.{self.field}", "a tenant's id is text here", str(own.type))
        if not own.required:
            losses.add("IMP308", own.span, f"{found.name}.{self.field}", "it is required here")
        self._report_pattern(own, losses)
        return [field for field in fields if field is not own]

    def _report_pattern(self, own: Field, losses: Losses) -> None:
        """Report that the catalog accepts fewer ids than the source."""
        pattern = _pattern(own.type)
        if self._existing is not None and pattern != self._existing.pattern:
            reason = f"a tenant's id matches {self._existing.pattern} here"
        elif pattern == _ANY:
            reason = "a tenant's id has a character at least, and no line breaks"
        else:
            return
        losses.add_once("IMP308", own.span, "every payload", reason)

    def tenant(self) -> Tenant:
        """Return the catalog's tenant."""
        if self._existing is not None:
            return self._existing
        pattern = self._patterns.pop() if len(self._patterns) == 1 else _ANY if self._patterns else _DEFAULT
        example = next((each for each in (*self._values, *_EXAMPLES) if matches(pattern, each)), None)
        if example is None:
            pattern, example = _ANY, _EXAMPLES[0]
        return Tenant(self.name, pattern, self._description or "The tenant the job belongs to.", example)


def _pattern(written: Written) -> str:
    """Return the regular expression of a tenant's type, which covers the whole text."""
    if is_object(written) and written.get("type") == "string":
        pattern = str(written.get("pattern", "")).replace(SCHEMA_END, "$")
        if pattern.startswith("^") and pattern.endswith("$") and "|" not in pattern:
            return pattern
        shortest, longest = written.get("minLength", 0), written.get("maxLength", "")
        return f"^.{{{max(1, shortest)},{longest}}}$" if {"minLength", "maxLength"} & written.keys() else _ANY
    return _ANY
