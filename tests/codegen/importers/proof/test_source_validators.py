"""Proof of an import: the source's own validator and the imported models accept the same payloads.

If they differ, the report names the field: as narrowed if only the source accepts the payload, as widened if only the
catalog does.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from imports import imported
from pydantic import BaseModel, ValidationError

from .proving import HERE, Proof, ajv_request, compile_import, prove, validate_with_source


@pytest.mark.parametrize(("name", "draft", "group"), [("events", 2020, "$defs"), ("old", 4, "definitions")])
def test_import_of_json_schema_agrees_with_ajv(name: str, draft: int, group: str, tmp_path: Path) -> None:
    file = HERE / f"{name}.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    proof = compile_import(imported(file, tmp_path), tmp_path, f"proof_{name}")
    cases = proof.cases()
    pointers = {event: f"#/{group}/{event}" for event in proof.models}
    for formats in (False, True):
        prove(proof, cases, validate_with_source(ajv_request(draft, document, pointers, formats), cases))


def test_import_of_asyncapi_agrees_with_ajv(tmp_path: Path) -> None:
    schemas = schemas_for_components()
    events = {name: schemas[name] for name in ("Scalars", "Objects", "Choices")}
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Proof", "version": "1.0.0"},
        "channels": {"shop": {"messages": {name: {"payload": schema} for name, schema in events.items()}}},
        "components": {"schemas": schemas},
    }
    proof = proof_of("asyncapi", document, tmp_path)
    cases = proof.cases()
    pointers = {name: f"#/channels/shop/messages/{name}/payload" for name in events}
    prove(proof, cases, validate_with_source(ajv_request(7, document, pointers, False), cases))


def test_import_of_openapi_agrees_with_ajv(tmp_path: Path) -> None:
    schemas = schemas_for_components()
    body = {name: {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
            for name in ("Scalars", "Lists", "Objects", "Choices")}  # fmt: skip
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Proof", "version": "1.0.0"},
        "webhooks": {name: {"post": {"requestBody": schema}} for name, schema in body.items()},
        "components": {"schemas": schemas},
    }
    proof = proof_of("openapi", document, tmp_path)
    cases = proof.cases()
    pointers = {name: f"#/components/schemas/{name}" for name in body}
    prove(proof, cases, validate_with_source(ajv_request(2020, document, pointers, False), cases))


def proof_of(name: str, document: object, folder: Path) -> Proof:
    """Write a document as JSON, import it and compile the result."""
    source = folder / f"{name}.json"
    source.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return compile_import(imported(source, folder), folder, f"proof_{name}")


def schemas_for_components() -> dict[str, Any]:
    """Return the schemas of the proof as an API's document has them."""
    text = (HERE / "events.json").read_text(encoding="utf-8")
    schemas: dict[str, Any] = json.loads(text.replace("#/$defs/", "#/components/schemas/"))["$defs"]
    return schemas


def test_import_agrees_with_typescript(tmp_path: Path) -> None:
    proof = compile_import(imported(HERE / "events.ts", tmp_path), tmp_path, "proof_typescript")
    cases = proof.cases()
    prove(
        proof,
        cases,
        validate_with_source({"kind": "typescript", "file": str(HERE / "events.ts"), "type": "JobMap"}, cases),
    )


def test_import_agrees_with_zod(tmp_path: Path) -> None:
    file = HERE / "zod_events.ts"
    proof = compile_import(imported(file, tmp_path, source_format="zod", execute=True), tmp_path, "proof_zod")
    cases = proof.cases()
    prove(proof, cases, validate_with_source({"kind": "zod", "file": str(file)}, cases))


def test_import_agrees_with_pydantic(tmp_path: Path) -> None:
    file = HERE / "py_events.py"
    proof = compile_import(imported(file, tmp_path, execute=True), tmp_path, "proof_pydantic")
    cases = proof.cases()
    spec = importlib.util.spec_from_file_location("py_events", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["py_events"] = module
    spec.loader.exec_module(module)
    prove(proof, cases, [validate_with_pydantic(getattr(module, event), text) for event, text in cases])


def validate_with_pydantic(model: type[BaseModel], text: str) -> tuple[bool, str | None]:
    """Return whether a model of the source accepts a payload, and the first invalid field."""
    try:
        model.model_validate_json(text)
    except ValidationError as error:
        return False, str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else None
    return True, None
