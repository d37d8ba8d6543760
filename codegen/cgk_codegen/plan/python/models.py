"""The pydantic models, a module per category; the classes are made by datamodel-code-generator.

Each class is a piece of its own: those whose spec is the same as last time are taken over, all others are made in one
call.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from cgk_codegen.json_schema import referenced_name, references
from cgk_codegen.memory.hashing import hash_text
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.plan.python.docs import deprecation_of, event_documentation, result_documentation, type_documentation
from cgk_codegen.plan.python.model_specs import ModelSpec, SpecMaker
from cgk_codegen.plan.templates import PROVENANCE, render
from cgk_codegen.resolve import Catalog, Event, NamedType
from cgk_codegen.resolve.names import snake_case

_TEMPLATES: Final = Path(__file__).parent / "templates" / "models"
_CLASS: Final = re.compile(r"^class (\w+)\(.*?(?=^class |\Z)", re.MULTILINE | re.DOTALL)


def emit_models(catalog: Catalog, pieces: Pieces) -> dict[str, str]:
    """Make `models/<category>.py` for every category, and `models/shared.py` for what they share."""
    package = f"{catalog.package}/models"
    files = {f"{package}/__init__.py": f'# {PROVENANCE}\n"""The payload models, a module per category."""\n'}
    specs = _specs(catalog)
    classes = _classes([spec for group in specs.values() for spec in group], pieces)
    for category, group in specs.items():
        if not group:
            continue
        if category is None:
            title, module, events = "Types that several payloads share.", "shared", list[Event]()
        else:
            about = catalog.categories[category]
            title = f"{about.title}: {about.description}" if about.description else about.title
            module, events = snake_case(category), catalog.events_of(category)
        deprecations = {event.payload_type: deprecation_of(event) for event in events}
        files[f"{package}/{module}.py"] = render(
            "python/templates/models.py.jinja",
            catalog=catalog,
            title=title,
            shared=sorted(_used_of_shared(catalog, category, events)),
            classes=[(classes[spec.name], deprecations.get(spec.name)) for spec in group],
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

    graph = {name: set(references(named.schema)) & catalog.types.keys() for name, named in catalog.types.items()}
    ordered = (catalog.types[name] for name in TopologicalSorter(graph).static_order())
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


def _classes(specs: Iterable[ModelSpec], pieces: Pieces) -> dict[str, str]:
    """Give the text of every class; only those that were not kept are made."""
    classes: dict[str, str] = {}
    missing: dict[str, tuple[str, ModelSpec]] = {}
    for spec in specs:
        key = "model " + hash_text(spec.key)
        piece = pieces.get(key)
        if piece is None:
            missing[spec.name] = (key, spec)
        else:
            classes[spec.name] = piece
    if missing:
        code = _generate([spec for _key, spec in missing.values()])
        for match in _CLASS.finditer(code):
            key, spec = missing[match[1]]
            classes[spec.name] = spec.placeholders.replace(match[0].rstrip())
            pieces.put(key, classes[spec.name])
    return classes


def _generate(specs: Iterable[ModelSpec]) -> str:
    """Run datamodel-code-generator; what our template needs beyond a schema comes with `extra_template_data`."""
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import PythonVersion
    from datamodel_code_generator.parser import LiteralType

    definitions: dict[str, Mapping[str, Any]] = {}
    extra: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for spec in specs:
        definitions[spec.name] = spec.definition
        extra[spec.name] = dict(spec.extra)
    code = generate(
        json.dumps({"$defs": definitions}),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        schema_version="2020-12",
        base_class="cgk_runtime.payload.PayloadModel",
        custom_template_dir=_TEMPLATES,
        extra_template_data=extra,
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
