"""Proofs of imports: payloads, the results of both validators, and the report's explanation of each difference."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from cgk_codegen.compiler import read_catalog
from cgk_codegen.importers import Import
from cgk_codegen.importers.model import ImportedEvent
from cgk_codegen.importers.writer import serialize_type
from cgk_codegen.importers.yaml_text import flow
from cgk_codegen.json_schema_validator import SchemaError, validator_of
from cgk_codegen.plan.emitters import PYTHON_EMITTERS
from cgk_codegen.plan.python.field_types import generate_types
from cgk_codegen.plan.python.models import emit_models
from cgk_codegen.plan.snapshot import emit_snapshot
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.schema_documents import event_schema
from hypothesis import HealthCheck, given, settings
from imports import text_of
from node import run_node
from pydantic import ValidationError

from .edges import Edges
from .payloads import payloads

HERE = Path(__file__).parent
EXAMPLES = 25 * int(os.environ.get("ROUNDS") or 1)
"""Number of random payloads of each event, for each of two schemas: the source's and the exported one."""
_MIN_SHARE = 1 / 20
"""Smallest share of cases that both sides must accept, and that both must refuse."""
_CODES_OF_ACTION = {"widened": ("IMP2", "IMP4"), "narrowed": ("IMP3",)}
"""Start of the codes of findings, by what happened to a field; an unresolved reference also widens it."""

_UNCHECKED = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)

ValidationResults = list[tuple[bool, str | None]]
"""Whether each payload is valid, and the first invalid field."""
Case = tuple[str, str]
"""Name of an event in the source, and a payload as JSON."""


@dataclass(frozen=True)
class Proof:
    """An imported source with its compiled catalog.

    Attributes:
        result: The import.
        catalog: The catalog.
        models: The payload models by the source's names of the events.
    """

    result: Import
    catalog: Catalog
    models: Mapping[str, Any]

    def cases(self) -> list[Case]:
        """Return random payloads and edge cases of each event, from the source's and from the exported schema."""
        cases: dict[Case, None] = {}
        for event in self.result.catalog.events:
            source_event = next(
                candidate
                for candidate in self.result.source.events
                if event.wire_name in (candidate.name, event.name) and candidate.span == event.span
            )
            path = Path(source_event.span.file.path)
            root = self.result.losses.documents.read(path)
            literals = path.read_text(encoding="utf-8") if path.suffix != ".json" else ""
            exported = event_schema(self.catalog, self.catalog.events[event.name])
            for schema, document in ((source_event.schema, root), (exported, exported)):
                for value in (*drawn_values(schema, document), *Edges(document, literals).of(schema)):
                    cases[source_event.name, json.dumps(value)] = None
        return list(cases)

    def validation_results(self, cases: list[Case]) -> ValidationResults:
        """Validate payloads with the imported models and the exported schema, which must agree.

        Each result has the field that the schema refuses, None for a valid payload.
        """
        names = {source_name(self.result, event): event.name for event in self.result.catalog.events}
        validators = {
            name_in_source: validator_of(event_schema(self.catalog, self.catalog.events[name]))
            for name_in_source, name in names.items()
        }
        results: ValidationResults = []
        for event_name, text in cases:
            errors = list(validators[event_name].iter_errors(json.loads(text)))
            try:
                self.models[event_name].from_wire(text)
            except ValidationError:
                assert errors, f"only the exported schema accepts {event_name} {text}"
                results.append((False, refused_field(errors[0])))
            else:
                assert not errors, f"only the models accept {event_name} {text}: {errors[0]}"
                results.append((True, None))
        return results

    def has_finding(self, event_name: str, field: str | None, action: str) -> bool:
        """Return whether a finding reports that a field, or a type in it, is "widened" or "narrowed"."""
        event = next(event for event in self.result.catalog.events if source_name(self.result, event) == event_name)
        subjects = [f"{event_name} ", *(["every payload "] if field == "tenantId" else [])]
        for event_field in event.fields:
            if field in (None, event_field.name):
                # The sign after a name begins the text, a field inside, a choice, or an item.
                subjects += [f"{event_name}.{event_field.name}{sign}" for sign in " .|["]
                subjects += [f"{name}{sign}" for name in self.types_in(event_field.type) for sign in " ."]
        return any(
            item.code.startswith(_CODES_OF_ACTION[action]) and item.message.startswith(tuple(subjects))
            for item in self.result.losses.items
        )

    def types_in(self, yaml_type: Any) -> set[str]:
        """Return the names of the shared types that a type refers to, directly or through other types."""
        names: set[str] = set()
        remaining = [yaml_type]
        while remaining:
            text = flow(serialize_type(remaining.pop()))
            new = {name for name in self.result.catalog.types if re.search(rf"\b{name}\b", text)} - names
            names |= new
            remaining += [self.result.catalog.types[name].type for name in new]
        return names


