"""pydantic, ajv, zod, typebox and the npm package's validators accept and reject the same payloads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import count
from math import isinf
from typing import Any

from cgk_codegen.resolve.patterns import schema_pattern
from cgk_codegen.text_formats import TEXT_FORMATS
from cgk_runtime.errors import InvalidPayloadError
from cgk_runtime.validation import text_formats
from cgk_runtime.validation.core_schemas import DATE_TIME_PATTERN
from cgk_runtime.validation.payloads import serialize_payload
from jsonschema import Draft202012Validator
from paths import ROOT

from .conftest import Compiled
from .payloads import Payloads, to_json
from .validators import read_schema, validate_all, validate_with_model

PAYLOADS_PER_EVENT = 1_000 * int(os.environ.get("ROUNDS") or 1)
"""Minimum number of payloads for each event, valid and mutated, before duplicates are removed."""


def generate_cases(compiled: Compiled, event: str) -> list[tuple[str, str]]:
    """Return distinct payloads as JSON: examples, generated payloads, and copies of both with one change."""
    document = read_schema(compiled, event)
    candidates: list[Any] = list(document["examples"])
    for seed in count():
        payloads = Payloads(document, f"{event} {seed}")
        payload = payloads.valid()
        candidates += [*(payloads.valid() for _ in range(10)), payload, *payloads.mutated(payload)]
        candidates += payloads.mutated(document["examples"][0])
        if len(candidates) >= PAYLOADS_PER_EVENT:
            break
    return [(event, text) for text in dict.fromkeys(map(to_json, candidates))]


def find_disagreements(compiled: Compiled) -> list[str]:
    """Return the payloads on which validators disagree, and those that change when Python or JavaScript writes them."""
    payloads = [case for event in compiled.catalog.events for case in generate_cases(compiled, event)]
    assert len(payloads) > 500 * len(compiled.catalog.events), "too few distinct payloads"
    mismatches: list[str] = []
    verdicts: set[bool] = set()
    for (event, text), validated in zip(payloads, validate_all(compiled, payloads), strict=True):
        reported = {"pydantic": validate_with_model(compiled, event, text), **validated.verdicts}
        verdicts |= set(reported.values())
        if has_infinite_number(text):
            # JavaScript reads 1e400 as Infinity, which JSON Schema cannot refuse in a field of type `any`. ajv, zod and
            # typebox accept it there; the models and the npm package refuse it.
            mismatches += [f"{event} {text}: accepted by {name}" for name in ("pydantic", "package") if reported[name]]
        elif len(set(reported.values())) > 1:
            mismatches.append(f"{event} {text}: {reported}")
        elif reported["pydantic"] and may_be_sent(compiled, event, text):
            mismatches += find_changes(compiled, event, text, validated.written)
    assert verdicts == {True, False}
    return mismatches


def has_infinite_number(text: str) -> bool:
    """Return whether a JSON document has a number beyond the range of floats, such as 1e400."""
    numbers: list[float] = []
    json.loads(text, parse_float=lambda number: numbers.append(float(number)))
    return any(map(isinf, numbers))


def may_be_sent(compiled: Compiled, event: str, text: str) -> bool:
    """Return whether a send accepts a payload. It refuses values that JavaScript would change, such as 2^53 + 1."""
    try:
        serialize_payload(compiled.catalog, event, json.loads(text))
    except InvalidPayloadError:
        return False
    return True


def find_changes(compiled: Compiled, event: str, text: str, written: str) -> list[str]:
    """Return a message if a payload changes when Python or JavaScript writes it."""
    model = compiled.catalog.payload_model(event)
    payload = model.from_wire(text)
    if model.from_wire(payload.to_wire()) != payload:
        return [f"{event} {text}: Python reads its own {payload.to_wire()!r} differently"]
    if model.from_wire(written) != payload:
        return [f"{event} {text}: JavaScript writes {written}"]
    return []


def test_platform_catalog_is_validated_alike(platform: Compiled) -> None:
    assert find_disagreements(platform) == []


def test_hard_catalog_is_validated_alike(hard: Compiled) -> None:
    assert find_disagreements(hard) == []


def test_unions_are_validated_alike(choices: Compiled) -> None:
    assert find_disagreements(choices) == []


def test_unusual_names_are_validated_alike(wild: Compiled) -> None:
    assert find_disagreements(wild) == []


def test_both_languages_drop_unknown_fields(hard: Compiled) -> None:
    """A union of two objects drops `added`, which neither defines, and keeps `spare`, which one of them defines."""
    known: dict[str, Any] = {
        "tenantId": "a", "content": {"lines": [], "inner": None, "spare": {"sku": "s", "count": 1, "note": None}}
    }  # fmt: skip
    newer = {**known, "content": {**known["content"], "added": 1}, "more": 2}
    program = (
        f"import {{ readPayload }} from '{hard.folder}/typescript/index.js'\n"
        f"console.log(JSON.stringify(readPayload('unions.objects', {json.dumps(newer)})))"
    )
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", "--input-type=module", "-e", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(completed.stdout) == known
    assert "fields of a newer producer that this catalog does not define: more, content.added" in completed.stderr
    payload = hard.catalog.payload_model("unions.objects").from_wire(json.dumps(newer), ignore_unknown=True)
    assert json.loads(payload.to_wire()) == known


def test_error_locates_infinite_number(hard: Compiled) -> None:
    program = f"""
        import {{ isAnythingAll, readPayload }} from '{hard.folder}/typescript/index.js'
        const payload = JSON.parse('{{"tenantId": "a", "required": {{"deep": [1e400]}}}}')
        console.log(isAnythingAll(payload))
        try {{ readPayload('anything.all', payload) }} catch (error) {{ console.log(error.message) }}
    """
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", "--input-type=module", "-e", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert completed.stdout.startswith("false\n")
    assert "required.deep[0]: is Infinity, which JSON cannot represent" in completed.stdout


def test_schemas_have_the_common_keywords(platform: Compiled) -> None:
    titles: set[str] = set()
    for name in platform.catalog.events:
        document = read_schema(platform, name)
        Draft202012Validator.check_schema(document)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert document["$id"] == f"https://cgk-platform.dev/schemas/jobs/{name}.json"
        assert document["additionalProperties"] is False
        assert document["required"][0] == "tenantId"
        titles.add(document["title"])
    assert len(titles) == len(platform.catalog.events)


def test_bundle_holds_every_event(platform: Compiled) -> None:
    bundle = json.loads((platform.folder / "schema" / "bundle.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(bundle)
    assert list(bundle["properties"]) == list(platform.catalog.events)
    for name, definition in platform.catalog.events.items():
        document = read_schema(platform, name)
        alone = {key: value for key, value in document.items() if key not in {"$schema", "$id", "$defs"}}
        assert bundle["$defs"][definition.payload_type] == alone


def test_compiler_and_runtime_agree_on_formats() -> None:
    assert dict(TEXT_FORMATS) == dict(text_formats.TEXT_FORMATS)


def test_compiler_and_runtime_agree_on_date_times(platform: Compiled) -> None:
    date_time = read_schema(platform, "review.email.queued")["properties"]["scheduledFor"]
    assert date_time["pattern"] == schema_pattern(DATE_TIME_PATTERN)
