"""JSON Schema: definitions, references and merging; importing our own exported schemas changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.resolve.schema_documents import event_schema
from imports import codes_of, imported, text_of
from paths import ROOT


@pytest.mark.parametrize(
    ("source", "codes"), [("schema/events", []), ("asyncapi.json", ["IMP102"]), ("openapi.json", [])]
)
def test_our_own_schemas_come_back_unchanged(source: str, codes: list[str], tmp_path: Path) -> None:
    """The platform's schemas, imported and exported again, are the same documents."""
    folder = ROOT / "generated" / "schema" / "events"
    sources = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    path = ROOT / "generated" / source
    if source == "openapi.json":
        bodies = {name: {"content": {"application/json": {"schema": schema}}} for name, schema in sources.items()}
        webhooks = {name: {"post": {"requestBody": body}} for name, body in bodies.items()}
        path = tmp_path / source
        write(path, {"openapi": "3.1.0", "info": {"title": "Jobs", "version": "1.0.0"}, "webhooks": webhooks})
    result = imported(path, tmp_path)
    assert codes_of(result) == codes  # IMP102: the servers and schedules of the AsyncAPI document are not events
    (tmp_path / "events.yaml").write_text(text_of(result), encoding="utf-8")
    catalog = read_catalog(tmp_path / "events.yaml").catalog
    compiled = {name: comparable(event_schema(catalog, event)) for name, event in catalog.events.items()}
    assert compiled == {name: comparable(schema) for name, schema in sources.items()}


def comparable(document: dict[str, object]) -> object:
    """Return a schema without its id, its title, and the end of patterns that only exported schemas have."""
    text = json.dumps({key: value for key, value in document.items() if key not in ("$id", "title")}, sort_keys=True)
    return json.loads(text.replace("(?!\\\\s)", ""))


