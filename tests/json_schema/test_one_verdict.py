"""ajv, reading the emitted schemas in strict mode, and the pydantic models give one verdict on every payload."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cgk_jobs import CATALOG
from cgk_runtime.payload import DATE_TIME_PATTERN
from jsonschema import Draft202012Validator
from pydantic import ValidationError

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "generated" / "schema"
VALUES: list[Any] = [
    None, "", "text", 0, -1, 1, 1.0, 2.5, 1e300, True, [], ["a"], [1], {}, {"a": 1},
    "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456+02:00", "2026-01-02t03:04:05z", "2026-01-02", "1767225600",
    "2026-02-30T00:00:00Z", "2026-01-02T03:04:60Z", "2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05",
]  # fmt: skip
"""What every field of every event is tried with."""


def schema(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SCHEMA / "events" / f"{name}.json").read_text(encoding="utf-8"))
    return document


def cases() -> list[tuple[str, dict[str, Any]]]:
    made: list[tuple[str, dict[str, Any]]] = []
    for name in CATALOG.events:
        (example,) = schema(name)["examples"]
        made += [(name, example), (name, {**example, "unknown": 1}), (name, {**example, "tenant_id": "rawdog"})]
        for field in schema(name)["properties"]:
            made.append((name, {key: value for key, value in example.items() if key != field}))
            made += [(name, {**example, field: value}) for value in VALUES]
        made += [(name, {**example, "tenantId": tenant}) for tenant in ("x" * 56, "x" * 57, "Upper", "a b", "a\n", "é")]
    return made


def verdict_of_model(name: str, payload: dict[str, Any]) -> bool:
    try:
        CATALOG.payload_model(name).from_wire(json.dumps(payload))
    except ValidationError:
        return False
    return True


def ask_ajv(payloads: list[tuple[str, dict[str, Any]]]) -> list[bool]:
    request = {"schemas": {name: schema(name) for name in CATALOG.events}, "cases": payloads}
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


def test_ajv_and_the_models_agree_on_every_payload() -> None:
    payloads = cases()
    assert len(payloads) > 5000
    verdicts = ask_ajv(payloads)
    assert {True, False} == set(verdicts)
    disagreed = [
        (name, payload, said)
        for (name, payload), said in zip(payloads, verdicts, strict=True)
        if said != verdict_of_model(name, payload)
    ]
    assert disagreed == []


def test_the_schemas_keep_to_the_conventions() -> None:
    titles: set[str] = set()
    for name in CATALOG.events:
        document = schema(name)
        Draft202012Validator.check_schema(document)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert document["$id"] == f"https://cgk-platform.dev/schemas/jobs/{name}.json"
        assert document["additionalProperties"] is False
        assert document["required"][0] == "tenantId"
        titles.add(document["title"])
    assert len(titles) == len(CATALOG.events)


def test_the_bundle_holds_every_event_under_its_name() -> None:
    bundle = json.loads((SCHEMA / "bundle.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(bundle)
    assert list(bundle["properties"]) == list(CATALOG.events)
    for name, definition in CATALOG.events.items():
        alone = {key: value for key, value in schema(name).items() if key not in {"$schema", "$id", "$defs"}}
        assert bundle["$defs"][definition.payload_type] == alone


@pytest.mark.parametrize("name", ["generated/schema/events/review.email.queued.json"])
def test_compiler_and_runtime_mean_the_same_by_a_date_time(name: str) -> None:
    document = json.loads((ROOT / name).read_text(encoding="utf-8"))
    assert document["properties"]["scheduledFor"]["pattern"] == DATE_TIME_PATTERN
