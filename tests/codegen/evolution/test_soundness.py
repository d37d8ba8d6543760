"""Changes reported as safe: handlers of one catalog version accept the jobs of the other version's producers."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.evolution import Audience, Comparison, compare_catalogs
from cgk_codegen.plan.format import format_python
from cgk_codegen.plan.python.models import emit_models
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.schema_documents import event_schema
from cgk_runtime.payload import PayloadModel
from node import run_node
from pydantic import ValidationError
from random_catalogs import CatalogGenerator, Type, catalog_text

ROUNDS = int(os.environ.get("ROUNDS") or 1)
PAIRS = 200
"""Number of events, each with an old and a new version."""
PAYLOADS = 6
"""Number of random payloads of each version of an event."""

pytestmark = pytest.mark.soak

Payload = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """One of the two versions of a catalog; accepts payloads as its handlers do."""

    catalog: Catalog
    models: dict[str, type[PayloadModel]]
    fields: dict[str, dict[str, Type]]

    def model_accepts(self, event: str, payload: Payload) -> bool:
        """Return whether a handler in Python accepts a payload."""
        try:
            self.models[event].from_wire(json.dumps(payload), ignore_unknown=True)
        except ValidationError:
            return False
        return True

    def typescript_accepts(self, cases: list[tuple[str, Payload]]) -> list[bool]:
        """Return whether a handler in TypeScript accepts the payload of each case."""
        schemas = {name: event_schema(self.catalog, event) for name, event in self.catalog.events.items()}
        accepted: list[bool] = run_node(Path(__file__).with_name("arrival.mjs"), {"schemas": schemas, "cases": cases})
        return accepted


def compile_version(
    folder: Path, name: str, fields: dict[str, dict[str, Type]], generator: CatalogGenerator
) -> Version:
    """Write a catalog with the fields of each event, and import its models in a package with a name of its own."""
    folder.mkdir()
    file = folder / "events.yaml"
    file.write_text(
        catalog_text(fields, {event: generator.object(field_types) for event, field_types in fields.items()}),
        encoding="utf-8",
    )
    catalog = read_catalog(file).catalog
    package = f"{catalog.package}_{name}"
    for path, text in format_python(emit_models(catalog)).items():
        target = folder / path.replace(catalog.package, package)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace(catalog.package, package), encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        module = import_module(f"{package}.models.all")
    finally:
        sys.path.remove(str(folder))
    models = {event.name: getattr(module, event.payload_type) for event in catalog.events.values()}
    return Version(catalog, models, fields)


def broken_events(comparison: Comparison, audience: Audience) -> set[str]:
    """Return the events with a change that breaks an audience."""
    return {change.subject for change in comparison.changes if audience in change.breaks}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_reported_safe_change_is_safe(tmp_path: Path, seed: int) -> None:
    generator = CatalogGenerator(seed)
    before = {f"event.n{number}": generator.fields() for number in range(PAIRS)}
    after = {name: generator.changed(fields) for name, fields in before.items()}
    old = compile_version(tmp_path / "old", f"old{seed}", before, generator)
    new = compile_version(tmp_path / "new", f"new{seed}", after, generator)
    comparison = compare_catalogs(old.catalog, new.catalog, date(2026, 1, 1))

    safe_events = 0  # each event counts once for each direction
    # A change can break old jobs, which new handlers receive, and old handlers, which receive new jobs.
    for sender, handler, audience in ((old, new, Audience.OLD_JOB), (new, old, Audience.OLD_HANDLER)):
        broken = broken_events(comparison, audience)
        cases = [
            (event, {"tenantId": "acme", **generator.object(fields)})
            for event, fields in sender.fields.items()
            for _ in range(PAYLOADS)
            if event not in broken
        ]
        safe_events += len(cases) // PAYLOADS
        for (event, payload), is_accepted in zip(cases, handler.typescript_accepts(cases), strict=True):
            assert sender.model_accepts(event, payload), "the test's own payload is not valid"
            assert handler.model_accepts(event, payload), f"{audience}: {event} {payload}"
            assert is_accepted, f"{audience}: ajv refuses {event} {payload}"
    assert safe_events > PAIRS // 4, "too few events were reported as safe to prove anything"