def test_files_of_a_folder_are_events(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    for name in ("order.placed.json", "sold_out.schema.json", ".git/a.json", "node_modules/b.json"):
        write(folder / name, {"type": "object", "properties": {"line": {"$ref": "line.json"}, "all": {"$ref": "#"}}})
    write(folder / "line.json", {"type": "object"})
    write(folder / "index.json", {"files": [{"$ref": "order.placed.json"}]})
    result = imported(folder, tmp_path)
    assert [(event.name, event.wire_name) for event in result.catalog.events] == [
        ("order.placed", "order.placed"), ("shop.soldOut", "shop.soldOut"),
    ]  # fmt: skip
    left_out = [(item.span.file.path, item.message) for item in result.losses.items if item.code == "IMP502"]
    assert left_out == [(str(folder / "index.json"), "index.json left out: it is not a JSON Schema")]


@pytest.mark.parametrize("group", ["$defs", "definitions"])
def test_definitions_of_one_file_are_events(group: str, tmp_path: Path) -> None:
    source = tmp_path / "bundle.json"
    tenant = {"tenantId": {"type": "string", "pattern": "^[a-z]+$"}}
    order = {"type": "object", "additionalProperties": False, "required": ["tenantId"],
             "properties": {**tenant, "at": {"$ref": f"#/{group}/Place"}}}  # fmt: skip
    place = {"type": "object", "additionalProperties": False, "properties": {"city": {"type": "string"}}}
    source.write_text(
        json.dumps({"type": "object", group: {"OrderPlaced": order, "Place": place}}, indent=1), encoding="utf-8"
    )
    result = imported(source, tmp_path)
    (event,) = result.catalog.events
    assert (event.name, event.wire_name, event.span.line) == ("order.placed", "order.placed", 4)
    assert list(result.catalog.types) == ["Place"]
    assert codes_of(result) == []


def test_ids_lead_to_files(tmp_path: Path) -> None:
    """References are relative to `$id`; the importer never fetches its address."""
    write(tmp_path / "a" / "order.placed.json", {
        "$id": "https://shop.example/events/order.json", "type": "object", "properties": {"to": {"$ref": "/types/to"}},
    })  # fmt: skip
    write(tmp_path / "b" / "address.json", {
        "$id": "https://shop.example/types/to", "type": "object", "properties": {"city": {"type": "string"}},
    })  # fmt: skip
    result = imported(tmp_path, tmp_path / "out")
    assert [event.name for event in result.catalog.events] == ["a.order.placed"]
    assert "IMP401" not in codes_of(result)
    assert 'to: "To?"' in text_of(result)


DRAFT_4 = "http://json-schema.org/draft-04/schema#"


@pytest.mark.parametrize(
    ("referring", "reference", "referenced"),  # keywords of the one schema, its $ref, keywords of the other schema
    [
        ({"$schema": DRAFT_4, "id": "https://x.example/a/"}, "b", {"$schema": DRAFT_4, "id": "https://x.example/a/b"}),
        ({"$id": "https://x.example/a"}, "types/color.json", {}),
        ({}, "../names/color", {"$id": "names/color"}),
    ],
)
def test_references_follow_ids_and_files(
    referring: dict[str, str], reference: str, referenced: dict[str, str], tmp_path: Path
) -> None:
    """A reference is relative to the id of its schema, else to its file; an id also to the folder of the source."""
    fields = {"a": {"$ref": reference}}
    write(tmp_path / "events" / "order.placed.json", {**referring, "type": "object", "properties": fields})
    write(tmp_path / "events" / "types" / "color.json", {**referenced, "enum": ["red", "green"]})
    result = imported(tmp_path, tmp_path / "out")
    assert "IMP401" not in codes_of(result)
    assert "{enum: [red, green]}" in text_of(result)


def test_inner_ids_are_bases(tmp_path: Path) -> None:
    """A schema inside a file can have its own id; references inside that schema are relative to the id."""
    inner = {"$id": "inner", "properties": {"color": {"$ref": "#/$defs/red"}}, "$defs": {"red": {"const": "red"}}}
    outer = {"type": "object", "properties": {"a": {"$ref": "inner#/properties/color"}}, "$defs": {"in": inner}}
    write(tmp_path / "order.placed.json", outer)
    result = imported(tmp_path / "order.placed.json", tmp_path / "out")
    assert "IMP401" not in codes_of(result)
    assert "{const: red}" in text_of(result)


@pytest.mark.parametrize(
    ("dialect", "anchor_keyword"),
    [("https://json-schema.org/draft/2020-12/schema", "$anchor"), ("http://json-schema.org/draft-07/schema#", "$id")],
)
def test_anchors_lead_to_schemas(dialect: str, anchor_keyword: str, tmp_path: Path) -> None:
    anchor = "color" if anchor_keyword == "$anchor" else "#color"
    definitions = {"c": {anchor_keyword: anchor, "const": "red"}, "d": {"const": "day"}}
    fields = {"a": {"$ref": "#color"}, "b": {"$ref": "#/definitions/d"}}
    write(
        tmp_path / "order.placed.json",
        {"$schema": dialect, "type": "object", "properties": fields, "definitions": definitions},
    )
    written = text_of(imported(tmp_path / "order.placed.json", tmp_path / "out"))
    assert "{const: red}" in written
    assert "{const: day}" in written


def test_all_of_is_merged(tmp_path: Path) -> None:
    base = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "minLength": 2}}}
    keywords = {"type": "object", "properties": {"id": {"maxLength": 5}, "kind": {"enum": ["a", "b"]}}}
    write(tmp_path / "order.seen.json", {"allOf": [{"$ref": "#/$defs/base"}, keywords], "$defs": {"base": base},
                                         "unevaluatedProperties": False})  # fmt: skip
    result = imported(tmp_path, tmp_path / "out")
    assert "id: {type: string, minLength: 2, maxLength: 5}" in text_of(result)
    assert codes_of(result) == ["IMP302"]


def test_choices_without_overlap_are_exact(tmp_path: Path) -> None:
    card = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "card"}}}
    bank = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "bank"}}}
    schema = {"type": "object", "properties": {
        "exact": {"oneOf": [card, bank]}, "loose": {"oneOf": [{"type": "string"}, {"minLength": 3, "type": "string"}]},
    }}  # fmt: skip
    write(tmp_path / "order.paid.json", schema)
    result = imported(tmp_path, tmp_path / "out")
    messages = [item.message for item in result.losses.items if item.code == "IMP207"]
    assert len(messages) == 1
    assert messages[0].startswith("order.paid.loose widened")


