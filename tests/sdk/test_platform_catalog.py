"""The platform's catalog, compared with the platform's own list of events and schedules (facts/)."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.json_schema import DATE_TIME_PATTERN
from cgk_codegen.resolve import Catalog, Category, Event, Field, NamedType, Schedule
from paths import ROOT

FACTS = Path(__file__).parent / "facts"

IMAGE_OPTIONS = (
    "object {removeBackground?: boolean, targetWidth?: number, targetHeight?: number, "
    "format?: enum jpeg png webp, quality?: number}"
)
SCHEMAS: dict[str, object] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date-time": {"type": "string", "format": "date-time", "pattern": DATE_TIME_PATTERN},
    "object (string -> any)": {"type": "object", "additionalProperties": True},
    "string or null": {"type": ["string", "null"]},
    "array of string": {"type": "array", "items": {"type": "string"}},
    "array of any": {"type": "array", "items": {}},
    IMAGE_OPTIONS: {"$ref": "#/$defs/GoogleFeedImageOptions"},
}
"""JSON Schemas by the list's notation of types."""
OPTIONAL_IN_GUIDE = {("order.created", "totalAmount")}
"""Fields that the list requires, but that the examples in the platform's guide omit; they are optional."""


def read_facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def parse_type(text: str) -> object:
    if text.startswith("enum: "):
        return {"type": "string", "enum": text.removeprefix("enum: ").split()}
    return SCHEMAS[text]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    loaded = read_catalog(ROOT / "events.yaml")
    assert loaded.findings == ()
    return loaded.catalog


def test_every_event_matches_the_platforms_list(catalog: Catalog) -> None:
    documented: dict[str, object] = {}
    for name, group in groupby(read_facts("events.tsv"), key=lambda row: row["event"]):
        fields = list(group)
        documented[name] = (
            fields[0]["category"],
            fields[0]["payload type"],
            [
                (
                    row["field"],
                    parse_type(row["type"]),
                    row["required"] == "yes" and (name, row["field"]) not in OPTIONAL_IN_GUIDE,
                )
                for row in fields
                if row["field"]
            ],
        )
    assert len(documented) == 92
    assert {
        event.name: (
            event.category,
            event.payload_type,
            [(field.name, field.schema, field.required) for field in event.fields if field.name != "tenantId"],
        )
        for event in catalog.events.values()
    } == documented


def test_nested_options_have_their_fields(catalog: Catalog) -> None:
    fields = catalog.types["GoogleFeedImageOptions"].fields
    assert fields is not None
    assert [(field.name, field.schema, field.required) for field in fields] == [
        ("removeBackground", {"type": "boolean"}, False),
        ("targetWidth", {"type": "number"}, False),
        ("targetHeight", {"type": "number"}, False),
        ("format", {"type": "string", "enum": ["jpeg", "png", "webp"]}, False),
        ("quality", {"type": "number"}, False),
    ]


def test_every_schedule_has_its_time(catalog: Catalog) -> None:
    documented = {row["schedule"]: (row["cron"], row["timezone"]) for row in read_facts("schedules.tsv")}
    assert len(documented) == 71
    assert {schedule.name: (schedule.cron, schedule.timezone) for schedule in catalog.schedules.values()} == documented


def test_schedule_named_like_an_event_sends_it(catalog: Catalog) -> None:
    for name in catalog.schedules.keys() & catalog.events.keys():
        assert catalog.schedules[name].event == name
    hourly = catalog.schedules["ab.hourlyMetrics"]
    assert (hourly.event, hourly.payload) == ("ab.metricsAggregate", {"period": "hourly"})
    assert hourly.task_id == "schedule-ab-hourlyMetrics"


def test_required_tenant_is_the_first_field(catalog: Catalog) -> None:
    for event in catalog.events.values():
        assert event.fields[0].name == "tenantId"
        assert event.fields[0].required


def test_everything_is_described(catalog: Catalog) -> None:
    objects: list[Category | Event | Schedule | NamedType | Field] = [
        *catalog.categories.values(),
        *catalog.events.values(),
        *catalog.schedules.values(),
        *catalog.types.values(),
        *(field for event in catalog.events.values() for field in event.fields),
    ]
    # Ten characters are too few for a sentence.
    assert [item.name for item in objects if len(item.description) < 10 or not item.description.endswith(".")] == []


def test_every_example_has_the_required_fields(catalog: Catalog) -> None:
    for event in catalog.events.values():
        required = {field.name for field in event.fields if field.required}
        assert required <= event.example.keys()
