"""Python and TypeScript parse received jobs of older and newer catalogs in the same way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, cast

import pytest
from cgk_runtime.errors import InvalidPayloadError
from cgk_runtime.validation.payloads import parse_received_payload
from cgk_runtime.validation.problems import unsafe_integers
from paths import ROOT

from .conftest import Compiled
from .payloads import Payloads, parts, to_json

ROUNDS = int(os.environ.get("ROUNDS") or 1)
"""Factor of the number of random payloads."""


class ReadResult(NamedTuple):
    """Result of reading a received job.

    Attributes:
        accepted: True if the payload is valid.
        payload_text: The payload as JSON, or the name of the error.
        unknown: The names of the dropped fields.
    """

    accepted: bool
    payload_text: str
    unknown: list[str]


def read_in_python(compiled: Compiled, event: str, text: str) -> ReadResult:
    try:
        payload, _tenant, unknown = parse_received_payload(compiled.catalog, event, text.encode())
    except InvalidPayloadError as error:
        return ReadResult(False, type(error).__name__, [])
    return ReadResult(True, payload.to_wire().decode(), sorted(unknown))


def read_in_typescript(compiled: Compiled, cases: list[tuple[str, str]]) -> tuple[list[ReadResult], str]:
    """Return the result of each case, and the warnings of all of them."""
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", str(Path(__file__).parent / "arrival.mjs")],
        input=json.dumps({"package": str(compiled.folder / "typescript"), "cases": cases}),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert completed.returncode == 0, completed.stderr
    results = [ReadResult(accepted, text, sorted(unknown)) for accepted, text, unknown in json.loads(completed.stdout)]
    return results, completed.stderr


def change_randomly(payload: Any, random: Random) -> Any:  # Any: JSON
    """Return a copy of a payload with unknown fields, and sometimes without one of its fields."""
    match payload:
        case dict():
            fields = parts(cast("dict[str, Any]", payload))
            remaining = {name: change_randomly(item, random) for name, item in fields if random.random() > 0.04}
            return {**remaining, "added": random.choice([1, {"sku": 1}, None])} if random.random() < 0.5 else remaining
        case list():
            return [change_randomly(item, random) for _, item in parts(payload)]
        case _:
            return payload


def generate_payloads(compiled: Compiled, event: str, count: int) -> Iterator[str]:
    """Yield payloads of other versions of an event as JSON texts, at most `count`."""
    document = json.loads((compiled.folder / "schema" / "events" / f"{event}.json").read_text(encoding="utf-8"))
    payloads = Payloads(document, f"arrival of {event}")
    for _ in range(count):
        text = to_json(change_randomly(payloads.valid(), payloads.rng))
        # A send refuses infinite numbers, and integers that JavaScript rounds.
        if "Infinity" not in json.dumps(json.loads(text)) and not unsafe_integers(text.encode()):
            yield text


@pytest.mark.parametrize("catalog", ["hard", "choices"])
def test_older_and_newer_jobs_are_read_alike(catalog: str, request: pytest.FixtureRequest) -> None:
    compiled: Compiled = request.getfixturevalue(catalog)
    events = compiled.catalog.events
    cases = [(event, text) for event in events for text in generate_payloads(compiled, event, 150 * ROUNDS)]
    in_typescript, _warnings = read_in_typescript(compiled, cases)
    differences: list[str] = []
    accepted: list[bool] = []
    for (event, text), by_typescript in zip(cases, in_typescript, strict=True):
        by_python = read_in_python(compiled, event, text)
        accepted.append(by_python.accepted)
        model = compiled.catalog.payload_model(event)
        same = by_python.accepted == by_typescript.accepted and by_python.unknown == by_typescript.unknown
        if same and by_python.accepted:
            same = model.from_wire(by_python.payload_text) == model.from_wire(by_typescript.payload_text)
        if not same:
            differences.append(f"{event} {text}: TypeScript {by_typescript}, Python {by_python}")
    assert not differences, "\n".join(differences)
    assert accepted.count(True) > 300, "too few valid payloads to compare"
    assert accepted.count(False) > 100, "too few invalid payloads to compare"


def test_both_languages_fill_in_missing_fields(hard: Compiled) -> None:
    """Jobs under a former name get the defaults, too. A field that is present keeps its value, even an invalid one."""
    arrived = {"tenantId": "a", "id": "x"}
    cases = [
        ("renamed.today", arrived),
        ("renamed.before", arrived),
        ("renamed.today", {**arrived, "currency": "EUR", "later": 1}),
        ("renamed.today", {**arrived, "currency": "GBP"}),
        ("renamed.today", {"tenantId": "a"}),
        ("renamed.today", {"id": "x"}),
    ]
    filled: dict[str, Any] = {**arrived, "currency": "USD", "box": {"lines": [], "inner": None}}
    texts = [(event, json.dumps(payload)) for event, payload in cases]
    in_typescript, warnings = read_in_typescript(hard, texts)
    in_python = [read_in_python(hard, event, text) for event, text in texts]
    for results in (in_typescript, in_python):
        payloads = [json.loads(result.payload_text) for result in results if result.accepted]
        assert payloads == [filled, filled, {**filled, "currency": "EUR"}]
        refused = [result.payload_text for result in results if not result.accepted]
        assert refused == ["InvalidPayloadError", "InvalidPayloadError", "MissingTenantError"]
    warning = 'Event "renamed.today": ignored fields of a newer producer that this catalog does not define: later'
    assert warnings.count(warning) == 1
