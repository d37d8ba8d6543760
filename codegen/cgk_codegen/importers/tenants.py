"""Reader of the tenant's field: it moves from the payloads to the catalog, which declares it once."""

from __future__ import annotations

from typing import Final

from cgk_codegen.check.header import is_tenant_field
from cgk_codegen.diagnostics import Findings
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportedField, Schema, SourceEvent, YamlType
from cgk_codegen.importers.schemas import SchemaReader
from cgk_codegen.importers.yaml_text import printable
from cgk_codegen.resolve.catalog_parts import DEFAULT_TENANT_PATTERN, TENANT_FIELD, Tenant
from cgk_codegen.resolve.pattern_rules import portable_pattern
from cgk_codegen.resolve.pattern_samples import pattern_samples
from cgk_codegen.resolve.pattern_tree import SCHEMA_END, parse
from cgk_codegen.resolve.patterns import matches

_ANY_PATTERN: Final = "^.+$"
_DEFAULT_EXAMPLE: Final = "acme"


class TenantReader:
    """Reader of the tenant's field in all payloads of a source.

    Args:
        source_name: Name of the field in the source; None if it has the same name in the catalog.
        existing: The tenant of the catalog to which the events are added, None for a new catalog.
    """

    def __init__(self, source_name: str | None = None, existing: Tenant | None = None) -> None:
        self._source_name = source_name or (existing.field if existing else TENANT_FIELD)
        name_in_new_catalog = self._source_name if is_tenant_field(self._source_name) else TENANT_FIELD
        self._catalog_name = existing.field if existing else name_in_new_catalog
        self._existing = existing
        self._patterns: set[str] = set()
        self._examples: list[str] = []
        self._description = ""

    def without_tenant(
        self, fields: list[ImportedField], event: SourceEvent, examples: list[Schema], reader: SchemaReader
    ) -> list[ImportedField]:
        """Return the fields of a payload without the tenant's field, and report how the tenant's field changes.

        Args:
            fields: All fields.
            event: The event.
            examples: Examples of the payload.
            reader: Reader of the headers, with the collector of findings.
        """
        losses = reader.losses
        name = self._source_name
        if self._catalog_name != name:
            losses.add_once("IMP308", event.span, "every payload", f"{name} is named {self._catalog_name} here")
        tenant = next((field for field in fields if field.name == name), None)
        if tenant is None:
            if name in event.headers:
                self._add_pattern(reader.read_nested(event.headers[name], f"{event.name} {name}"), event, losses)
                losses.add("IMP308", event.span, event.name, f"the header {name} is a field of the payload here")
            else:
                losses.add("IMP302", event.span, event.name, f"it has no {name}, which every payload has here")
            return fields
        self._description = self._description or tenant.annotations.description
        tenant_examples = [*tenant.examples, *(example.get(name) for example in examples)]
        self._examples += [example for example in tenant_examples if isinstance(example, str)]
        pattern = self._add_pattern(tenant.type, event, losses)
        subject = f"{event.name}.{name}"
        if not _is_text(tenant.type):
            losses.add("IMP308", tenant.span, subject, "a tenant's id is text here", str(tenant.type))
        if not tenant.required:
            losses.add("IMP308", tenant.span, subject, "it is required here")
        if self._existing and portable_pattern(pattern, tenant.span, subject, Findings()) != self._existing.pattern:
            reason = f"a tenant's id matches {self._existing.pattern} here"
            losses.add_once("IMP308", tenant.span, "every payload", reason)
        elif not self._existing and pattern.startswith("^."):
            reason = "a tenant's id has at least one character and no line breaks here"
            losses.add_once("IMP308", tenant.span, "every payload", reason)
        return [field for field in fields if field is not tenant]

    def _add_pattern(self, yaml_type: YamlType, event: SourceEvent, losses: Losses) -> str:
        """Add and return the pattern of the ids of a tenant's type; report what it does not check."""
        pattern, lost = _pattern(yaml_type)
        if lost:
            subject = f"{event.name}.{self._source_name}"
            losses.add("IMP208", event.span, subject, "it is not part of the pattern of a tenant's id", lost)
        self._patterns.add(pattern)
        if len(self._patterns) > 1 and not self._existing:
            reason = "the ids of tenants have several patterns in the source, and any text is accepted here"
            losses.add_once("IMP208", event.span, "every payload", reason)
        return pattern

    def catalog_entries(self) -> dict[str, str]:
        """Return the `tenant` section of a new catalog."""
        if len(self._patterns) == 1:
            pattern = self._patterns.pop()
        else:
            pattern = _ANY_PATTERN if self._patterns else DEFAULT_TENANT_PATTERN
        candidates = (*self._examples, _DEFAULT_EXAMPLE, *pattern_samples(pattern))
        # If no candidate matches the pattern, the compiler reports the default.
        example = next((text for text in candidates if matches(pattern, text)), _DEFAULT_EXAMPLE)
        field = {} if self._catalog_name == TENANT_FIELD else {"field": self._catalog_name}
        description = printable(self._description or "The tenant the job belongs to.")
        return {**field, "pattern": pattern, "description": description, "example": example}


def _is_text(yaml_type: YamlType) -> bool:
    return (yaml_type if isinstance(yaml_type, str) else yaml_type.get("type")) == "string"


def _pattern(yaml_type: YamlType) -> tuple[str, Schema]:
    """Return a pattern of whole ids for a tenant's type, and the keywords that it does not check."""
    if not _is_text(yaml_type):
        return _ANY_PATTERN, {"type": yaml_type}
    keywords: Schema = {} if isinstance(yaml_type, str) else {**yaml_type}
    pattern = str(keywords.get("pattern", "")).replace(SCHEMA_END, "$")
    sizes: Schema = {key: keywords[key] for key in ("minLength", "maxLength") if key in keywords}
    if parse(pattern).is_whole and not matches(pattern, ""):
        return pattern, sizes
    lost = {"pattern": pattern} if pattern else {}
    if not sizes:
        return _ANY_PATTERN, lost
    shortest = max(1, sizes.get("minLength", 0))
    longest = max(shortest, sizes["maxLength"]) if "maxLength" in sizes else ""
    return f"^.{{{shortest},{longest}}}$", lost
