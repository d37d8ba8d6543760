"""Emitter of the payloads as TypedDicts with wire names, the argument of `send_job`; a module per category."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, replace

from cgk_codegen.json_schema import referenced_name
from cgk_codegen.plan.python.docs import (
    event_documentation,
    field_documentation,
    result_documentation,
    type_documentation,
)
from cgk_codegen.plan.python.models import in_order_of_use
from cgk_codegen.plan.python.types import python_type
from cgk_codegen.plan.templates import PROVENANCE, render
from cgk_codegen.resolve import Catalog, Category, Event, Field
from cgk_codegen.resolve.catalog import dict_type_name
from cgk_codegen.resolve.names import TYPE_NAMES, snake_case


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class _Dict:
    name: str
    documentation: str
    keys: tuple[_Key, ...]
    is_open: bool
    deprecated: str | None = None

    @property
    def as_class(self) -> bool:
        """True if every key is a valid attribute name in a class body."""
        reserved = frozenset(keyword.kwlist) | TYPE_NAMES
        return all(key.name.isidentifier() and key.name not in reserved for key in self.keys)


@dataclass(frozen=True, slots=True)
class _Alias:
    """Second name of a shared type."""

    name: str
    target: str
    documentation: str


def emit_dicts(catalog: Catalog) -> dict[str, str]:
    """Render `payloads/<category>.py` for each category, and `payloads/shared.py` for the shared object types."""
    package = f"{catalog.package}/payloads"
    docstring = "Payloads as TypedDicts with wire names, a module per category."
    files = {f"{package}/__init__.py": f'# {PROVENANCE}\n"""{docstring}"""\n'}
    shared = _objects(catalog, None)
    if shared:
        files[f"{package}/shared.py"] = render(
            "python/templates/dicts.py.jinja",
            title="Types that several payloads share.", dicts=shared, imports=[], aliases=[],
        )  # fmt: skip
    for category in catalog.categories.values():
        events = catalog.events_of(category.name)
        if events:
            files[f"{package}/{snake_case(category.name)}.py"] = _category_module(catalog, category, events)
    return files


def _category_module(catalog: Catalog, category: Category, events: list[Event]) -> str:
    dicts = _objects(catalog, category.name)
    aliases: list[_Alias] = []
    schemas = [named.schema for named in in_order_of_use(catalog, category.name)]
    for event in events:
        payload = _dict(catalog, event.dict_type, event.fields, event_documentation(event), is_open=event.is_open)
        dicts.append(replace(payload, deprecated=event.deprecation_notice))
        schemas += [field.schema for field in event.fields]
        result = event.result
        if result is None:
            continue
        schemas.append(result.schema)
        name = dict_type_name(result.name)
        if result.fields is not None:
            dicts.append(_dict(catalog, name, result.fields, result_documentation(event)))
        else:
            target = dict_type_name(str(referenced_name(result.schema)))
            aliases.append(_Alias(name, target, result_documentation(event)))
    used = {name for schema in schemas for name in catalog.references_of(schema)}
    return render(
        "python/templates/dicts.py.jinja",
        title=f"{category.title}: {category.description}" if category.description else category.title,
        dicts=dicts,
        aliases=aliases,
        imports=[
            f"from {catalog.package}.payloads.shared import {dict_type_name(name)}"
            for name in sorted(used)
            if catalog.types[name].fields is not None and catalog.types[name].category is None
        ],
    )


def _objects(catalog: Catalog, category: str | None) -> list[_Dict]:
    return [
        _dict(catalog, dict_type_name(named.name), named.fields, type_documentation(named), is_open=named.is_open)
        for named in in_order_of_use(catalog, category)
        if named.fields is not None
    ]


def _dict(
    catalog: Catalog, name: str, fields: tuple[Field, ...], documentation: str, *, is_open: bool = False
) -> _Dict:
    keys: list[_Key] = []
    for field in fields:
        text = python_type(field.schema, catalog.types)
        keys.append(_Key(field.name, text if field.required else f"NotRequired[{text}]", field_documentation(field)))
    return _Dict(name, documentation, tuple(keys), is_open)
