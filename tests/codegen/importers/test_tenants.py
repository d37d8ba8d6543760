"""Tenants that a catalog cannot have, such as numbers and those of headers; the importer reports what it changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError
from imports import codes_of, imported, text_of
from paths import ROOT

NUMERIC_TENANT = {"type": "object", "additionalProperties": False, "required": ["tenantId", "id"],
           "properties": {"tenantId": {"type": "integer"}, "id": {"type": "string"}}}  # fmt: skip
WITHOUT_TENANT = {"type": "object", "additionalProperties": False, "properties": {"id": {"type": "string"}}}
X_TENANT = {"type": "string", "pattern": "^[a-z]+$"}
HEADERS = {"type": "object", "properties": {"X-Tenant": X_TENANT}}
INFO = {"title": "Shop", "version": "1.0.0"}


def asyncapi(payload: object, headers: object = None) -> str:
    """Return an AsyncAPI document with one message."""
    message = {"payload": payload, **({"headers": headers} if headers else {})}
    document = {"asyncapi": "3.0.0", "info": INFO, "channels": {"order": {"messages": {"order.placed": message}}}}
    return json.dumps(document)


def openapi(payload: object, headers: object = None) -> str:
    """Return an OpenAPI document with one webhook, whose only header is X-Tenant if `headers` has a value."""
    parameter = {"in": "header", "name": "X-Tenant", "schema": X_TENANT}
    operation = {"requestBody": {"content": {"application/json": {"schema": payload}}},
                 **({"parameters": [parameter]} if headers else {})}  # fmt: skip
    return json.dumps({"openapi": "3.1.0", "info": INFO, "webhooks": {"order.placed": {"post": operation}}})


NUMERIC_SOURCES = {
    "order.placed.json": json.dumps(NUMERIC_TENANT),
    "asyncapi.json": asyncapi(NUMERIC_TENANT),
    "openapi.json": openapi(NUMERIC_TENANT),
    "events.ts": "export type Events = { 'order.placed': { tenantId: number; id: string } }",
    "zod.ts": "import { z } from 'zod'\n"
    "export const events = { 'order.placed': z.strictObject({ tenantId: z.int(), id: z.string() }) }",
    "models.py": "from pydantic import BaseModel\n\n\nclass OrderPlaced(BaseModel, extra='forbid', strict=True):\n"
    "    tenantId: int\n    id: str\n",
}


@pytest.mark.parametrize("name", NUMERIC_SOURCES)
def test_numeric_tenant_is_narrowed_and_listed(name: str, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)  # zod is next to its source
    source = tmp_path / name
    source.write_text(NUMERIC_SOURCES[name], encoding="utf-8")
    result = imported(source, tmp_path / "out", execute=True, source_format="zod" if name == "zod.ts" else None)
    losses = [item for item in result.losses.items if item.code == "IMP308"]
    assert ["a tenant's id is text here" in item.message for item in losses].count(True) == 1
    assert all(".tenantId narrowed" in item.message or item.message.startswith("every payload") for item in losses)
    assert 'tenant: {pattern: "^.+$"' in text_of(result)


@pytest.mark.parametrize(
    ("tenant", "pattern", "is_widened"),
    [
        ({"pattern": "^(a|b)$"}, "^(a|b)$", False),
        ({"pattern": "^[a-z]+$", "maxLength": 5}, "^[a-z]+$", True),
        ({"pattern": "^a"}, "^.+$", True),
        ({"pattern": "^[a-z]*$"}, "^.+$", True),
        ({"pattern": "^a\\$", "minLength": 3}, "^.{3,}$", True),
        ({"maxLength": 0}, "^.{1,1}$", False),
        ({"enum": ["a", "b"]}, "^.+$", True),
    ],
)
def test_rules_of_a_tenant(tenant: dict[str, object], pattern: str, is_widened: bool, tmp_path: Path) -> None:
    source = tmp_path / "order.placed.json"
    tenant_schema = {"type": "string", **tenant}
    source.write_text(
        json.dumps({**NUMERIC_TENANT, "properties": {"tenantId": tenant_schema, "id": {}}}), encoding="utf-8"
    )
    result = imported(source, tmp_path)
    assert f'tenant: {{pattern: "{pattern}"' in text_of(result)
    assert ("IMP208" in codes_of(result)) is is_widened
    assert ("IMP308" in codes_of(result)) is pattern.startswith("^.")


def test_several_patterns_of_tenants_are_reported(tmp_path: Path) -> None:
    for name, letters in (("order.placed.json", "a-z"), ("order.sold.json", "0-9")):
        tenant = {"type": "string", "pattern": f"^[{letters}]+$"}
        (tmp_path / name).write_text(
            json.dumps({**NUMERIC_TENANT, "properties": {"tenantId": tenant, "id": {}}}), encoding="utf-8"
        )
    result = imported(tmp_path, tmp_path / "out")
    [message] = [item.message for item in result.losses.items if item.code == "IMP208"]
    assert message.startswith("every payload widened: the ids of tenants have several patterns")


def test_pattern_without_ids_is_an_error(tmp_path: Path) -> None:
    source = tmp_path / "order.placed.json"
    tenant = {"type": "string", "pattern": "^a^b$"}
    source.write_text(
        json.dumps({**NUMERIC_TENANT, "properties": {"tenantId": tenant, "id": tenant}}), encoding="utf-8"
    )
    with pytest.raises(CatalogError, match="the tenant example"):
        imported(source, tmp_path)


@pytest.mark.parametrize("document_of", [asyncapi, openapi])
def test_tenant_in_a_header_becomes_a_field(document_of: Callable[[object, object], str], tmp_path: Path) -> None:
    source = tmp_path / "source.json"
    source.write_text(document_of(WITHOUT_TENANT, HEADERS), encoding="utf-8")
    result = imported(source, tmp_path, tenant="X-Tenant")
    messages = [item.message for item in result.losses.items if item.code == "IMP308"]
    assert messages == ["order.placed narrowed: the header X-Tenant is a field of the payload here"]
    (tmp_path / "events.yaml").write_text(text_of(result), encoding="utf-8")
    tenant = read_catalog(tmp_path / "events.yaml").catalog.tenant
    assert (tenant.field, tenant.pattern.startswith("^[a-z]+")) == ("X-Tenant", True)
