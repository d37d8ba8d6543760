"""The pydantic models, a module per category; datamodel-code-generator makes the types of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cgk_codegen.json_schema import referenced_name, references
from cgk_codegen.plan.python.docs import event_documentation, result_documentation, type_documentation
from cgk_codegen.plan.python.field_types import FieldType, TypeGenerator, field_types, generate_types
from cgk_codegen.plan.python.model_specs import FieldSpec, ModelSpec, SpecMaker
from cgk_codegen.plan.templates import PROVENANCE, render
from cgk_codegen.resolve import Catalog, Event, NamedType
from cgk_codegen.resolve.names import snake_case


def emit_models(catalog: Catalog, generate: TypeGenerator = generate_types) -> dict[str, str]:
    """Render `models/<category>.py` for every category, and `models/shared.py` for the types they share.

    Args:
        catalog: The catalog.
        generate: Generates the types of fields.
    """
    package = f"{catalog.package}/models"
    files = {f"{package}/__init__.py": f'# {PROVENANCE}\n"""The payload models, a module per category."""\n'}
    specs = _specs(catalog)
    types = iter(
        field_types((field.asked for group in specs.values() for spec in group for field in spec.fields), generate)
    )
    classes = {category: [_described(spec, types) for spec in group] for category, group in specs.items()}
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
            shared=sorted(_used_of_shared(catalog, category, events)),
            classes=[(described, deprecations.get(described["name"])) for described in classes[category]],
            bases={event.payload_type: _base(event) for event in events},
            results=[
                (event.result.name, referenced_name(event.result.schema), result_documentation(event))
                for event in events
                if event.result is not None and event.result.fields is None
            ],
        )
    return files


def in_order_of_use(catalog: Catalog, category: str | None = None) -> list[NamedType]:
    """Give a category's own types, or the shared ones, so that each stands after those it refers to."""
    from graphlib import TopologicalSorter

    types = {name: named for name, named in catalog.types.items() if named.category in (None, category)}
    graph = {name: set(references(named.schema)) & types.keys() for name, named in types.items()}
    ordered = (types[name] for name in TopologicalSorter(graph).static_order())
    return [named for named in ordered if named.category == category]


def _specs(catalog: Catalog) -> dict[str | None, list[ModelSpec]]:
    """Describe every model, by category; None stands for the shared ones."""
    maker = SpecMaker(catalog)
    specs: dict[str | None, list[ModelSpec]] = {None: _objects(maker, in_order_of_use(catalog))}
    for category in catalog.categories:
        specs[category] = _objects(maker, in_order_of_use(catalog, category))
        for event in catalog.events_of(category):
            specs[category].append(maker.spec(event.payload_type, event.fields, event_documentation(event)))
            result = event.result
            if result is not None and result.fields is not None:
                specs[category].append(maker.spec(result.name, result.fields, result_documentation(event)))
    return specs


def _objects(maker: SpecMaker, types: Iterable[NamedType]) -> list[ModelSpec]:
    return [
        maker.spec(named.name, named.fields, type_documentation(named)) for named in types if named.fields is not None
    ]


def _used_of_shared(catalog: Catalog, category: str | None, events: Iterable[Event]) -> set[str]:
    """Name the shared models a category's module mentions."""
    if category is None:
        return set()
    schemas = [field.schema for event in events for field in event.fields]
    schemas += [event.result.schema for event in events if event.result is not None]
    schemas += [named.schema for named in catalog.types.values() if named.category == category]
    used = {name for schema in schemas for name in catalog.references_of(schema)}
    return {name for name in used if catalog.types[name].category is None and catalog.types[name].fields is not None}


def _described(spec: ModelSpec, types: Iterator[FieldType]) -> dict[str, Any]:
    """Give a class as the template wants it."""
    fields = [
        {"name": field.name, "type": _annotation(field, made), "optional": not field.asked.required, "note": field.note}
        for field, made in zip(spec.fields, types, strict=False)  # the iterator goes on with the next class's
    ]
    return {"name": spec.name, "documentation": spec.documentation, "aliases": spec.aliases, "fields": fields}


def _base(event: Event) -> str:
    """Name the base of an event's payload, by which one overload of `send_job` takes the models of all events."""
    # The result stands below its payload, or is a name for another type.
    result = f'"{event.result.name}"' if event.result is not None else "Any"
    return f'EventPayload[Literal["{event.name}"], {result}]'


def _annotation(field: FieldSpec, made: FieldType) -> str:
    text = f"Annotated[{made.text}, {made.constraints}]" if made.constraints else made.text
    if not field.asked.required and not field.nullable:
        text = f"Omittable[{text} | None]"
    return f"Annotated[{text}, Field(repr=False)]" if field.masked else text
