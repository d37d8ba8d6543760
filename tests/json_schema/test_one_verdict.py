"""ajv, reading the emitted schemas in strict mode, and the pydantic models give one verdict on every payload."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest
from cgk_codegen.compiler import compile_catalog
from cgk_codegen.resolve import Overrides
from cgk_runtime.catalog import Catalog
from cgk_runtime.payload import DATE_TIME_PATTERN
from jsonschema import Draft202012Validator
from pydantic import ValidationError

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "generated" / "schema"
SMALL = ROOT / "tests" / "codegen" / "catalogs" / "small" / "events.yaml"
VALUES: list[Any] = [
    None, "", "text", 0, -1, 1, 1.0, 2.5, 1e300, True, [], ["a"], [1], {}, {"a": 1}, [None], [[]], [{}], {"a": None},
    "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456+02:00", "2026-01-02t03:04:05z", "2026-01-02", "1767225600",
    "2026-02-30T00:00:00Z", "2026-01-02T03:04:60Z", "2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05",
]  # fmt: skip
"""What every field of every event is tried with, and every field of the objects inside."""


@dataclass(frozen=True)
class Compiled:
    """A compiled catalog: its models and its schemas."""

    catalog: Catalog
    output: Path

    def schema(self, name: str) -> dict[str, Any]:
        text = (self.output / "schema" / "events" / f"{name}.json").read_text(encoding="utf-8")
        document: dict[str, Any] = json.loads(text)
        return document

    def verdict_of_model(self, name: str, payload: dict[str, Any]) -> bool:
        try:
            self.catalog.payload_model(name).from_wire(json.dumps(payload))
        except ValidationError:
            return False
        return True

    def ask_ajv(self, payloads: list[tuple[str, dict[str, Any]]]) -> list[bool]:
        request = {"schemas": {name: self.schema(name) for name in self.catalog.events}, "cases": payloads}
        done = subprocess.run(
            [sys.executable, str(ROOT / "tools" / "node.py"), "node", str(Path(__file__).parent / "verdicts.mjs")],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
        verdicts: list[bool] = json.loads(done.stdout)
        return verdicts


@pytest.fixture(scope="module")
def platform() -> Compiled:
    """The platform's catalog."""
    from cgk_jobs import CATALOG

    return Compiled(CATALOG, ROOT / "generated")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The catalog that uses every feature of the language, under another package name than elsewhere."""
    output = tmp_path_factory.mktemp("verdicts")
    compile_catalog(SMALL, output, Overrides(package="acme_verdicts"))
    sys.path.insert(0, str(output))
    try:
        catalog: Catalog = import_module("acme_verdicts").CATALOG
    finally:
        sys.path.remove(str(output))
    return Compiled(catalog, output)


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """Copy JSON data with one place changed."""
    if not path:
        return new
    changed = copy(value)
    changed[path[0]] = put(changed[path[0]], path[1:], new)
    return changed


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Find every place below a JSON value."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(cast("dict[str, Any]", value).items())
    elif isinstance(value, list):
        inside = list(enumerate(cast("Iterable[Any]", value)))
    return [place for key, item in inside for place in ((*path, key), *places(item, (*path, key)))]


def cases(compiled: Compiled) -> list[tuple[str, dict[str, Any]]]:
    made: list[tuple[str, dict[str, Any]]] = []
    for name in compiled.catalog.events:
        properties = compiled.schema(name)["properties"]
        for example in compiled.schema(name)["examples"]:
            made += [(name, example), (name, {**example, "unknown": 1}), (name, {**example, "tenant_id": "rawdog"})]
            for field in properties:
                made.append((name, {key: value for key, value in example.items() if key != field}))
                made += [(name, {**example, field: value}) for value in VALUES]
            for place in places(example):
                made += [(name, put(example, place, value)) for value in VALUES if len(place) > 1]
            tenants = ("x" * 56, "x" * 57, "Upper", "a b", "a\n", "é", "acme")
            made += [(name, {**example, "tenantId": tenant}) for tenant in tenants]
    return made


def disagreements(compiled: Compiled, payloads: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    verdicts = compiled.ask_ajv(payloads)
    assert {True, False} == set(verdicts)
    return [
        (name, payload, said)
        for (name, payload), said in zip(payloads, verdicts, strict=True)
        if said != compiled.verdict_of_model(name, payload)
    ]


def test_ajv_and_the_models_agree_on_every_payload_of_the_platform(platform: Compiled) -> None:
    payloads = cases(platform)
    assert len(payloads) > 5000
    assert disagreements(platform, payloads) == []


def test_ajv_and_the_models_agree_on_every_feature_of_the_language(small: Compiled) -> None:
    assert disagreements(small, cases(small)) == []


def test_the_schemas_keep_to_the_conventions(platform: Compiled) -> None:
    titles: set[str] = set()
    for name in platform.catalog.events:
        document = platform.schema(name)
        Draft202012Validator.check_schema(document)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert document["$id"] == f"https://cgk-platform.dev/schemas/jobs/{name}.json"
        assert document["additionalProperties"] is False
        assert document["required"][0] == "tenantId"
        titles.add(document["title"])
    assert len(titles) == len(platform.catalog.events)


@pytest.mark.parametrize("which", ["platform", "small"])
def test_the_bundle_holds_every_event_under_its_name(which: str, request: pytest.FixtureRequest) -> None:
    compiled: Compiled = request.getfixturevalue(which)
    bundle = json.loads((compiled.output / "schema" / "bundle.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(bundle)
    assert list(bundle["properties"]) == list(compiled.catalog.events)
    for name, definition in compiled.catalog.events.items():
        alone = {key: value for key, value in compiled.schema(name).items() if key not in {"$schema", "$id", "$defs"}}
        assert bundle["$defs"][definition.payload_type] == alone


@pytest.mark.parametrize("name", ["generated/schema/events/review.email.queued.json"])
def test_compiler_and_runtime_mean_the_same_by_a_date_time(name: str) -> None:
    document = json.loads((ROOT / name).read_text(encoding="utf-8"))
    assert document["properties"]["scheduledFor"]["pattern"] == DATE_TIME_PATTERN