def source_name(result: Import, event: ImportedEvent) -> str:
    """Return the name of an imported event in the source."""
    return next(source_event.name for source_event in result.source.events if source_event.span == event.span)


def refused_field(error: SchemaError) -> str:
    """Return the field of a payload that an error is about; empty for a field that the payload should not have."""
    if error.absolute_path:
        return str(error.absolute_path[0])
    if error.validator != "required":
        return ""
    return next(str(name) for name in error.validator_value if name not in error.instance)


def drawn_values(schema: Any, document: Any) -> list[Any]:
    """Return random payloads of a schema."""
    values: list[Any] = []

    @settings(max_examples=EXAMPLES, database=None, derandomize=True, suppress_health_check=_UNCHECKED)
    @given(payloads(schema, document))
    def collect(value: Any) -> None:
        values.append(value)

    collect()
    return values


def prove(proof: Proof, cases: list[Case], source_results: ValidationResults) -> None:
    """Assert that a finding explains each difference, and that enough cases are valid and enough invalid for both."""
    unexplained: list[str] = []
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    catalog_results = proof.validation_results(cases)
    for (event, text), (in_source, source_field), (in_catalog, catalog_field) in zip(
        cases, source_results, catalog_results, strict=True
    ):
        counts[in_source, in_catalog] += 1
        if in_source and not in_catalog and not proof.has_finding(event, catalog_field, "narrowed"):
            unexplained.append(f"only the source accepts {event} {text}: {catalog_field}")
        if in_catalog and not in_source and not proof.has_finding(event, source_field, "widened"):
            unexplained.append(f"only the catalog accepts {event} {text}: {source_field}")
    assert not unexplained, "\n".join(unexplained[:20]) + f"\n{len(unexplained)} {counts}"
    assert counts[True, True] > len(cases) * _MIN_SHARE
    assert counts[False, False] > len(cases) * _MIN_SHARE


def compile_import(result: Import, folder: Path, package: str) -> Proof:
    """Compile an import without TypeScript, and load its models."""
    text = text_of(result).replace(f"package: {result_package(result)}", f"package: {package}", 1)
    (folder / "events.yaml").write_text(text, encoding="utf-8")
    loaded = read_catalog(folder / "events.yaml")
    files = dict(emit_models(loaded.catalog, generate_types))
    for emit in (*PYTHON_EMITTERS, emit_snapshot):
        files |= emit(loaded.catalog)
    for path, content in files.items():
        target = folder / "generated" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    sys.path.insert(0, str(folder / "generated"))
    try:
        module = import_module(package)
    finally:
        sys.path.remove(str(folder / "generated"))
    models = {
        source_name(result, event): module.CATALOG.payload_model(event.wire_name) for event in result.catalog.events
    }
    return Proof(result, loaded.catalog, models)


def result_package(result: Import) -> str:
    """Return the name of the Python package that an imported catalog declares."""
    return text_of(result).partition("package: ")[2].partition(",")[0]


def validate_with_source(request: Mapping[str, object], cases: list[Case]) -> ValidationResults:
    """Validate payloads with the source's validator in one process."""
    return [(bool(valid), field) for valid, field in run_node(HERE / "validate.mjs", {**request, "cases": cases})]


def ajv_request(draft: int, document: Any, events: Mapping[str, str], formats: bool) -> dict[str, object]:
    """Return a request to validate with ajv; `events` has the JSON pointer of each event's schema in the document."""
    return {"kind": "ajv", "draft": draft, "document": document, "events": events, "formats": formats}
