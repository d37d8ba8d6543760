"""The pydantic models, a module per category, by datamodel-code-generator.

Attributes are named here, not by datamodel-code-generator: it is given a schema with the attributes' names, so that
both sides agree on every irregular one; a model's table of aliases leads back to the wire.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cgk_codegen.json_schema import CONSTRAINTS, Schema, is_date_time, referenced_name, references, without_null
from cgk_codegen.plan.python.docs import (
    event_documentation,
    field_documentation,
    result_documentation,
    type_documentation,
)
from cgk_codegen.plan.python.nested import Placeholders, is_constrained
from cgk_codegen.plan.templates import PROVENANCE, docstring
from cgk_codegen.resolve import Catalog, Category, Event, Field, NamedType
from cgk_codegen.resolve.names import attribute_name, camel_case, snake_case

_RUNTIME_TYPES: Final = {
    "number": "cgk_runtime.payload.Number",
    "integer": "cgk_runtime.payload.Integer",
    "date-time": "cgk_runtime.payload.DateTime",
    "any": "cgk_runtime.payload.Json",
}
_ALWAYS_IMPORTED: Final = (
    *(f"cgk_runtime.payload.{name}" for name in ("DateTime", "Integer", "Json", "Number", "Omittable", "wire_names")),
    *("pydantic.Field", "typing.Annotated", "typing.Literal"),
)
"""What our template and placeholders may write; what a module does not use goes when the file is laid out."""
_TEMPLATES: Final = Path(__file__).parent / "templates" / "models"


def emit_models(catalog: Catalog) -> dict[str, str]:
    """Make `models/<category>.py` for every category, and `models/shared.py` for what they share."""
    package = f"{catalog.package}/models"
    files = {f"{package}/__init__.py": f'# {PROVENANCE}\n"""The payload models, a module per category."""\n'}
    shared = _objects(catalog, None)
    if shared:
        files[f"{package}/shared.py"] = _Module(catalog, "Types that several payloads share.", None).text(shared)
    for category in catalog.categories.values():
        events = catalog.events_of(category.name)
        if events:
            files[f"{package}/{snake_case(category.name)}.py"] = _category_module(catalog, category, events)
    return files


def _category_module(catalog: Catalog, category: Category, events: list[Event]) -> str:
    models = _objects(catalog, category.name)
    results: list[str] = []
    for event in events:
        models.append(_Model(event.payload_type, event.fields, event_documentation(event)))
        result = event.result
        if result is not None and result.fields is not None:
            models.append(_Model(result.name, result.fields, result_documentation(event)))
        elif result is not None:
            note = docstring(result_documentation(event), 0)
            results.append(f"{result.name} = {referenced_name(result.schema)}\n{note}\n")
    title = f"{category.title}: {category.description}" if category.description else category.title
    text = _Module(catalog, title, category.name).text(models)
    if not results:
        return text
    names = sorted({str(referenced_name(e.result.schema)) for e in events if e.result and e.result.fields is None})
    line = f"from {catalog.package}.models.shared import {', '.join(names)}\n"
    marker = "from __future__ import annotations\n"
    return text.replace(marker, f"{marker}\n{line}", 1) + "\n\n" + "\n".join(results)


def _objects(catalog: Catalog, category: str | None) -> list[_Model]:
    return [
        _Model(named.name, named.fields, type_documentation(named))
        for named in in_order_of_use(catalog, category)
        if named.fields is not None
    ]


def in_order_of_use(catalog: Catalog, category: str | None = None) -> list[NamedType]:
    """Give a category's own types, or the shared ones, so that each stands after those it refers to."""
    from graphlib import TopologicalSorter

    graph = {name: set(references(named.schema)) & catalog.types.keys() for name, named in catalog.types.items()}
    ordered = (catalog.types[name] for name in TopologicalSorter(graph).static_order())
    return [named for named in ordered if named.category == category]


@dataclass(frozen=True, slots=True)
class _Model:
    name: str
    fields: tuple[Field, ...]
    documentation: str


class _Module:
    """One module of models."""

    def __init__(self, catalog: Catalog, title: str, category: str | None) -> None:
        self._catalog = catalog
        self._title = title
        self._category = category
        self._placeholders = Placeholders(self._without_model)

    def text(self, models: Iterable[_Model]) -> str:
        definitions: dict[str, Any] = {}
        per_model: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for model in models:
            fields = model.fields
            definitions[model.name] = self._definition(model.name, fields)
            per_model[model.name] = {
                "documentation": docstring(model.documentation),
                "aliases": self._aliases(fields),
                "nullable": {attribute_name(field.name) for field in fields if self._is_nullable(field.schema)},
                "masked": {attribute_name(field.name) for field in fields if field.sensitive},
                "notes": {
                    attribute_name(field.name): docstring(note)
                    for field in fields
                    if (note := field_documentation(field))
                },
            }
        code = self._placeholders.replace(_generate(definitions, per_model, self._shared_models()))
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
        name = referenced_name(schema)
        if name is not None and self._catalog.types[name].fields is None:
            return self._is_nullable(self._catalog.types[name].schema)
        return schema == {} or without_null(schema)[1]

    def _python_schema(self, schema: Schema) -> dict[str, Any]:
        """Rewrite a field's schema so that datamodel-code-generator picks the runtime's types."""
        name = referenced_name(schema)
        if name is not None:
            return self._reference(name)
        inner, nullable = without_null(schema)
        if nullable or "anyOf" in inner:
            choices = [self._nested(choice) for choice in inner.get("anyOf", [inner])]
            return {"anyOf": [*choices, {"type": "null"}] if nullable else choices}
        kind = "date-time" if is_date_time(schema) else schema.get("type")
        if kind == "date-time":
            return {"customTypePath": _RUNTIME_TYPES[kind]}
        if kind in _RUNTIME_TYPES:
            return {"customTypePath": _RUNTIME_TYPES[kind], **_constraints(schema)}
        if schema == {}:
            return {"customTypePath": _RUNTIME_TYPES["any"]}
        if kind == "object":
            values: Any = schema.get("additionalProperties", True)
            return {"type": "object", "additionalProperties": self._nested({} if values is True else values)}
        if "items" in schema:
            return {**schema, "items": self._nested(schema["items"])}
        return dict(schema)

    def _nested(self, schema: Schema) -> dict[str, Any]:
        name = referenced_name(schema)
        whole = self._without_model(name) if name is not None else schema
        if whole is not None and is_constrained(whole):
            return self._placeholders.schema(schema)
        return self._python_schema(schema)

    def _without_model(self, name: str) -> Schema | None:
        """Give the schema of a named type that is no object, None for one that is."""
        named = self._catalog.types[name]
        return named.schema if named.fields is None else None

    def _shared_models(self) -> list[str]:
        """Give what a placeholder may need imported; what none needs goes when the file is laid out."""
        if self._category is None:
            return []
        return [f"{self._catalog.package}.models.shared.{model.name}" for model in _objects(self._catalog, None)]

    def _reference(self, name: str) -> dict[str, Any]:
        schema = self._without_model(name)
        if schema is not None:
            return self._python_schema(schema)
        if self._catalog.types[name].category == self._category:
            return {"$ref": f"#/$defs/{name}"}
        return {"customTypePath": f"{self._catalog.package}.models.shared.{name}"}


def _generate(
    definitions: Mapping[str, Any], per_model: defaultdict[str, dict[str, Any]], shared_models: list[str]
) -> str:
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
        additional_imports=[*_ALWAYS_IMPORTED, *shared_models],
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
