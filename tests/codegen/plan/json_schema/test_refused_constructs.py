"""Constructs that validators treat differently are refused or reported by the compiler."""

from __future__ import annotations

from pathlib import Path

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError
from jsonschema import Draft202012Validator

CATALOG = """
catalog: {{name: shop-jobs, package: shop_jobs, version: 1.0.0}}
tenant: {{pattern: "^[a-z]+$", example: shop}}
categories: {{orders: {{}}}}
types:
  Amount: {{type: number, minimum: 0}}
  Amounts: {{fields: {{amount: Amount}}}}
  Weights: {{fields: {{weight: number}}}}
  {type}
events:
  order.created:
    category: orders
    description: An order.
    payload: {{id: string, {field}}}
    example: {{id: x}}
"""


def compile_with(folder: Path, field: str, shared_type: str = "") -> dict[str, str]:
    """Compile a catalog with an additional field, and optionally a type; return the findings by code."""
    path = folder / "events.yaml"
    path.write_text(CATALOG.format(field=field, type=shared_type), encoding="utf-8")
    try:
        diagnostics = read_catalog(path).findings
    except CatalogError as error:
        diagnostics = tuple(error.diagnostics)
    return {finding.code: f"{finding.severity}: {finding.message}" for finding in diagnostics}


@pytest.mark.parametrize(
    ("field", "code"),
    [
        pytest.param(
            "size: {type: integer?, maximum: 9007199254740992}", "CGK310", id="JavaScript rounds beyond 2^53 - 1"
        ),
        pytest.param("size: {type: integer?, exclusiveMinimum: -1e300}", "CGK310", id="an integer that is a float"),
        pytest.param("size: {type: 'integer[]?', items: {type: integer}}", "CGK301", id="two types"),
        pytest.param(
            "size: {type: integer?, multipleOf: 3, maximum: 4503599627370496}", "CGK310", id="zod divides inexactly"
        ),
        pytest.param("size: {type: number?, multipleOf: 3}", "CGK307", id="tools divide fractions differently"),
        pytest.param("size: {type: integer?, multipleOf: 0.5}", "CGK308", id="a fraction"),
        pytest.param("toString: string?", "CGK409", id="a name of every JavaScript object"),
        pytest.param("constructor: any?", "CGK409", id="a name of every JavaScript object, any type"),
        pytest.param("ﬁeld: string?", "CGK406", id="Python reads another name"),
        pytest.param('size: {type: string?, pattern: "(?=a)"}', "CGK309", id="no lookahead in Rust"),
        pytest.param('size: {type: string?, pattern: "(a)\\\\1"}', "CGK309", id="no back-reference in Rust"),
        pytest.param('size: {type: string?, pattern: "\\\\p{L}"}', "CGK309", id="no Unicode property in zod"),
        pytest.param('size: {type: string?, pattern: "\\\\bx"}', "CGK309", id="word boundaries differ"),
        pytest.param("size: {type: string?, format: hostname}", "CGK305", id="tools accept different hosts"),
        pytest.param("size: {type: string?, format: email, pattern: x}", "CGK307", id="two patterns"),
        pytest.param("size: {enum: [1, 1.5], optional: true}", "CGK304", id="Python has no literal fractions"),
        pytest.param("size: {const: 9007199254740992, optional: true}", "CGK301", id="a constant that is rounded"),
        pytest.param("size: {type: string, enum: [1], optional: true}", "CGK304", id="a number in an enum of texts"),
        pytest.param("size: {items: [string, integer], optional: true}", "CGK304", id="a tuple read as an enum"),
        pytest.param("size: {fields: {$ref: Weights}, optional: true}", "CGK301", id="a reference read as a field"),
        pytest.param("size: {fields: {allOf: [Weights]}, optional: true}", "CGK301", id="a combination as a field"),
        pytest.param("size: {fields: {type: object}, optional: true}", "CGK301", id="a type read as a field"),
        pytest.param('size: {$ref: "#/types/#/$defs/Weights"}', "CGK302", id="a reference with two prefixes"),
        pytest.param("'+': string?", "CGK406", id="no attribute can be derived"),
        pytest.param("'+': {type: string?, attribute: class}", "CGK406", id="Python reserves the attribute"),
        pytest.param("size: {type: 'string[]?', uniqueItems: true}", "CGK305", id="the models do not check uniqueness"),
        pytest.param("size: {type: string?, default: x}", "CGK305", id="zod fills it in and ajv does not"),
        pytest.param("size: {type: string?, nullable: true}", "CGK305", id="zod and typebox ignore it"),
        pytest.param("size: {oneOf: [string, integer], optional: true}", "CGK305", id="quicktype merges it"),
    ],
)
def test_construct_is_refused(tmp_path: Path, field: str, code: str) -> None:
    assert compile_with(tmp_path, field)[code].startswith("error: ")


ENFORCED = {
    "$ref", "additionalProperties", "anyOf", "const", "deprecated", "description", "enum", "examples",
    "exclusiveMaximum", "exclusiveMinimum", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength",
    "minimum", "multipleOf", "pattern", "properties", "required", "title", "type",
}  # fmt: skip
"""Keywords that a field may have: all artifacts enforce them in the same way, or they only document the field."""


@pytest.mark.parametrize("keyword", sorted({*Draft202012Validator.VALIDATORS} - ENFORCED))
def test_unenforced_keyword_is_an_error(tmp_path: Path, keyword: str) -> None:
    """The keywords are all that draft 2020-12 validates, except the enforced ones."""
    diagnostics = compile_with(tmp_path, f'size: {{type: string?, "{keyword}": x}}')
    assert [reported.partition(":")[0] for reported in diagnostics.values()] == ["error"], diagnostics
    assert set(diagnostics) <= {"CGK305", "CGK306"}


def test_type_that_contains_itself_is_refused(tmp_path: Path) -> None:
    diagnostics = compile_with(tmp_path, "tree: Tree?", "Tree: {fields: {kids: 'Tree[]'}}")
    assert diagnostics["CGK504"] == 'error: type "Tree" contains itself'


@pytest.mark.parametrize(
    ("field", "code"),
    [
        pytest.param('size: {type: string?, pattern: "^[^@]{2,5}$"}', "CGK311", id="a negated class that is counted"),
        pytest.param('size: {type: string?, pattern: "^.$"}', "CGK311", id="a dot that is counted"),
        pytest.param("size: {type: object, additionalProperties: string, optional: true}", "CGK312", id="a record"),
        pytest.param("size: Amounts | string | Weights?", "CGK313", id="several objects"),
    ],
)
def test_limit_of_a_tool_is_noted(tmp_path: Path, field: str, code: str) -> None:
    assert compile_with(tmp_path, field)[code].startswith("note: ")


def test_agreeing_validators_cause_no_finding(tmp_path: Path) -> None:
    for field in (
        'size: {type: string?, pattern: "^[^@]+@[^@]*$"}', 'size: {type: string?, pattern: "^\\\\d{4}-[a-z^]$"}',
        "size: {type: integer?, multipleOf: 3}", "size: integer?", "größe: string?", "size: object?",
        "size: string | integer?", "size: Amounts | string | null?", "size: 'Amounts | Weights[]?'",
    ):  # fmt: skip
        assert compile_with(tmp_path, field) == {}, field
