"""JSON Schema of catalog files, which editors use for completion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from cgk_codegen.resolve.keywords import REFUSED
from jsonschema import Draft202012Validator
from paths import CATALOGS, ROOT, TESTS

BAD = TESTS / "codegen" / "check" / "bad"
SMALL = CATALOGS / "small"
HARD = TESTS / "codegen" / "plan" / "json_schema" / "catalogs" / "hard.yaml"


@pytest.fixture(scope="module")
def schema(small_output: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((small_output / "schema" / "catalog.json").read_text(encoding="utf-8"))
    return document


class EditorLoader(yaml.CSafeLoader):
    """Loader that reads YAML as editors do: in version 1.2, a date is text.

    libyaml's parser, unlike PyYAML's own, accepts a question mark at the end of a plain scalar in braces.
    """


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=EditorLoader)  # noqa: S506  a safe loader


def problems(schema: dict[str, Any], path: Path) -> list[str]:
    validator: Any = Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(read(path))]


def test_schema_is_valid(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "path",
    [ROOT / "events.yaml", SMALL / "events.yaml", SMALL / "included" / "bills.yaml"],
    ids=lambda path: path.name,
)
def test_schema_accepts_every_valid_catalog(schema: dict[str, Any], path: Path) -> None:
    assert problems(schema, path) == []


@pytest.mark.parametrize(
    "name", ["unknown_keys", "refused_keywords", "wrong_value_types", "missing_sections", "not_a_mapping"]
)
def test_schema_refuses_bad_catalogs(schema: dict[str, Any], name: str) -> None:
    assert problems(schema, BAD / f"{name}.yaml") != []


def test_schema_completes_names_of_this_catalog(schema: dict[str, Any]) -> None:
    definitions = schema["$defs"]
    assert definitions["event"]["properties"]["category"]["anyOf"][0]["enum"] == ["parcels", "odds", "unused", "bills"]
    assert "bill.paid" in definitions["schedule"]["properties"]["sends"]["anyOf"][0]["enum"]
    assert {"string", "Money", "Money[]", "date-time?"} <= set(definitions["type"]["anyOf"][0]["enum"])


def test_repository_catalog_names_its_schema() -> None:
    first = (ROOT / "events.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=generated/schema/catalog.json"


def parts_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schemas directly inside a schema; references are not followed."""
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inner += [schema.get("items"), schema.get("additionalProperties")]
    return [value for value in inner if isinstance(value, dict)]


def known_keys(schema: dict[str, Any], name: str) -> set[tuple[str, str]]:
    """Return the keys of a definition and of its parts, each with the definition's name."""
    own = {(name, key) for key in schema.get("properties", ())}
    return own.union(*(known_keys(part, name) for part in parts_of(schema)))


def used_keys(value: object, schema: dict[str, Any], definitions: dict[str, Any], name: str) -> set[tuple[str, str]]:
    """Return the keys that a value in a catalog uses, each with the name of the definition that has the key."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return used_keys(value, definitions[name], definitions, name)
    parts: list[tuple[object, Any]] = [(value, choice) for choice in schema.get("anyOf", ())]
    used: set[tuple[str, str]] = set()
    match value:
        case list():
            parts += [(item, schema.get("items", {})) for item in cast("list[object]", value)]
        case dict():
            properties = schema.get("properties", {})
            entries = cast("dict[str, object]", value)
            used = {(name, key) for key in entries if key in properties}
            additional: object = schema.get("additionalProperties", {})
            parts += [(item, properties.get(key, additional)) for key, item in entries.items()]
        case _:
            pass
    return used.union(
        *(used_keys(part, {} if isinstance(inner, bool) else inner, definitions, name) for part, inner in parts)
    )


def test_compiled_catalogs_use_every_key(schema: dict[str, Any]) -> None:
    definitions = schema["$defs"]
    files = (SMALL / "events.yaml", SMALL / "included" / "bills.yaml", HARD)
    used = {key for file in files for key in used_keys(read(file), schema, definitions, "file")}
    keys = known_keys(schema, "file").union(*(known_keys(definition, name) for name, definition in definitions.items()))
    assert sorted((name, key) for name, key in keys - used if key not in REFUSED) == []
