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
EXAMPLES = 25 * int(os.environ.get("ROUNDS", "1"))
"""Payloads for each event from each of the two schemas."""

_UNCHECKED = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)

ValidationResults = list[tuple[bool, str | None]]
Case = tuple[str, str]


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
        """Make payloads from the source's schema and the exported one of each event, at random and at every edge."""
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

    def verdicts(self, cases: list[Case]) -> ValidationResults:
        """Validate payloads with the imported models, with the field that the exported schema refuses.

        Both give the same verdict, so an export is equivalent to the source wherever the models are.
        """
        names = {self.name(event): event.name for event in self.result.catalog.events}
        validators = {
            source_name: validator_of(event_schema(self.catalog, self.catalog.events[name]))
            for source_name, name in names.items()
        }
        verdicts: ValidationResults = []
        for event_name, text in cases:
            errors = list(validators[event_name].iter_errors(json.loads(text)))
            try:
                self.models[event_name].from_wire(text)
            except ValidationError:
                assert errors, f"only the exported schema accepts {event_name} {text}"
                verdicts.append((False, refused_field(errors[0])))
            else:
                assert not errors, f"only the models accept {event_name} {text}: {errors[0]}"
                verdicts.append((True, None))
        return verdicts

    def name(self, event: Any) -> str:
        """Return the name of an imported event in the source."""
        return next(source_event.name for source_event in self.result.source.events if source_event.span == event.span)

    def reported(self, event_name: str, field: str | None, digit: str) -> bool:
        """Return whether the report names a field of an event, or the types in it, as narrowed (3) or widened (2)."""
        event = next(event for event in self.result.catalog.events if self.name(event) == event_name)
        subjects = [f"{event_name} ", *(["every payload "] if field == "tenantId" else [])]
        for declared in event.fields:
            if field in (None, declared.name):
                subjects += [f"{event_name}.{declared.name}{sign}" for sign in " .|["]
                subjects += [f"{name}{sign}" for name in self.types_in(declared.type) for sign in " ."]
        codes = {"2": ("IMP2", "IMP4"), "3": ("IMP3",)}[digit]
        return any(
            item.code.startswith(codes) and item.message.startswith(tuple(subjects))
            for item in self.result.losses.items
        )

    def types_in(self, type_: Any) -> set[str]:
        """Return the shared types that a type uses, directly or not."""
        names: set[str] = set()
        ahead = [type_]
        while ahead:
            text = flow(serialize_type(ahead.pop()))
            new = {name for name in self.result.catalog.types if re.search(rf"\b{name}\b", text)} - names
            names |= new
            ahead += [self.result.catalog.types[name].type for name in new]
        return names


def refused_field(error: SchemaError) -> str:
    """Return the field of a payload that an error is about; empty for a field that the payload should not have."""
    if error.absolute_path:
        return str(error.absolute_path[0])
    missing = (
        [name for name in error.validator_value if name not in error.instance] if error.validator == "required" else []
    )
    return str(missing[0]) if missing else ""


def drawn_values(schema: Any, document: Any) -> list[Any]:
    values: list[Any] = []

    @settings(max_examples=EXAMPLES, database=None, derandomize=True, suppress_health_check=_UNCHECKED)
    @given(payloads(schema, document))
    def collect(value: Any) -> None:
        values.append(value)

    collect()
    return values


def prove(proof: Proof, cases: list[Case], source: ValidationResults) -> None:
    """Compare the verdicts, and check that the payloads cover both verdicts."""
    wrong: list[str] = []
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for (event, text), (theirs, their_field), (ours, our_field) in zip(
        cases, source, proof.verdicts(cases), strict=True
    ):
        counts[theirs, ours] += 1
        if theirs and not ours and not proof.reported(event, our_field, "3"):
            wrong.append(f"only the source accepts {event} {text}: {our_field}")
        if ours and not theirs and not proof.reported(event, their_field, "2"):
            wrong.append(f"only the catalog accepts {event} {text}: {their_field}")
    assert not wrong, "\n".join(wrong[:20]) + f"\n{len(wrong)} {counts}"
    assert counts[True, True] > len(cases) / 20
    assert counts[False, False] > len(cases) / 20


def compiled(result: Import, folder: Path, package: str) -> Proof:
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
        next(
            source_event.name for source_event in result.source.events if source_event.span == event.span
        ): module.CATALOG.payload_model(event.wire_name)
        for event in result.catalog.events
    }
    return Proof(result, loaded.catalog, models)


def result_package(result: Import) -> str:
    return text_of(result).partition("package: ")[2].partition(",")[0]


def validate_with_source(request: Mapping[str, object], cases: list[Case]) -> ValidationResults:
    """Validate payloads with the source's validator in one process."""
    return [(bool(valid), field) for valid, field in run_node(HERE / "validate.mjs", {**request, "cases": cases})]


def ajv_request(draft: int, document: Any, events: Mapping[str, str], formats: bool) -> dict[str, object]:
    return {"kind": "ajv", "draft": draft, "document": document, "events": events, "formats": formats}
