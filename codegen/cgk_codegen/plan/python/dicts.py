"""Emitter of the TypedDicts that `send_job` accepts: payloads with wire names, in a module per category."""

from __future__ import annotations

import keyword
from typing import Any, Final

from cgk_codegen.plan.python.docs import field_documentation
from cgk_codegen.plan.python.type_modules import ObjectType, type_modules
from cgk_codegen.plan.python.types import python_type
from cgk_codegen.plan.templates import GENERATED_NOTICE, render
from cgk_codegen.resolve import Catalog, Field
from cgk_codegen.resolve.catalog import dict_type_name
from cgk_codegen.resolve.names import TYPE_NAMES

_RESERVED: Final = frozenset(keyword.kwlist) | TYPE_NAMES
"""Keywords, and the types that an attribute of the same name would hide in its class."""


def emit_dicts(catalog: Catalog) -> dict[str, str]:
    """Render `payloads/<category>.py` for each category, and `payloads/shared.py` for the shared object types."""
    package = f"{catalog.package}/payloads"
    docstring = "Payloads as TypedDicts with wire names, a module per category."
    files = {f"{package}/__init__.py": f'# {GENERATED_NOTICE}\n"""{docstring}"""\n'}
    for module in type_modules(catalog):
        files[f"{package}/{module.name}.py"] = render(
            "python/templates/dicts.py.jinja",
            catalog=catalog,
            module=module,
            dicts=[_dict_values(catalog, object_type) for object_type in module.objects],
            dict_name=dict_type_name,
        )
    return files


def _dict_values(catalog: Catalog, object_type: ObjectType) -> dict[str, Any]:
    """Return the template's values of a TypedDict."""
    return {
        "name": dict_type_name(object_type.name),
        "documentation": object_type.documentation,
        "deprecated": object_type.event and object_type.event.deprecation_notice,
        "is_open": object_type.is_open,
        "as_class": all(field.name.isidentifier() and field.name not in _RESERVED for field in object_type.fields),
        "fields": [
            (field.name, _annotation(catalog, field), field_documentation(field)) for field in object_type.fields
        ],
    }


def _annotation(catalog: Catalog, field: Field) -> str:
    annotation = python_type(field.schema, catalog.types)
    return annotation if field.required else f"NotRequired[{annotation}]"
