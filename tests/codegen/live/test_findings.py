"""Findings of the live check: each has its code and never shows a value of a payload."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.live import LiveCheck, LogPosition
from cgk_codegen.live.records import Record
from cgk_codegen.live.report import as_json, as_text, summary
from live_logs import PLACED_ORDER, LogProject
from random_catalogs import CatalogGenerator, catalog_text

CANARY: Final = "quokka"
UNKNOWN: Final = "is not in the catalog; the field is dropped on arrival"


def job(event: str = "order.placed", **fields: Any) -> dict[str, Any]:
    """Return a line of the local provider's log; `fields` replace those of the payload."""
    return {"event": event, "payload": {**PLACED_ORDER, **fields}}


@pytest.mark.parametrize(
    ("record", "expected"),  # findings: code, subject, field, message
    [
        (job(), []),
        ({"event": "order.placde", "payload": PLACED_ORDER},
         [("LIV101", "order.placde", "", 'is not in the catalog; did you mean "order.placed"?')]),
        (job(colour="red"), [("LIV102", "order.placed", "colour", UNKNOWN)]),
        (job(items=[{"sku": "a", "count": 1, "price": 2}]),
         [("LIV102", "order.placed", "items[].price", UNKNOWN)]),
        (job(gift={"sku": "a", "count": 1, "price": 2}),
         [("LIV102", "order.placed", "gift.price", UNKNOWN)]),
        (job(total="5"), [("LIV103", "order.placed", "total", "must be of type number, not string")]),
        (job(level="middle"), [("LIV103", "order.placed", "level", "is not one of the values in the catalog")]),
        (job(labels={"a": 1}), [("LIV103", "order.placed", "labels{}", "must be of type string, not number")]),
        (job(gift=5), [("LIV103", "order.placed", "gift", "must be of type object or null, not number")]),
        (job(gift={"sku": "a", "count": 0}), [("LIV103", "order.placed", "gift.count", "is less than 1")]),
        (job(tenantId="ACME"), [("LIV103", "order.placed", "tenantId", "does not match the pattern ^[a-z]{1,8}$")]),
        ({"event": "stock.gone", "payload": {}},
         [("LIV103", "stock.gone", "sku", "is required"), ("LIV103", "stock.gone", "tenantId", "is required")]),
        ({"event": "stock.gone", "payload": [1]},
         [("LIV103", "stock.gone", "", "the payload must be of type object, not array")]),
        ({"event": "order.placed", "payload": {"tenantId": "acme", "total": 1}}, []),
        ({"event": "parcel.sent", "payload": {"tenantId": "acme", "sku": "a"}}, []),
        ({**job(), "tenantId": "other"},
         [("LIV104", "order.placed", "tenantId", "the envelope names a different tenant than the payload")]),
        ({**job(), "tenantId": "acme", "options": {"tags": ["vip", "tenant:other"]}},
         [("LIV104", "order.placed", "tenantId", "the tag names a different tenant than the payload")]),
        ({**job(), "headers": {"X-Tenant-Id": "other"}},
         [("LIV104", "order.placed", "tenantId", "a header names a different tenant than the payload")]),
        ({**job(), "options": {"metadata": {"tenantId": "other"}}},
         [("LIV104", "order.placed", "tenantId", "the metadata names a different tenant than the payload")]),
        ("oops", [("LIV105", "jobs.jsonl:1", "", "is not JSON: expecting value in column 1")]),
        ({"level": "info", "message": "started"}, [("LIV106", "jobs.jsonl:1", "", "has an unknown format")]),
    ],
)  # fmt: skip
def test_each_mistake_has_its_code(
    project: LogProject, record: object, expected: list[tuple[str, str, str, str]]
) -> None:
    assert project.findings(record) == expected


def test_one_mistake_of_many_jobs_is_one_finding(project: LogProject) -> None:
    invalid_job = {**job(total=None), "headers": {"catalog-version": "1.4.2"}}
    (finding,) = project.report(job(), *[invalid_job] * 30)["findings"]
    assert (finding["count"], finding["file"], finding["line"], finding["versions"]) == (30, "jobs.jsonl", 2, ["1.4.2"])


def test_every_invalid_line_is_listed(project: LogProject) -> None:
    findings = project.findings(*["oops"] * 50)
    assert [place for _code, place, _path, _message in findings] == sorted(
        f"jobs.jsonl:{line}" for line in range(1, 51)
    )


def test_report_lists_seen_events(project: LogProject) -> None:
    reported = project.report(
        job(),
        job(level="low"),
        {"event": "parcel.sent", "payload": {"tenantId": "acme", "sku": "a"}},
        {"event": "stock.low", "payload": {"tenantId": "acme", "sku": "a"}, "headers": {"catalog-version": "1.0.0"}},
    )
    assert reported["clean"]
    assert reported["coverage"] == {"events": 4, "seen": 3, "percent": 75.0}
    assert reported["seen"] == {"order.placed": 2, "parcel.shipped": 1, "stock.low": 1}
    assert reported["neverSeen"] == ["stock.gone"]
    assert reported["formerNames"] == {"parcel.sent": 1}
    assert reported["deprecatedSeen"] == ["stock.low"]
    assert reported["versions"] == {"1.0.0": 1}


