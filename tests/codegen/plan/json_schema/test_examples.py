"""Example payloads: valid ones, and an invalid one for each keyword of the schema."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.json_schema import CONSTRAINTS
from cgk_codegen.json_schema_validator import validator_of
from cgk_codegen.plan.json_schema.examples import examples_text
from cgk_codegen.resolve.schema_documents import event_schema
from node import run_node
from random_catalogs import CatalogGenerator, catalog_text

from .conftest import Compiled
from .payloads import Payloads, to_json
from .validators import read_schema, validate_all, validate_with_model

ROUNDS = int(os.environ.get("ROUNDS") or 1)
"""Factor of the number of random catalogs."""

REFUSING_KEYWORDS = {*CONSTRAINTS, "type", "enum", "format", "required", "additionalProperties", "anyOf"}
"""The language's keywords that refuse a value."""
OTHER_KEYWORDS = {
    "$schema",
    "$id",
    "$ref",
    "$defs",
    "properties",
    "items",
    "title",
    "description",
    "examples",
    "deprecated",
}
"""The language's keywords that do not refuse values themselves."""

ALWAYS_ACCEPTED = {
    # The other choices accept any text, number and object.
    "/properties/text/anyOf/0/$ref/maxLength",
    "/properties/number/anyOf/0/$ref/minimum",
    "/properties/number/anyOf/0/$ref/maximum",
    "/properties/objects/anyOf/0/$ref/required: coins",
    "/properties/objects/anyOf/0/$ref/additionalProperties",
    "/properties/objects/anyOf/0/$ref/properties/note/type",
    "/properties/objects/anyOf/0/$ref/properties/note/maxLength",
    "/properties/objects/anyOf/0/$ref/properties/coins/type",
    "/properties/objects/anyOf/0/$ref/properties/coins/minimum",
    "/properties/objects/anyOf/0/$ref/properties/coins/maximum",
    # Every JSON value is valid for one of these choices.
    "/properties/anything/anyOf",
    *(f"/properties/anything/anyOf/{index}/type" for index in range(1, 7)),
    "/properties/anything/anyOf/0/$ref/type",
    "/properties/anything/anyOf/0/$ref/required: name",
    "/properties/anything/anyOf/0/$ref/additionalProperties",
    "/properties/anything/anyOf/0/$ref/properties/name/type",
    "/properties/anything/anyOf/0/$ref/properties/name/minLength",
    *(
        f"/properties/anything/anyOf/0/$ref/properties/share/{keyword}"
        for keyword in ("type", "minimum", "maximum", "multipleOf")
    ),
}
"""Keywords of `overlapping.choices` without an invalid payload, because another choice accepts each value."""


class Violation(NamedTuple):
    """Error that ajv reports.

    Attributes:
        keyword: The violated keyword.
        location: The path of the keyword in the schema.
        pointer: The path of the invalid value in the payload, as a JSON Pointer.
        name: The name of a missing or unknown field, None for other errors.
    """

    keyword: str
    location: str
    pointer: str
    name: str | None

    @property
    def at(self) -> str:
        """The path of the invalid value, in the form of the examples' key `at`."""
        steps = [*self.pointer.split("/")[1:], *([self.name] if self.name is not None else [])]
        unescaped = [step.replace("~1", "/").replace("~0", "~") for step in steps]
        return "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in unescaped).removeprefix(".")


def find_violations(compiled: Compiled, cases: list[tuple[str, Any]]) -> list[list[Violation]]:
    """Return the errors that ajv reports for each case, an event's name and a payload."""
    script = Path(__file__).with_name("ajv_errors.mjs")
    errors = run_node(script, {"folder": str(compiled.folder), "cases": cases})
    return [[Violation(*fields) for fields in reported] for reported in errors]


def read_examples(compiled: Compiled, event: str) -> dict[str, list[Any]]:
    file = compiled.folder / "schema" / "examples" / f"{event}.json"
    document: dict[str, list[Any]] = json.loads(file.read_text(encoding="utf-8"))
    return document


