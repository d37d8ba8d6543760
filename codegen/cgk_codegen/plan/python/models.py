"""Emitter of the pydantic models, a module per category; datamodel-code-generator makes the field types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cgk_codegen.json_schema import referenced_name, references
from cgk_codegen.json_text import compact
from cgk_codegen.plan.python.docs import event_documentation, result_documentation, type_documentation
from cgk_codegen.plan.python.field_types import FieldType, TypeGenerator, field_types, generate_types
from cgk_codegen.plan.python.model_specs import FieldSpec, ModelSpec, SpecBuilder
from cgk_codegen.plan.templates import PROVENANCE, render
from cgk_codegen.resolve import Catalog, Event, NamedType
from cgk_codegen.resolve.names import snake_case


def emit_models(catalog: Catalog, generate: TypeGenerator = generate_types) -> dict[str, str]:
    """Render `models/<category>.py` for each category, and `models/shared.py` for the types they share.

    Args:
        catalog: The catalog.
        generate: Generates the field types.
    """
    package = f"{catalog.package}/models"
    files = {f"{package}/__init__.py": f'# {PROVENANCE}\n"""Payload models, a module per category."""\n'}
    specs = _specs(catalog)
    schemas = (field.schema for group in specs.values() for spec in group for field in spec.fields)
    types = iter(field_types(schemas, generate))
    classes = {category: [_class_values(spec, types) for spec in group] for category, group in specs.items()}
    for category, group in specs.items():
        if not group:
            continue
        if category is None:
            title, module, events = "Types that several payloads share.", "shared", list[Event]()
        else:
            about = catalog.categories[category]
            title = f"{about.title}: {about.description}" if about.description else about.title
            module, events = snake_case(category), catalog.events_of(category)
        deprecations = {event.payload_type: event.deprecation_notice for event in events}
        files[f"{package}/{module}.py"] = render(
            "python/templates/models.py.jinja",
            catalog=catalog,
            title=title,
            shared=sorted(_used_shared_models(catalog, category, events)),
            classes=[(values, deprecations.get(values["name"])) for values in classes[category]],
            bases={event.payload_type: _base(event) for event in events},
            results=[
                (event.result.name, referenced_name(event.result.schema), result_documentation(event))
                for event in events
                if event.result is not None and event.result.fields is None
            ],
        )
    return files


def in_order_of_use(catalog: Catalog, category: str | None = None) -> list[NamedType]:
    """Return the types of a category, or the shared ones, each after the types that it references."""
    from graphlib import TopologicalSorter

    types = {name: named for name, named in catalog.types.items() if named.category in (None, category)}
    # Lists, because the order of a set differs between runs.
    graph = {name: [each for each in references(named.schema) if each in types] for name, named in types.items()}
    ordered = (types[name] for name in TopologicalSorter(graph).static_order())
    return [named for named in ordered if named.category == category]


def _specs(catalog: Catalog) -> dict[str | None, list[ModelSpec]]:
    """Return all models by category; the shared ones have the category None."""
    builder = SpecBuilder(catalog)
    specs: dict[str | None, list[ModelSpec]] = {None: _objects(builder, in_order_of_use(catalog))}
    for category in catalog.categories:
        specs[category] = _objects(builder, in_order_of_use(catalog, category))
        for event in catalog.events_of(category):
            specs[category].append(
                builder.spec(event.payload_type, event.fields, event_documentation(event), is_open=event.is_open)
            )
            result = event.result
            if result is not None and result.fields is not None:
                specs[category].append(builder.spec(result.name, result.fields, result_documentation(event)))
    return specs


def _objects(builder: SpecBuilder, types: Iterable[NamedType]) -> list[ModelSpec]:
    return [
        builder.spec(named.name, named.fields, type_documentation(named), is_open=named.is_open)
        for named in types
        if named.fields is not None
    ]


def _used_shared_models(catalog: Catalog, category: str | None, events: Iterable[Event]) -> set[str]:
    """Return the names of the shared models that a category's module references."""
    if category is None:
        return set()
    schemas = [field.schema for event in events for field in event.fields]
    schemas += [event.result.schema for event in events if event.result is not None]
    schemas += [named.schema for named in catalog.types.values() if named.category == category]
    used = {name for schema in schemas for name in catalog.references_of(schema)}
    return {name for name in used if catalog.types[name].category is None and catalog.types[name].fields is not None}


def _class_values(spec: ModelSpec, types: Iterator[FieldType]) -> dict[str, Any]:
    """Return the template's values of a class."""
    fields = [
        {
            "name": field.name,
            "type": _annotation(field, next(types)),
            "optional": not field.schema.required,
            "documentation": field.documentation,
        }
        for field in spec.fields
    ]
    return {
        "name": spec.name,
        "documentation": spec.documentation,
        "aliases": spec.aliases,
        "fields": fields,
        "is_open": spec.is_open,
    }


def _base(event: Event) -> str:
    """Return the base class of an event's model; a single overload of `send_job` accepts it for all events."""
    # Quoted because the result's class follows its payload's.
    result = f'"{event.result.name}"' if event.result is not None else "Any"
    return f"EventPayload[Literal[{compact(event.wire_name)}], {result}]"


def _annotation(field: FieldSpec, generated: FieldType) -> str:
    text = f"Annotated[{generated.text}, {generated.constraints}]" if generated.constraints else generated.text
    if not field.schema.required and not field.nullable:
        text = f"Omittable[{text} | None]"
    return f"Annotated[{text}, Field(repr=False)]" if field.sensitive else text
