"""The catalog's own JSON Schema, which editors complete from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parent / "bad"


@pytest.fixture(scope="module")
def schema(small_output: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((small_output / "schema" / "catalog.json").read_text(encoding="utf-8"))
    return document


def problems(schema: dict[str, Any], path: Path) -> list[str]:
    # PyYAML's own parser, unlike libyaml, takes no question mark at the end of a plain scalar in braces.
    catalog = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    validator: Any = Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(catalog)]


def test_it_is_a_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "path",
    [
        ROOT / "events.yaml",
        Path(__file__).parent / "catalogs" / "small" / "events.yaml",
        Path(__file__).parent / "catalogs" / "small" / "included" / "bills.yaml",
    ],
    ids=lambda path: path.name,
)
def test_it_takes_every_catalog_the_compiler_takes(schema: dict[str, Any], path: Path) -> None:
    assert problems(schema, path) == []


@pytest.mark.parametrize(
    "name", ["unknown_keys", "refused_keywords", "wrong_kinds", "missing_sections", "not_a_mapping"]
)
def test_it_refuses_what_has_a_wrong_form(schema: dict[str, Any], name: str) -> None:
    assert problems(schema, BAD / f"{name}.yaml") != []


def test_it_completes_categories_events_and_types_of_this_catalog(schema: dict[str, Any]) -> None:
    definitions = schema["$defs"]
    assert definitions["event"]["properties"]["category"]["anyOf"][0]["enum"] == ["parcels", "odds", "unused", "bills"]
    assert "bill.paid" in definitions["schedule"]["properties"]["sends"]["anyOf"][0]["enum"]
    assert {"string", "Money", "Money[]", "date-time?"} <= set(definitions["type"]["anyOf"][0]["enum"])


def test_the_repositorys_catalog_names_its_schema() -> None:
    first = (ROOT / "events.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=generated/schema/catalog.json"