def without_references(document: dict[str, Any], location: str) -> str:
    """Return the JSON Pointer to a keyword in the document, for a location that leads through references (`$ref`)."""
    head, reference, tail = location.partition("/$ref")
    if not reference:
        return location
    node: Any = document
    for step in head.split("/")[1:]:
        node = node[int(step) if step.isdigit() else step.replace("~1", "/").replace("~0", "~")]
    name: str = node["$ref"].removeprefix("#/$defs/")
    inside = without_references({**document["$defs"][name], "$defs": document["$defs"]}, tail)
    return inside if inside.startswith("/$defs/") else f"/$defs/{name}{inside}"


def refusing_locations(document: dict[str, Any]) -> set[str]:
    """Return the paths of all keywords that can refuse a value; `required` has one path per name."""
    return {
        keyword_location
        for location, part in nested_schemas(document, document, "")
        for keyword_location in keywords_that_refuse(location, part)
    }


def nested_schemas(
    document: dict[str, Any], part: dict[str, Any], location: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every nested schema with its path."""
    assert part.keys() <= REFUSING_KEYWORDS | OTHER_KEYWORDS, "an unexpected keyword"
    yield location, part
    inner: list[tuple[str, Any]] = [
        (f"properties/{name.replace('~', '~0').replace('/', '~1')}", field)
        for name, field in part.get("properties", {}).items()
    ]
    inner += [(f"anyOf/{index}", choice) for index, choice in enumerate(part.get("anyOf", ()))]
    inner += [(keyword, part[keyword]) for keyword in ("items", "additionalProperties") if keyword in part]
    if "$ref" in part:
        inner.append(("$ref", document["$defs"][part["$ref"].removeprefix("#/$defs/")]))
    for step, subschema in inner:
        if subschema is not True and subschema is not False:
            yield from nested_schemas(document, subschema, f"{location}/{step}")


def keywords_that_refuse(location: str, part: dict[str, Any]) -> Iterator[str]:
    for keyword in REFUSING_KEYWORDS & part.keys():
        if keyword == "required":
            yield from (f"{location}/required: {name}" for name in part["required"])
        elif keyword != "additionalProperties" or part[keyword] is False:
            yield f"{location}/{keyword}"


def keyword_of(location: str) -> str:
    return "required" if "/required: " in location else location.rpartition("/")[2]


def violated_location(example: dict[str, Any]) -> str:
    """Return the path of the keyword that an invalid example violates, in the form of `refusing_locations`."""
    location: str = example["keywordLocation"]
    return f"{location}: {example['at'].rpartition('.')[2]}" if example["breaks"] == "required" else location


@pytest.fixture(params=["platform", "hard", "choices"])
def compiled(request: pytest.FixtureRequest) -> Compiled:
    compiled: Compiled = request.getfixturevalue(request.param)
    return compiled


def test_every_keyword_has_an_invalid_example(compiled: Compiled) -> None:
    """Each choice of a union has its examples, except for values that another choice accepts."""
    without_example: set[str] = set()
    for event in compiled.catalog.events:
        violated = set(map(violated_location, read_examples(compiled, event)["invalid"]))
        without_example |= refusing_locations(read_schema(compiled, event)) - violated
    assert without_example == (ALWAYS_ACCEPTED if compiled.catalog.name == "choices-jobs" else set())


def test_example_breaks_only_its_named_keyword(compiled: Compiled) -> None:
    cases = [
        (event, example) for event in compiled.catalog.events for example in read_examples(compiled, event)["invalid"]
    ]
    reported = find_violations(compiled, [(event, example["payload"]) for event, example in cases])
    wrong: list[str] = []
    for (event, example), event_violations in zip(cases, reported, strict=True):
        location = without_references(read_schema(compiled, event), example["keywordLocation"])
        # ajv compiles a type with references as a separate function, and locations in it begin at that type.
        locations = (location, re.sub(r"^/\$defs/[^/]+", "", location))
        named = [
            violation.at
            for violation in event_violations
            if violation.keyword == example["breaks"] and violation.location in locations
        ]
        elsewhere = {violation.at for violation in event_violations} - {example["at"]}
        # ajv also reports the errors of a union's other choices.
        if example["at"] not in named or (elsewhere and "/anyOf" not in example["keywordLocation"]):
            wrong.append(f"{event} {example}: {event_violations}")
    assert not wrong, "\n".join(wrong)


def test_all_validators_agree_on_examples(compiled: Compiled) -> None:
    cases: list[tuple[str, str, bool]] = []
    for event in compiled.catalog.events:
        document = read_examples(compiled, event)
        cases += [(event, to_json(payload), True) for payload in document["valid"]]
        cases += [(event, to_json(example["payload"]), False) for example in document["invalid"]]
    validated = validate_all(compiled, [(event, text) for event, text, _valid in cases])
    for (event, text, valid), (results, _written) in zip(cases, validated, strict=True):
        assert {*results.values(), validate_with_model(compiled, event, text)} == {valid}, (event, text, results)


def test_keyword_without_example_is_not_violated(choices: Compiled) -> None:
    """None of thousands of invalid payloads violates the keyword, because another choice accepts the value."""
    document = read_schema(choices, "overlapping.choices")
    without_example = {without_references(document, location.partition(": ")[0]) for location in ALWAYS_ACCEPTED}
    payloads = Payloads(document, "overlapping")
    texts = [to_json(payload) for _ in range(20) for payload in payloads.mutated(payloads.valid())]
    finite = [json.loads(text) for text in texts if "1e400" not in text]
    reported = find_violations(choices, [("overlapping.choices", payload) for payload in finite])
    locations = {violation.location for payload_violations in reported for violation in payload_violations}
    assert len(reported) > 3000, "too few payloads"
    assert len(locations) > 5, "too few violated keywords"
    assert locations & without_example == set()


def test_catalogs_use_every_refusing_keyword(hard: Compiled, choices: Compiled) -> None:
    for compiled in (hard, choices):
        locations = [
            location
            for event in compiled.catalog.events
            for location in refusing_locations(read_schema(compiled, event))
        ]
        assert set(map(keyword_of, locations)) == REFUSING_KEYWORDS


def test_huge_limits_have_no_examples(tmp_path: Path) -> None:
    """Limits that only an enormous value exceeds have no example; all others have one."""
    file = tmp_path / "events.yaml"
    file.write_text(
        """
        catalog: {name: vast-jobs, package: vast_jobs, version: 1.0.0}
        tenant: {pattern: "^[a-z]+$", example: a}
        categories: {all: {}}
        events:
          all.vast:
            category: all
            description: Everything is vast.
            payload:
              inside:
                optional: true
                fields:
                  text: {type: string, minLength: 1000000000}
                  note: {type: string, maxLength: 1000000000}
                  list: {type: "string[]", minItems: 1000000000}
                  few: {type: "string[]", maxItems: 1000000000}
                  number: {type: number, maximum: 1.7976931348623157e308}
                  anything: {type: string, pattern: "^"}
            example: {}
        """,
        encoding="utf-8",
    )
    catalog = read_catalog(file).catalog
    text = examples_text(catalog.first_event, event_schema(catalog, catalog.first_event))
    assert len(text) < 1_000_000
    keywords = {keyword_of(violated_location(example)) for example in json.loads(text)["invalid"]}
    assert keywords == {"type", "required", "additionalProperties", "pattern"}


ACCEPTING_VALUES = {"minLength": 0, "minItems": 0}
"""Values with which a keyword refuses nothing."""


@pytest.mark.parametrize("seed", range(3 * ROUNDS))
def test_keywords_of_random_types_have_examples(tmp_path: Path, seed: int) -> None:
    """The types are random; no value is valid for two choices of a union."""
    generator = CatalogGenerator(seed)
    fields = {f"event.n{number}": generator.fields() for number in range(40)}
    file = tmp_path / "events.yaml"
    file.write_text(
        catalog_text(fields, {event: generator.object(field_types) for event, field_types in fields.items()}),
        encoding="utf-8",
    )
    catalog = read_catalog(file).catalog
    for event in catalog.events.values():
        document = event_schema(catalog, event)
        examples_document = json.loads(examples_text(event, document))
        validator = validator_of(document)
        assert not [example for example in examples_document["invalid"] if validator.is_valid(example["payload"])]
        without_example = refusing_locations(document) - set(map(violated_location, examples_document["invalid"]))
        assert all(
            value_at(document, location) == ACCEPTING_VALUES.get(keyword_of(location)) for location in without_example
        )


def value_at(document: dict[str, Any], location: str) -> Any:
    """Return the value of the keyword at a location."""
    node: Any = document
    for step in without_references(document, location.partition(": ")[0]).split("/")[1:]:
        node = node[int(step) if isinstance(node, list) else step]
    return node