def test_choices_keep_or_list_their_descriptions(tmp_path: Path) -> None:
    card = {"type": "object", "additionalProperties": False, "description": "Paid by card.",
            "properties": {"n": {"type": "string"}}}  # fmt: skip
    choices = [card, {"type": "string", "description": "A voucher."}, {"type": "null", "title": "Free"}]
    write(tmp_path / "order.paid.json", {"type": "object", "properties": {"payment": {"anyOf": choices}}})
    result = imported(tmp_path, tmp_path / "out")
    assert "description: Paid by card." in text_of(result)
    messages = [item.message for item in result.losses.items if item.code == "IMP101"]
    assert messages == [
        'order.paid.payment (choice 2) kept: only fields and objects have it: {"description": "A voucher."}',
        'order.paid.payment (choice 3) kept: only fields and objects have it: {"title": "Free"}',
    ]


def test_passwords_are_sensitive(tmp_path: Path) -> None:
    pin = {"type": "string", "format": "password"}
    fields = {
        "pin": pin,
        "pins": {"type": "array", "items": pin},
        "nullablePin": {"anyOf": [pin, {"type": "null"}]},
        "chosenPin": {"oneOf": [pin]},
        "name": {"type": "string", "vendor": 1},
    }
    write(tmp_path / "order.paid.json", {"type": "object", "additionalProperties": False, "properties": fields})
    result = imported(tmp_path / "order.paid.json", tmp_path / "out")
    assert text_of(result).count("sensitive: true") == 4
    messages = [item.message for item in result.losses.items if item.code == "IMP101"]
    assert messages == ['order.paid.name kept: "vendor" is not a keyword of JSON Schema: {"vendor": 1}']


def test_bounds_of_all_integers_are_not_repeated(tmp_path: Path) -> None:
    end = 2**53 - 1
    fields = {
        "any": {"type": "integer", "minimum": -end, "maximum": end},
        "positive": {"type": "integer", "minimum": 1, "exclusiveMaximum": end},
    }
    write(tmp_path / "order.paid.json", {"type": "object", "additionalProperties": False, "properties": fields})
    result = imported(tmp_path / "order.paid.json", tmp_path / "out")
    assert "any: integer?" in text_of(result)
    assert f"exclusiveMaximum: {end}" in text_of(result)
    assert codes_of(result) == ["IMP302"]


def test_unread_keywords_of_constants_are_listed(tmp_path: Path) -> None:
    """A pattern that only JavaScript has does not end the import, and a keyword that is too new is read."""
    schema = {"$schema": DRAFT_4, "type": "object", "properties": {"a": {"enum": ["a", 1], "pattern": "(?<name>a)"}}}
    schema["properties"]["b"] = {"const": "x"}  # type: ignore[index]
    write(tmp_path / "order.paid.json", schema)
    result = imported(tmp_path / "order.paid.json", tmp_path / "out")
    messages = [item.message for item in result.losses.items if item.code in ("IMP208", "IMP309")]
    assert messages == [
        'order.paid.a widened: "pattern" is not checked here: {"pattern": "(?<name>a)"}',
        'order.paid.b narrowed: "const" is newer than this draft; it is read nevertheless: {"const": "x"}',
    ]


def test_empty_description_is_none(tmp_path: Path) -> None:
    item = {
        "type": "object",
        "additionalProperties": False,
        "description": "",
        "properties": {"kind": {"type": "string"}},
    }
    write(tmp_path / "order.paid.json", {"type": "object", "properties": {"payment": {"type": "array", "items": item}}})
    result = imported(tmp_path, tmp_path / "out")
    assert 'items: {fields: {kind: "string?"}}' in text_of(result)


def test_open_objects_stay_open(tmp_path: Path) -> None:
    """An object is open if its source opens it; if the source is silent, the caller's option decides."""
    wide = {"type": "object", "additionalProperties": True, "properties": {"a": {"type": "string"}}}
    silent = {"type": "object", "properties": {"a": {"type": "string"}}}
    tenant = {"tenantId": {"type": "string", "pattern": "^[a-z]+$"}}
    schema = {**wide, "required": ["tenantId"], "properties": {**tenant, "wide": wide, "silent": silent}}
    write(tmp_path / "order.seen.json", schema)
    closed, opened = imported(tmp_path, tmp_path), imported(tmp_path, tmp_path, open_objects=True)
    assert (codes_of(closed), codes_of(opened)) == (["IMP301"], [])
    (tmp_path / "events.yaml").write_text(text_of(opened), encoding="utf-8")
    catalog = read_catalog(tmp_path / "events.yaml").catalog
    assert catalog.events["order.seen"].is_open
    assert [named.is_open for named in catalog.types.values()] == [True, True]
    (tmp_path / "events.yaml").write_text(text_of(closed), encoding="utf-8")
    catalog = read_catalog(tmp_path / "events.yaml").catalog
    assert [named.is_open for named in catalog.types.values()] == [True, False]


