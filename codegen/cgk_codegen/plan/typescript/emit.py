"""Emitter of the TypeScript package: ES modules with types, ready to use without a build.

`package/` holds the files that are the same for every catalog, `templates/` those that depend on it. The compiled
validators come from `cgk_codegen.validators`.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from cgk_codegen.json_schema import Schema
from cgk_codegen.json_text import compact, pretty
from cgk_codegen.plan.templates import PROVENANCE, render, tsdoc_json, tsdoc_text
from cgk_codegen.plan.typescript.types import (
    DATE_TIME,
    has_date_time,
    literal_type,
    types_with_date_times,
    typescript_type,
)
from cgk_codegen.resolve import Catalog, Event, Field, NamedType
from cgk_codegen.resolve.documents import event_schema

_TEMPLATES: Final = (
    "README.md", "catalog.js", "index.d.ts", "index.js", "client.d.ts", "catalog.d.ts", "guards.d.ts", "guards.js",
    "validators.js", "serialize-payload.js", "trigger.js", "inngest.js", "hooks.js", "errors.js",
    "errors.d.ts", "read-payload.d.ts", "tenant.d.ts",
)  # fmt: skip
"""Templates that need no other values than the catalog and its tenant's field."""

_EXPORTS: Final = {".": "index", "./trigger": "trigger", "./inngest": "inngest", "./schemas": "schemas"}


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class _Type:
    name: str
    documentation: str
    properties: tuple[_Property, ...] | None
    alias: str = ""
    parameters: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _TenantAccess:
    """JavaScript that reads the tenant's field of a payload.

    Attributes:
        access: Access of the property, such as `.tenantId`.
        optional_access: The same of a value that may be null.
        key: The property's name in a type.
    """

    access: str
    optional_access: str
    key: str

    @classmethod
    def of(cls, field: str) -> _TenantAccess:
        """Return the access of a field, whose name has letters, digits, dashes and underscores."""
        if field.isidentifier():
            return cls(f".{field}", f"?.{field}", field)
        return cls(f'["{field}"]', f'?.["{field}"]', f'"{field}"')


def emit_typescript(catalog: Catalog) -> dict[str, str]:
    """Render everything below `typescript/` except the compiled validators; nothing if the catalog has none."""
    if not catalog.typescript:
        return {}
    tenant = _TenantAccess.of(catalog.tenant.field)
    files = {**_static_files(), **{name: _render(name, catalog, tenant=tenant) for name in _TEMPLATES}}
    files["package.json"] = _render("package.json", catalog, exports=_EXPORTS)
    dated = types_with_date_times(catalog)
    dated_events = {name for name, event in catalog.events.items() if has_date_time(event.schema, dated)}
    types = list(_types(catalog, dated))
    files["payloads.d.ts"] = _render("payloads.d.ts", catalog, types=types, dated_events=dated_events)
    schemas = [(event, event_schema(catalog, event)) for event in catalog.events.values()]
    files["schemas.js"] = _render("schemas.js", catalog, schemas=schemas)
    files["schemas.d.ts"] = _render(
        "schemas.d.ts", catalog, schemas=[(event, literal_type(schema)) for event, schema in schemas]
    )
    return {f"typescript/{name}": text for name, text in files.items()}


def _render(name: str, catalog: Catalog, **values: object) -> str:
    return render(f"typescript/templates/{name}.jinja", catalog=catalog, **values)


@cache
def _static_files() -> dict[str, str]:
    package = files("cgk_codegen.plan.typescript").joinpath("package")
    return {name: f"// {PROVENANCE}\n{text}" for name, text in _texts(package)}


def _texts(folder: Traversable, path: str = "") -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, entry.read_text(encoding="utf-8")


def _types(catalog: Catalog, dated: AbstractSet[str]) -> Iterator[_Type]:
    for named in catalog.types.values():
        yield _named_type(named, tsdoc_text(named.description), dated)
    for event in catalog.events.values():
        yield _payload_type(event, dated)
        if event.result is not None:
            yield _named_type(event.result, f"The result of a handler of `{tsdoc_text(event.wire_name)}`.", None)


def _named_type(named: NamedType, documentation: str, dated: AbstractSet[str] | None) -> _Type:
    parameters = _parameters(named.schema, dated)
    if named.fields is None:
        return _Type(named.name, documentation, None, typescript_type(named.schema, dated), parameters)
    properties = _properties(named.fields, dated)
    return _Type(named.name, documentation, properties, parameters=parameters, is_open=named.is_open)


def _payload_type(event: Event, dated: AbstractSet[str]) -> _Type:
    example = tsdoc_json(pretty(event.example))
    documentation = (
        f"`{tsdoc_text(event.wire_name)}`: {tsdoc_text(event.description)}\n\n"
        f"@example\n```ts\nconst payload: {event.payload_type} = {example}\n```"
    )
    if event.deprecated is not None:
        documentation += f"\n\n@deprecated {tsdoc_text(event.deprecated.message)}"
    parameters = _parameters(event.schema, dated)
    properties = _properties(event.fields, dated)
    return _Type(event.payload_type, documentation, properties, parameters=parameters, is_open=event.is_open)


def _parameters(schema: Schema, dated: AbstractSet[str] | None) -> str:
    return f"<{DATE_TIME} = string>" if dated is not None and has_date_time(schema, dated) else ""


def _properties(fields: tuple[Field, ...], dated: AbstractSet[str] | None) -> tuple[_Property, ...]:
    return tuple(
        _Property(
            _key(field.name) + ("" if field.required else "?"),
            typescript_type(field.schema, dated),
            _description(field),
        )
        for field in fields
    )


def _description(field: Field) -> str:
    if field.deprecated is None:
        return tsdoc_text(field.description)
    return f"{tsdoc_text(field.description)}\n\n@deprecated {tsdoc_text(field.deprecated.message)}".strip()


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else compact(name)
