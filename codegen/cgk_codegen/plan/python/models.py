"""Emitter of the pydantic models, a module per category; datamodel-code-generator makes the field types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cgk_codegen.json_text import compact_json
from cgk_codegen.plan.python.docs import field_documentation
from cgk_codegen.plan.python.field_schemas import FieldSchemas
from cgk_codegen.plan.python.field_types import FieldType, TypeGenerator, field_types, generate_types
from cgk_codegen.plan.python.type_modules import ObjectType, type_modules
from cgk_codegen.plan.templates import GENERATED_NOTICE, render
from cgk_codegen.resolve import Catalog, Event, Field
from cgk_codegen.resolve.names import derives_wire_name


def emit_models(catalog: Catalog, generate: TypeGenerator = generate_types) -> dict[str, str]:
    """Render `models/<category>.py` for each category, and `models/shared.py` for the types they share.

    Args:
        catalog: The catalog.
        generate: Generates the field types.
    """
    package = f"{catalog.package}/models"
    files = {f"{package}/__init__.py": f'# {GENERATED_NOTICE}\n"""Payload models, a module per category."""\n'}
    modules, schemas = type_modules(catalog), FieldSchemas(catalog)
    fields = (field for module in modules for object_type in module.objects for field in object_type.fields)
    types = iter(field_types(map(schemas.of, fields), generate))
    for module in modules:
        files[f"{package}/{module.name}.py"] = render(
            "python/templates/models.py.jinja",
            catalog=catalog,
            module=module,
            classes=[_class_values(object_type, schemas, types) for object_type in module.objects],
        )
    return files


def _class_values(object_type: ObjectType, schemas: FieldSchemas, types: Iterator[FieldType]) -> dict[str, Any]:
    """Return the template's values of a class; `types` yields the types of its fields."""
    open_base = ["OpenModel"] if object_type.is_open else []
    fields = [
        {
            "name": field.attribute,
            "type": _annotation(field, next(types), is_nullable=schemas.is_nullable(field.schema)),
            "optional": not field.required,
            "documentation": field_documentation(field),
        }
        for field in object_type.fields
    ]
    irregular = (field for field in object_type.fields if not derives_wire_name(field.attribute, field.name))
    return {
        "name": object_type.name,
        "documentation": object_type.documentation,
        "deprecated": object_type.event and object_type.event.deprecation_notice,
        "bases": [_base(object_type.event), *open_base] if object_type.event else open_base or ["PayloadModel"],
        "aliases": {field.attribute: field.name for field in irregular},
        "fields": fields,
    }


def _base(event: Event) -> str:
    """Return the base class of an event's model; a single overload of `send_job` accepts it for all events."""
    # Quoted because the result's class follows its payload's.
    result = f'"{event.result.name}"' if event.result is not None else "Any"
    return f"EventPayload[Literal[{compact_json(event.wire_name)}], {result}]"


def _annotation(field: Field, generated: FieldType, *, is_nullable: bool) -> str:
    annotation = f"Annotated[{generated.text}, {generated.constraints}]" if generated.constraints else generated.text
    if not field.required and not is_nullable:
        annotation = f"Omittable[{annotation} | None]"
    return f"Annotated[{annotation}, Field(repr=False)]" if field.sensitive else annotation