def test_other_versions_allow_unknown_fields(project: LogProject) -> None:
    records = (job(note="x", colour="red"), {"event": "order.lost", "payload": {"tenantId": "acme"}})
    older = (project.folder / "events.yaml").read_text(encoding="utf-8").replace("2.0.0", "1.9.0")
    older = older.replace("      total: number\n", "      total: number\n      note: string?\n")
    older = older.replace("schedules:", "  order.lost: {category: orders, description: Lost.}\nschedules:")
    (project.folder / "older.yaml").write_text(older, encoding="utf-8")
    assert len(project.findings(*records)) == 3
    assert project.findings(*records, arguments=("--also", "older.yaml")) == [
        ("LIV101", "order.lost", "", "is not in the catalog any more, only in version 1.9.0"),
        ("LIV102", "order.placed", "colour", UNKNOWN),
    ]


def test_custom_task_ids_are_mapped(project: LogProject) -> None:
    run = {"taskIdentifier": "audit", "payload": PLACED_ORDER}
    unknown = "is not the task id of an event or schedule; name its event with `--task`"
    assert project.findings(run) == [("LIV101", "audit", "", unknown)]
    assert project.findings(run, arguments=("--task", "audit=order.placed")) == []


@pytest.mark.parametrize("format_", ["text", "json"])
def test_payload_values_are_never_printed(project: LogProject, format_: str) -> None:
    everywhere: dict[str, object] = {
        "tenantId": CANARY, "total": CANARY, "email": {CANARY: CANARY}, "items": [CANARY, {"sku": CANARY}],
        "labels": {CANARY: 1}, "level": CANARY, "gift": CANARY, "currency": [CANARY],
    }  # fmt: skip
    records: list[object] = [
        {
            "event": "order.placed",
            "payload": everywhere,
            "tenantId": f"{CANARY}2",
            "options": {"concurrencyKey": CANARY},
        },
        {
            "event": "order.placed",
            "payload": {"tenantId": CANARY},
            "options": {"tags": [f"tenant:{CANARY}3"]},
        },
        {"event": "order.placed", "payload": CANARY},
        {"name": "order.placed", "data": everywhere},
        {
            "taskIdentifier": "order-placed",
            "payload": everywhere,
            "metadata": {"tenantId": f"{CANARY}4", "note": CANARY},
        },
        {
            "task": "order-placed",
            "payload": f'{{"json": {{"{CANARY}',
            "options": {"payloadType": "application/json"},
        },
        f'{{"event": "order.placed", "payload": {CANARY}',
        {"message": CANARY},
    ]
    completed = project.live_check(project.write_log(*records), "--format", format_)
    assert completed.returncode == 1
    assert CANARY not in completed.stdout + completed.stderr


def test_unlisted_occurrences_are_counted(project: LogProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cgk_codegen.live.findings.MAX_PER_CODE", 2)
    check = LiveCheck(read_catalog(project.folder / "events.yaml").catalog)
    for event in ("order.a", "order.b", "order.unlisted", "order.unlisted", "order.b"):
        check.add(Record(event=event), LogPosition("jobs.jsonl", 1))
    assert "\nfurther findings are not listed: 2 occurrences\n" in as_text(check.report, ["jobs.jsonl"])
    assert summary(check.report, ["jobs.jsonl"]).endswith(", more than 2 findings")
    assert json.loads(as_json(check.report, ["jobs.jsonl"]))["occurrencesLeftOut"] == 2


def test_text_lists_three_unseen_events(project: LogProject) -> None:
    report = LiveCheck(read_catalog(project.folder / "events.yaml").catalog).report
    first, second, third, fourth = report.unseen
    expected = f"never seen: {first}, {second}, {third} and 1 more; --format json lists all 4\n"
    assert expected in as_text(report, ["jobs.jsonl"])
    assert fourth in json.loads(as_json(report, ["jobs.jsonl"]))["neverSeen"]


def test_every_code_has_a_test() -> None:
    texts = [file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")]
    explained = {code for code in codes() if code.startswith("LIV")}
    assert explained == {code for text in texts for code in re.findall(r"LIV\d{3}", text)}


def test_only_unknown_fields_are_findings(tmp_path: Path) -> None:
    generator = CatalogGenerator(seed=7)
    fields = {f"event.n{number}": generator.fields() for number in range(100)}
    file = tmp_path / "events.yaml"
    examples = {name: generator.object(field_types) for name, field_types in fields.items()}
    file.write_text(catalog_text(fields, examples), encoding="utf-8")
    catalog = read_catalog(file).catalog
    valid_check, unknown_field_check = LiveCheck(catalog), LiveCheck(catalog)
    for number in range(1000):
        event = f"event.n{number % 100}"
        payload = {"tenantId": "acme", **generator.object(fields[event])}
        position = LogPosition("jobs.jsonl", number + 1)
        valid_check.add(Record(event=event, payload=payload, has_payload=True), position)
        with_unknown_field = {**payload, "never heard of": 1}
        unknown_field_check.add(Record(event=event, payload=with_unknown_field, has_payload=True), position)
    assert valid_check.report.findings == []
    assert valid_check.report.coverage == 100.0
    findings = unknown_field_check.report.findings
    assert {(finding.code, finding.path, finding.count) for finding in findings} == {("LIV102", "never heard of", 10)}
    assert len(findings) == 100
