"""Provider limits of a catalog: cases over and under each limit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import Severity
from cgk_codegen.diagnostics.codes import codes
from cronsim import CronSim
from limit_catalogs import catalog_of, catalog_text, findings_of
from paths import ROOT
from support_commands import Run

ORDER = "order.created"

Json = Any
"""A JSON value."""


def one_event(**keys: Json) -> dict[str, Json]:
    """Return the arguments of `catalog_text` for one event with these keys."""
    return {"events": {ORDER: keys}}


def schedules_at(*crons: str) -> dict[str, Json]:
    """Return the arguments of `catalog_text` for schedules with these cron expressions."""
    return {"schedules": {f"orders.s{index}": {"cron": cron} for index, cron in enumerate(crons)}}


def text_field(max_length: int) -> dict[str, Json]:
    """Return a text field with a maximum length; each character is one byte."""
    return {"type": "string", "maxLength": max_length, "pattern": "^[a-z]*$", "optional": True}


def tenant_ids(pattern: str) -> dict[str, Json]:
    """Return the arguments of `catalog_text` for tenant ids of this pattern."""
    return {"tenant": {"pattern": pattern, "example": "acme"}}


REST = len('{"tenantId":"acmeacme","x":""}')
"""Bytes of the largest payload without the text of its field `x`; tenant ids have at most 8 characters."""
LONGEST_TEXT = 3 * 1024 * 1024 - REST
"""Longest text of the field `x` that every provider except Inngest accepts."""
LONGEST_INNGEST_TEXT = LONGEST_TEXT - 8 * 1024  # the rest of an event has 8 KiB
LONGEST_INNGEST_FREE_TEXT = 256 * 1024 - REST

ALL_PROVIDERS = {"trigger.dev", "inngest", "local", "postgres"}
CASES: list[tuple[str, dict[str, Json], set[str]]] = [
    ("CGK701", one_event(payload={"x": text_field(LONGEST_TEXT + 1)}), ALL_PROVIDERS),
    ("CGK701", one_event(payload={"x": text_field(LONGEST_TEXT)}), {"inngest"}),
    ("CGK701", one_event(payload={"x": text_field(LONGEST_INNGEST_TEXT)}), set()),
    ("CGK701", one_event(payload={"x": "string?"}), set()),
    ("CGK703", one_event(payload={"x": text_field(LONGEST_INNGEST_FREE_TEXT + 1)}), {"inngest"}),
    ("CGK703", one_event(payload={"x": text_field(LONGEST_INNGEST_FREE_TEXT)}), set()),
    ("CGK704", one_event(retry={"maxAttempts": 22}), {"inngest"}),
    ("CGK704", one_event(retry={"maxAttempts": 21}), set()),
    ("CGK704", {"retry": {"maxAttempts": 30}}, {"inngest"}),
    ("CGK705", one_event(retry={"maxTimeoutInMs": 24 * 3600 * 1000 + 1}), {"inngest"}),
    ("CGK705", one_event(retry={"maxTimeoutInMs": 24 * 3600 * 1000}), set()),
    ("CGK706", schedules_at("0 9 L * *"), {"inngest"}),
    ("CGK706", schedules_at("0 9 LW * *"), {"trigger.dev", "inngest"}),
    ("CGK706", schedules_at("0 9 * * 5L"), {"inngest"}),
    ("CGK706", schedules_at("0 9 * * 1#2"), {"inngest"}),
    ("CGK706", schedules_at("0 9 * * 7"), {"inngest"}),
    ("CGK706", schedules_at("0 9 1-7 jan mon-fri/2", "*/7 * * * 0"), set()),
    ("CGK707", schedules_at("0 9 */2 * 1"), {"local", "postgres"}),
    ("CGK707", schedules_at("0 9 1-31/2 * 1", "0 9 */2 * *", "0 9 1 * 1"), set()),
    ("CGK708", one_event(longestDelay="366d"), {"inngest"}),
    ("CGK708", one_event(longestDelay="365d"), set()),
    ("CGK709", one_event(payload={"_cgk": "string?"}), {"inngest"}),
    ("CGK709", one_event(payload={"_inngest": "string?"}), {"inngest"}),
    ("CGK709", one_event(payload={"x": {"fields": {"_cgk": "string?"}, "optional": True}}), set()),
    ("CGK710", schedules_at(*["0 9 * * *"] * 11), {"trigger.dev"}),
    ("CGK710", schedules_at(*["0 9 * * *"] * 10), set()),
    ("CGK711", one_event(result={"x": text_field(11 * 1024 * 1024)}), {"trigger.dev", "inngest"}),
    ("CGK711", one_event(result={"x": text_field(5 * 1024 * 1024)}), {"inngest"}),
    ("CGK711", one_event(result={"x": text_field(1024 * 1024)}), set()),
    ("CGK712", tenant_ids("^[a-z]{1,122}$"), {"trigger.dev"}),
    ("CGK712", tenant_ids("^[a-z]{1,121}$"), set()),
    ("CGK712", tenant_ids("^[a-z]+$"), set()),
    ("CGK712", tenant_ids("^[^/ ]{1,61}$"), {"trigger.dev"}),
    ("CGK712", tenant_ids("^[^/ ]{1,60}$"), set()),
    ("CGK713", tenant_ids("^[a-z |]{1,20}$"), {"inngest"}),
    ("CGK713", tenant_ids("^[a-z ]{1,20}$"), set()),
    ("CGK714", one_event(fairness="tenant"), {"trigger.dev", "inngest"}),
    ("CGK714", one_event(fairness="none"), set()),
    ("CGK714", {"fairness": "tenant", **one_event(fairness="none")}, set()),
]
"""Code of the finding, arguments of `catalog_text`, and the providers whose limit the catalog exceeds."""
EXCEEDING = [(code, arguments, exceeded) for code, arguments, exceeded in CASES if exceeded]
REFUSED = {"CGK704", "CGK705", "CGK706", "CGK709"}
"""Codes of values that a provider always refuses; an error if the catalog names its providers."""
NOTES = {"CGK703", "CGK710", "CGK714"}
"""Codes of findings that are notes."""


@pytest.mark.parametrize(
    ("code", "arguments", "exceeded"), CASES, ids=[f"{code}-{index}" for index, (code, _, _) in enumerate(CASES)]
)
def test_limit_names_only_its_providers(
    code: str, arguments: Mapping[str, Json], exceeded: set[str], tmp_path: Path
) -> None:
    """Check catalogs that name one provider, and a catalog that names none, which must fit all providers."""
    for provider in sorted(ALL_PROVIDERS):
        # CGK707 reports a difference between two providers.
        other_providers = ["inngest"] if code == "CGK707" and provider in {"local", "postgres"} else []
        findings = findings_of(tmp_path, catalog_text(**arguments, providers=[provider, *other_providers]))
        assert (code in {finding.code for finding in findings}) is (provider in exceeded), provider
    of_any_provider = [finding for finding in findings_of(tmp_path, catalog_text(**arguments)) if finding.code == code]
    assert bool(of_any_provider) is bool(exceeded)
    assert {finding.severity for finding in of_any_provider} <= {Severity.NOTE if code in NOTES else Severity.WARNING}


@pytest.mark.parametrize(("code", "arguments", "exceeded"), EXCEEDING)
def test_only_a_certain_refusal_is_an_error(
    code: str, arguments: Mapping[str, Json], exceeded: set[str], tmp_path: Path
) -> None:
    """Check the severities in a catalog that names its providers."""
    providers = sorted(exceeded | {"inngest"})  # CGK707 reports a difference to another provider
    severities = {
        finding.severity
        for finding in findings_of(tmp_path, catalog_text(**arguments, providers=providers))
        if finding.code == code
    }
    assert severities == {
        Severity.ERROR if code in REFUSED else Severity.NOTE if code in NOTES else Severity.WARNING
    }  # fmt: skip


@pytest.mark.parametrize(("code", "arguments", "exceeded"), EXCEEDING)
def test_limit_is_ignored_with_a_reason(
    code: str, arguments: Mapping[str, Json], exceeded: set[str], tmp_path: Path
) -> None:
    findings = [finding for finding in findings_of(tmp_path, catalog_text(**arguments)) if finding.code == code]
    subject = "orders.s0" if "schedules" in arguments else ORDER
    if code in {"CGK710", "CGK712", "CGK713"}:
        subject = "catalog"
    entry = {"code": code, "subject": subject, "reason": "It never happens."}
    assert len(findings) == 1
    assert limit_codes(tmp_path, catalog_text(**arguments, ignored=[entry])) == set()
    entries = [{**entry, "provider": provider} for provider in sorted(exceeded)]
    assert limit_codes(tmp_path, catalog_text(**arguments, ignored=entries)) == set()
    if len(exceeded) > 1:
        assert limit_codes(tmp_path, catalog_text(**arguments, ignored=entries[1:])) == {code}


def limit_codes(folder: Path, text: str) -> set[str]:
    """Return the codes of exceeded limits, except for CGK703, which accompanies other codes about sizes."""
    return {finding.code for finding in findings_of(folder, text) if finding.code.startswith("CGK7")} - {"CGK703"}


@pytest.mark.parametrize(
    ("pattern", "length"), [("^[a-z]{1,122}$", "122 characters"), ("^[^/ ]{1,61}$", "122 UTF-16 code units")]
)
def test_tag_limit_names_its_unit(pattern: str, length: str, tmp_path: Path) -> None:
    findings = findings_of(tmp_path, catalog_text(**tenant_ids(pattern)))
    assert [finding.message for finding in findings if finding.code == "CGK712"] == [
        f"a tenant's id can have {length}; Trigger.dev accepts 128 in a tag, with its prefix `tenant:`"
    ]


def test_inherited_fairness_is_reported_once(tmp_path: Path) -> None:
    events: dict[str, dict[str, Json]] = {f"order.e{index}": {} for index in range(5)}
    (finding,) = findings_of(tmp_path, catalog_text(events, fairness="tenant"))
    assert finding.message.startswith("tenants take turns in the events of the catalog; Trigger.dev requires")
    catalog = catalog_of(tmp_path, catalog_text({**events, "order.own": {"fairness": "none"}}, fairness="tenant"))
    assert [event.fairness for event in catalog.events.values()] == ["tenant"] * 5 + ["none"]


def test_unknown_fairness_is_a_mistake(tmp_path: Path) -> None:
    findings = findings_of(tmp_path, catalog_text(**one_event(fairness="shop"), fairness=True))
    assert sorted(finding.message for finding in findings) == [
        '"fairness" of event "order.created" must be tenant or none',
        '"fairness" of the catalog file must be tenant or none',
    ]


def test_unused_ignored_entry_is_reported(tmp_path: Path) -> None:
    ignored = {"code": "CGK704", "subject": ORDER, "reason": "Because."}
    (finding,) = findings_of(tmp_path, catalog_text(ignored=[ignored]))
    assert (finding.code, finding.severity) == ("CGK722", "warning")
    exceeding = one_event(retry={"maxAttempts": 22})
    assert limit_codes(tmp_path, catalog_text(**exceeding, ignored=[{**ignored, "provider": "local"}])) == {
        "CGK704",
        "CGK722",
    }


def test_limits_of_many_events_are_reported_once(tmp_path: Path) -> None:
    events: dict[str, dict[str, Json]] = {f"order.e{index}": {} for index in range(5)}
    (finding,) = findings_of(tmp_path, catalog_text(events, retry={"maxAttempts": 30}))
    assert finding.message.startswith('event "order.e0" and 4 more: 30 attempts')


def test_unknown_provider_is_the_only_finding(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, catalog_text(**one_event(retry={"maxAttempts": 99}), providers=["acme-queue"]))
    assert (finding.code, finding.severity) == ("CGK720", "warning")


def test_largest_field_is_reported(tmp_path: Path) -> None:
    texts = {"items": text_field(30_000) | {"optional": False}, "maxItems": 200, "optional": True}
    payload = {"a": text_field(10), "heavy": texts}
    (finding,) = [
        finding
        for finding in findings_of(tmp_path, catalog_text(**one_event(payload=payload)))
        if finding.code == "CGK701"
    ]
    assert 'most of them in "heavy"' in finding.message
    assert finding.span.file.text[finding.span.column - 1 :].startswith('"heavy"')


def test_star_days_and_ranges_differ_in_cronsim() -> None:
    """Check the library of the local provider: `*/2` and a weekday must both match; for `1-31/2`, one of them must."""
    begin = datetime(2026, 11, 1, tzinfo=UTC)
    both_match = [moment.day for moment in islice(CronSim("0 9 */2 * 1", begin), 3)]
    either_matches = [moment.day for moment in islice(CronSim("0 9 1-31/2 * 1", begin), 3)]
    assert (both_match, either_matches) == ([9, 23, 7], [1, 2, 3])


EXCEEDING_CATALOG = catalog_text(**one_event(retry={"maxAttempts": 22}, payload={"x": text_field(4_000_000)}))


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("events.yaml").write_text(EXCEEDING_CATALOG, encoding="utf-8")
    assert run("generate")[0] == 0
    return Path("events.yaml")


def test_check_fails_on_limits_only_when_strict(compiled: Path, run: Run) -> None:
    code, out, err = run("check")
    assert (code, out) == (0, "generated is up to date\n")
    assert f"{compiled}:1:" in err
    assert (
        'warning[CGK704]: event "order.created": 22 attempts; Inngest makes at most 21, the first one included' in err
    )
    assert "= hint: lower `maxAttempts`" in err
    code, _, err = run("check", "--strict")
    assert code == 1
    assert err.endswith("generated is up to date; --strict fails because of 2 warnings\n")


def test_check_reports_limits_in_every_format(compiled: Path, run: Run) -> None:
    code, out, _ = run("check", "--format", "json")
    diagnostics = {diagnostic["code"]: diagnostic for diagnostic in json.loads(out)["diagnostics"]}
    assert code == 0
    assert diagnostics.keys() == {"CGK701", "CGK704"}
    assert diagnostics["CGK704"] | {"column": 0, "endColumn": 0} == {
        "code": "CGK704", "severity": "warning", "file": str(compiled), "line": 1, "endLine": 1, "column": 0,
        "endColumn": 0,
        "message": 'event "order.created": 22 attempts; Inngest makes at most 21, the first one included',
        "hint": "lower `maxAttempts`, or let the handler send the job again with a delay",
    }  # fmt: skip
    _, out, _ = run("check", "--format", "github")
    assert "::warning file=events.yaml,line=1,col=" in out
    assert ",title=CGK701::the payload of event" in out


def test_every_limit_can_be_explained(run: Run) -> None:
    for code in codes():
        if code.startswith("CGK7"):
            status, out, _ = run("explain", code)
            assert status == 0
            assert out.startswith(f"{code}: ")


def test_every_limit_has_a_case() -> None:
    not_limits = {"CGK720", "CGK721", "CGK722"}
    assert {code for code in codes() if code.startswith("CGK7")} - not_limits == {code for code, _, _ in CASES}


def test_repository_catalog_ignores_its_limits() -> None:
    loaded = read_catalog(ROOT / "events.yaml")
    assert [finding for finding in loaded.findings if finding.code.startswith("CGK7")] == []
    assert [entry.code for entry in loaded.catalog.ignored] == ["CGK710"]