@pytest.mark.parametrize(
    ("keywords", "expected"),  # keywords of the object, and the code and line of each finding
    [
        ({}, [("IMP304", 4), ("IMP301", 1)]),
        ({"additionalProperties": {"type": "string"}}, [("IMP204", 4), ("IMP204", 1)]),
    ],
)
def test_findings_of_an_object_have_its_line(
    keywords: dict[str, object], expected: list[tuple[str, int]], tmp_path: Path
) -> None:
    """A field whose name a catalog cannot have is on line 4, the object around it on line 1."""
    schema = {"type": "object", "properties": {"y\u202ez": {"type": "string"}}, **keywords}
    write(tmp_path / "order.seen.json", schema)
    items = imported(tmp_path / "order.seen.json", tmp_path / "out").losses.items
    assert [(item.code, item.span.line) for item in items if item.code != "IMP302"] == expected


def test_shapes_of_a_payload_are_joined(tmp_path: Path) -> None:
    """The payload has the fields of all shapes, required if all shapes require them. Shared types do not change."""
    text, flag = {"type": "string"}, {"type": "boolean"}
    closed = {"type": "object", "additionalProperties": False}
    closed_fields = {**closed, "required": ["a", "b"], "properties": {"a": text, "b": text}}
    two = {**closed, "required": ["a"], "properties": {"a": flag, "c": {"$ref": "#/$defs/One"}}}
    choices = [{"$ref": "#/$defs/One"}, {"$ref": "#/$defs/Two"}, {"type": "null"}]
    write(tmp_path / "order.paid.json", {"anyOf": choices, "$defs": {"One": closed_fields, "Two": two}})
    result = imported(tmp_path, tmp_path / "out")
    assert 'payload: {a: string | boolean, b: "string?", c: "One?"}' in text_of(result)
    assert "One: {fields: {a: string, b: string}}" in text_of(result)
    assert {"IMP209", "IMP306"} <= {*codes_of(result)}


def test_invalid_examples_keep_the_type(tmp_path: Path) -> None:
    day = {"type": "string", "format": "date", "example": "soon"}
    inner = {"type": "object", "additionalProperties": False, "properties": {"day": day}}
    schema = {"type": "object", "additionalProperties": False, "required": ["day"], "properties": {"day": day}}
    write(tmp_path / "order.paid.json", {**schema, "properties": {"day": day, "inner": inner}})
    write(tmp_path / "order.sold.json", {**schema, "examples": [{"day": "late"}, {"day": "2026-01-02"}]})
    result = imported(tmp_path, tmp_path / "out")
    written = text_of(result)
    assert (written.count("day: date\n"), written.count("day: date?\n")) == (2, 1)
    assert "examples:" not in written
    messages = [item.message for item in result.losses.items if item.code == "IMP101"]
    assert ["soon" in message for message in messages].count(True) == 3
    assert 'order.sold kept: an example that is not valid here: {"day": "late"}' in messages


def test_refused_parts_are_replaced(tmp_path: Path) -> None:
    """The compiler's own check of the catalog finds what it refuses."""
    null_schema = {"type": "null", "description": "Always null, " + "as documented elsewhere. " * 4}
    write(tmp_path / "order.paid.json", {"type": "object", "properties": {"nothing": null_schema}})
    write(
        tmp_path / "order.sold.json",
        {"type": "object", "properties": {"never": {"type": "integer", "minimum": 5, "maximum": 1}}},
    )
    result = imported(tmp_path, tmp_path / "out")
    assert "type: any?" in text_of(result)
    assert [event.name for event in result.catalog.events] == ["order.paid"]
    assert {"IMP210", "IMP503"} <= {*codes_of(result)}


def write(path: Path, content: object) -> None:
    """Write a JSON file, and create its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
