"""The pydantic models, a module per category, by datamodel-code-generator.

Attributes are named here, not by datamodel-code-generator: it is given a schema with the attributes' names, so that
both sides agree on every irregular one; a model's table of aliases leads back to the wire.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from cgk_codegen.json_schema import CONSTRAINTS, Schema, is_date_time, referenced_name, without_null
from cgk_codegen.plan.python.docs import event_documentation
from cgk_codegen.plan.templates import PROVENANCE, docstring
from cgk_codegen.resolve import Catalog, Field
from cgk_codegen.resolve.names import attribute_name, camel_case, snake_case

_RUNTIME_TYPES: Final = {
    "number": "cgk_runtime.payload.Number",
    "integer": "cgk_runtime.payload.Integer",
    "date-time": "cgk_runtime.payload.DateTime",
    "any": "cgk_runtime.payload.Json",
}
_TEMPLATES: Final = Path(__file__).parent / "templates" / "models"


def emit_models(catalog: Catalog) -> dict[str, str]:
    """Make `models/<category>.py` for every category, and `models/shared.py` for what they share."""
    package = f"{catalog.package}/models"
    files = {f"{package}/__init__.py": f'# {PROVENANCE}\n"""The payload models, a module per category."""\n'}
    shared = [
        (named.name, named.fields, named.description) for named in in_order_of_use(catalog) if named.fields is not None
    ]
    if shared:
        files[f"{package}/shared.py"] = _Module(catalog, "Types that several payloads share.", own=True).text(shared)
    for category in catalog.categories.values():
        payloads = [
            (event.payload_type, event.fields, event_documentation(event)) for event in catalog.events_of(category.name)
        ]
        if payloads:
            title = f"{category.title}: {category.description}" if category.description else category.title
            files[f"{package}/{snake_case(category.name)}.py"] = _Module(catalog, title).text(payloads)
    return files


def in_order_of_use(catalog: Catalog) -> list[Any]:
    """Give the shared types so that each stands after those it refers to."""
    from graphlib import TopologicalSorter

    from cgk_codegen.json_schema import references

    graph = {name: set(references(shared.schema)) & catalog.types.keys() for name, shared in catalog.types.items()}
    return [catalog.types[name] for name in TopologicalSorter(graph).static_order()]


class _Module:
    """One module of models."""

    def __init__(self, catalog: Catalog, title: str, *, own: bool = False) -> None:
        self._catalog = catalog
        self._title = title
        self._own = own

    def text(self, models: Iterable[tuple[str, tuple[Field, ...], str]]) -> str:
        definitions: dict[str, Any] = {}
        per_model: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for name, fields, documentation in models:
            definitions[name] = self._definition(name, fields)
            per_model[name] = {
                "documentation": docstring(documentation),
                "aliases": self._aliases(fields),
                "nullable": {attribute_name(field.name) for field in fields if self._is_nullable(field.schema)},
                "masked": {attribute_name(field.name) for field in fields if field.sensitive},
                "notes": {
                    attribute_name(field.name): docstring(field.description) for field in fields if field.description
                },
            }
        code = _generate(definitions, per_model)
        body = code.split("\n", 3)[3].lstrip("\n")
        return f"# {PROVENANCE}\n{docstring(self._title, 0)}\n\n{body}"

    def _definition(self, name: str, fields: tuple[Field, ...]) -> dict[str, Any]:
        return {
            "title": name,
            "type": "object",
            "properties": {attribute_name(field.name): self._python_schema(field.schema) for field in fields},
            "required": [attribute_name(field.name) for field in fields if field.required],
            "additionalProperties": False,
        }

    def _aliases(self, fields: tuple[Field, ...]) -> dict[str, str]:
        pairs = {attribute_name(field.name): field.name for field in fields}
        return {attribute: wire for attribute, wire in pairs.items() if camel_case(attribute) != wire}

    def _is_nullable(self, schema: Schema) -> bool:
        return schema == {} or without_null(schema)[1]

    def _python_schema(self, schema: Schema) -> dict[str, Any]:
        """Rewrite a field's schema so that datamodel-code-generator picks the runtime's types."""
        name = referenced_name(schema)
        if name is not None:
            shared = self._catalog.types[name]
            if shared.fields is None:
                return self._python_schema(shared.schema)
            if self._own:
                return {"$ref": f"#/$defs/{name}"}
            return {"customTypePath": f"{self._catalog.package}.models.shared.{name}"}
        inner, nullable = without_null(schema)
        if nullable:
            return {"anyOf": [self._python_schema(inner), {"type": "null"}]}
        kind = "date-time" if is_date_time(schema) else schema.get("type")
        if kind == "date-time":
            return {"customTypePath": _RUNTIME_TYPES[kind]}
        if kind in _RUNTIME_TYPES:
            return {"customTypePath": _RUNTIME_TYPES[kind], **_constraints(schema)}
        if schema == {}:
            return {"customTypePath": _RUNTIME_TYPES["any"]}
        if kind == "object":
            return {"type": "object", "additionalProperties": self._python_schema({})}
        if "items" in schema:
            return {**schema, "items": self._python_schema(schema["items"])}
        return dict(schema)


def _generate(definitions: Mapping[str, Any], per_model: defaultdict[str, dict[str, Any]]) -> str:
    """Run datamodel-code-generator; what our template needs beyond the schema comes with `per_model`."""
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import PythonVersion
    from datamodel_code_generator.parser import LiteralType

    code = generate(
        json.dumps({"$defs": definitions}),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        schema_version="2020-12",
        base_class="cgk_runtime.payload.PayloadModel",
        additional_imports=["cgk_runtime.payload.Omittable", "cgk_runtime.payload.aliases", "pydantic.ConfigDict"],
        custom_template_dir=_TEMPLATES,
        extra_template_data=per_model,
        no_alias=True,
        use_annotated=True,
        field_constraints=True,
        enum_field_as_literal=LiteralType.All,
        strict_nullable=True,
        use_title_as_name=True,
        skip_root_model=True,
        keep_model_order=True,
        use_standard_collections=True,
        use_union_operator=True,
        disable_timestamp=True,
        formatters=[],
    )
    if not isinstance(code, str):
        raise TypeError(f"datamodel-code-generator made {type(code).__name__} of one module, not text")
    return code


def _constraints(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: schema[key] for key in CONSTRAINTS if key in schema}
