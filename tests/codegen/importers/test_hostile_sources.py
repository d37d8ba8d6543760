"""Sources that are too large, never end, or point elsewhere: a clear error or finding, and nothing else is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.importers import ImportFailed, documents
from imports import imported, text_of

CLOSED = {"type": "object", "additionalProperties": False}


def write(folder: Path, properties: object, **keywords: object) -> Path:
    """Write the schema of order.placed, and return its folder."""
    folder.mkdir(exist_ok=True)
    path = folder / "order.placed.json"
    path.write_text(json.dumps({**CLOSED, "properties": properties, **keywords}), encoding="utf-8")
    return folder


@pytest.mark.parametrize("reference_type", ["relative", "file", "link", "text"])
def test_files_outside_the_folder_stay_unread(tmp_path: Path, reference_type: str) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps({"type": "string", "description": "hidden"}), encoding="utf-8")
    folder = tmp_path / "source"
    references = {"relative": "../secret.json", "file": secret.as_uri(), "link": "link.json", "text": "notes.txt"}
    write(folder, {"a": {"$ref": references[reference_type]}})
    (folder / "link.json").symlink_to(secret)
    (folder / "notes.txt").write_text(secret.read_text(encoding="utf-8"), encoding="utf-8")
    result = imported(folder, tmp_path)
    assert "hidden" not in text_of(result)
    reason = "is not a JSON or YAML file" if reference_type == "text" else "outside the folder"
    assert [item.code for item in result.losses.items if reason in item.message] == ["IMP401"]
    assert result.losses.is_incomplete


def test_remote_references_are_not_fetched(tmp_path: Path) -> None:
    folder = write(tmp_path / "source", {"a": {"$ref": "http://127.0.0.1:9/a.json"}})
    result = imported(folder, tmp_path)
    assert "a: any?" in text_of(result)
    assert [item.message for item in result.losses.items if item.code == "IMP401"] == [
        'order.placed.a unresolved: http://127.0.0.1:9/a.json is not fetched; it became any: "http://127.0.0.1:9/a.json"'
    ]


def test_local_copy_replaces_a_remote_file(tmp_path: Path) -> None:
    folder = write(tmp_path / "source", {"a": {"$ref": "https://x.example/types/a.json"}})
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "a.json").write_text('{"type": "integer", "minimum": 1, "maximum": 5}', encoding="utf-8")
    for address, copy in (("https://x.example/types/", copies), ("https://x.example/types/a.json", copies / "a.json")):
        result = imported(folder, tmp_path, ref_map={address: copy})
        assert "A: {type: integer, minimum: 1, maximum: 5}" in text_of(result)


def test_reference_cycles_terminate(tmp_path: Path) -> None:
    definitions = {
        "a": {"$ref": "#/$defs/b"},
        "b": {"$ref": "#/$defs/a"},
        "tree": {**CLOSED, "properties": {"left": {"$ref": "#/$defs/tree"}, "other": {"$ref": "#/$defs/wood"}}},
        "wood": {**CLOSED, "properties": {"trees": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}},
        "all": {"allOf": [{"$ref": "#/$defs/all"}, {"type": "object"}]},
    }
    fields = {name: {"$ref": f"#/$defs/{name}"} for name in definitions}
    result = imported(write(tmp_path / "source", fields, **{"$defs": definitions}), tmp_path)
    messages = [item.message for item in result.losses.items if item.code == "IMP201"]
    assert len(messages) == 4
    assert "trees: object[]?" in text_of(result)


@pytest.mark.parametrize("name", ["large.json", "large.yaml", "large.ts", "large.py"])
def test_large_sources_are_refused(name: str, tmp_path: Path) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(ImportFailed, match=rf"{name}: the source has more than 32 MiB"):
        imported(tmp_path / name, tmp_path, execute=True)


def test_many_files_are_refused_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 100)
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps({**CLOSED, "description": "x" * 20}), encoding="utf-8")
    with pytest.raises(ImportFailed, match=r"b\.json: the source has more than"):
        imported(tmp_path, tmp_path / "out")


def test_repeated_aliases_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{index}: &a{index} [{', '.join([f'*a{index - 1}'] * 9)}]" for index in range(1, 9)]
    source = tmp_path / "laughs.yaml"
    source.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Exception, match="aliases expand"):
        imported(source, tmp_path)


def test_deep_sources_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "deep.json"
    source.write_text('{"properties": {"a": ' * 500 + "{}" + "}}" * 500, encoding="utf-8")
    with pytest.raises(Exception, match="more than 60 levels"):
        imported(source, tmp_path)


MALFORMED: dict[str, tuple[object, ...]] = {  # invalid values of each keyword
    "properties": ([], 5, {"a": 5}),
    "required": ("a", [1], True),
    "type": (5, "text", [], ["string", "date"]),
    "maxLength": ("x", -1, 1.5, True),
    "minimum": ("1", False),
    "exclusiveMaximum": ("1",),
    "pattern": (5,),
    "format": ([],),
    "description": (5,),
    "$ref": (5,),
    "items": (5,),
    "allOf": ({}, [], [5]),
    "oneOf": (5,),
    "enum": ("ab", []),
    "examples": ("a",),
    "additionalProperties": (5,),
    "definitions": ([],),
    "$schema": ([],),
    "$anchor": (True,),
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in MALFORMED.items() for value in values])
def test_malformed_keyword_is_an_error(tmp_path: Path, key: str, value: object) -> None:
    folder = write(tmp_path / "source", {"a": {"$ref": "#/$defs/A"}}, **{"$defs": {"A": {key: value}}})
    with pytest.raises(CatalogError) as raised:
        imported(folder, tmp_path)
    [item] = raised.value.diagnostics
    assert (item.code, item.message.startswith(f'"{key}" of ')) == ("IMP601", True)
    assert item.span.file.path.endswith("source/order.placed.json")
    assert item.span.column > 1


@pytest.mark.parametrize("losses", [5, [{"code": "none"}]])
def test_findings_in_a_source_are_ignored(tmp_path: Path, losses: object) -> None:
    """`$losses` is the importer's own keyword, for schemas that its scripts write."""
    result = imported(write(tmp_path / "source", {"a": {"type": "string", "$losses": losses}}), tmp_path)
    assert 'payload: {a: "string?"}' in text_of(result)


