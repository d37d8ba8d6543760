"""The payloads as TypedDicts with the wire's names, a module per category: what `send_job` takes."""

from __future__ import annotations

import keyword
from dataclasses import dataclass

from cgk_codegen.json_schema import references
from cgk_codegen.plan.python.docs import event_documentation
from cgk_codegen.plan.python.models import in_order_of_use
from cgk_codegen.plan.python.types import python_type
from cgk_codegen.plan.templates import PROVENANCE, render
from cgk_codegen.resolve import Catalog, Field
from cgk_codegen.resolve.catalog import dict_type_name
from cgk_codegen.resolve.names import snake_case


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

    @property
    def as_class(self) -> bool:
        """Whether every key can stand as an attribute in a class body."""
        return all(key.name.isidentifier() and not keyword.iskeyword(key.name) for key in self.keys)


def emit_dicts(catalog: Catalog) -> dict[str, str]:
    """Make `payloads/<category>.py` for every category, and `payloads/shared.py` for the shared object types."""
    package = f"{catalog.package}/payloads"
    docstring = "The payloads as TypedDicts with the wire's names, a module per category."
    files = {f"{package}/__init__.py": f'# {PROVENANCE}\n"""{docstring}"""\n'}
    shared = [
        _dict(catalog, dict_type_name(named.name), named.fields, named.description)
        for named in in_order_of_use(catalog)
        if named.fields is not None
    ]
    if shared:
        files[f"{package}/shared.py"] = render(
            "python/templates/dicts.py.jinja", title="Types that several payloads share.", dicts=shared, imports=[]
        )
    for category in catalog.categories.values():
        events = catalog.events_of(category.name)
        if not events:
            continue
        used = {name for event in events for field in event.fields for name in references(field.schema)}
        files[f"{package}/{snake_case(category.name)}.py"] = render(
            "python/templates/dicts.py.jinja",
            title=f"{category.title}: {category.description}" if category.description else category.title,
            dicts=[_dict(catalog, event.dict_type, event.fields, event_documentation(event)) for event in events],
            imports=[
                f"from {catalog.package}.payloads.shared import {dict_type_name(name)}"
                for name in sorted(used)
                if catalog.types[name].fields is not None
            ],
        )
    return files


def _dict(catalog: Catalog, name: str, fields: tuple[Field, ...], documentation: str) -> _Dict:
    keys: list[_Key] = []
    for field in fields:
        text = python_type(field.schema, catalog.types)
        keys.append(_Key(field.name, text if field.required else f"NotRequired[{text}]", field.description))
    return _Dict(name, documentation, tuple(keys))