def test_keywords_of_scripts_are_unknown(tmp_path: Path) -> None:
    result = imported(write(tmp_path / "source", {"a": {"type": "string", "$at": 5, "$sensitive": "x"}}), tmp_path)
    assert text_of(result).endswith("a: string?\n")
    unknown = [item.message for item in result.losses.items if "is not a keyword" in item.message]
    assert len(unknown) == 2


def test_all_malformed_keywords_are_reported(tmp_path: Path) -> None:
    properties = {"a": {"type": 5, "pattern": True}, "b": {"oneOf": [{"minLength": -1}, {"$id": 5}]}}
    with pytest.raises(CatalogError) as raised:
        imported(write(tmp_path / "source", properties, title=1), tmp_path)
    keys = [finding.message.split('"')[1] for finding in raised.value.diagnostics]
    assert sorted(keys) == ["$id", "minLength", "pattern", "title", "type"]
    assert len({finding.span for finding in raised.value.diagnostics}) == 5


def test_field_that_is_only_null_becomes_any(tmp_path: Path) -> None:
    text = text_of(imported(write(tmp_path / "source", {"a": {"const": None}, "b": {"enum": [None, 1]}}), tmp_path))
    assert "# IMP210 widened: it became any, because a field cannot have null as its only value\n      a: any?" in text
    assert "b: {enum: [null, 1], optional: true}" in text


@pytest.mark.parametrize("key", ["traits", "examples"])
def test_malformed_message_list_is_reported(tmp_path: Path, key: str) -> None:
    message = {"payload": {"type": "object"}, key: 5}
    document = {"asyncapi": "3.0.0", "channels": {"orders": {"messages": {"order.placed": message}}}}
    (tmp_path / "api.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CatalogError, match=f'"{key}" of order.placed must be a list'):
        imported(tmp_path / "api.json", tmp_path)


def test_bounds_of_int32(tmp_path: Path) -> None:
    text = text_of(
        imported(write(tmp_path / "source", {"a": {"type": "integer", "format": "int32", "minimum": 1}}), tmp_path)
    )
    assert "a: {type: integer, minimum: 1, maximum: 2147483647, optional: true}" in text
