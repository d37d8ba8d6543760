"""Emitter of the TypeScript package: ES modules with types, ready to use without a build.

`package/` holds the files that are the same for every catalog, `templates/` those that depend on it. The compiled
validators come from `cgk_codegen.validators`.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from typing import Any, Final

from cgk_codegen.json_text import compact_json, pretty_json
from cgk_codegen.plan.templates import GENERATED_NOTICE, render, tsdoc_json, tsdoc_text
from cgk_codegen.plan.typescript.types import (
    DATE_TIME,
    has_date_time,
    literal_type,
    types_with_date_times,
    typescript_type,
)
from cgk_codegen.resolve import Catalog, Event, Field, NamedType
from cgk_codegen.resolve.schema_documents import event_schema

_TEMPLATES: Final = (
    "README.md", "catalog.js", "index.d.ts", "index.js", "client.d.ts", "catalog.d.ts", "guards.d.ts", "guards.js",
    "validators.js", "serialize-payload.js", "trigger.js", "inngest.js", "hooks.js", "errors.js",
    "errors.d.ts", "read-payload.d.ts", "tenant.d.ts",
)  # fmt: skip
"""Templates that need only the catalog and its tenant's field."""

_EXPORTS: Final = {".": "index", "./trigger": "trigger", "./inngest": "inngest", "./schemas": "schemas"}


def emit_typescript(catalog: Catalog) -> dict[str, str]:
    """Render everything below `typescript/` except the compiled validators; nothing if TypeScript is off."""
    if not catalog.typescript:
        return {}
    field = _property_name(catalog.tenant.field)
    access = f".{field}" if field == catalog.tenant.field else f"[{field}]"
    tenant = {"name": field, "access": access, "optional_access": f"?.{access.removeprefix('.')}"}
    files = {**_static_files(), **{name: _render(name, catalog, tenant=tenant) for name in _TEMPLATES}}
    files["package.json"] = _render("package.json", catalog, exports=_EXPORTS)
    date_time_types = types_with_date_times(catalog)
    date_time_events = {name for name, event in catalog.events.items() if has_date_time(event.schema, date_time_types)}
    types = list(_types(catalog, date_time_types))
    files["payloads.d.ts"] = _render("payloads.d.ts", catalog, types=types, date_time_events=date_time_events)
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
    package = Path(__file__).parent / "package"
    texts = {path.relative_to(package).as_posix(): path.read_text(encoding="utf-8") for path in package.rglob("*.*")}
    return {name: f"// {GENERATED_NOTICE}\n{text}" for name, text in texts.items()}


def _types(catalog: Catalog, date_time_types: AbstractSet[str]) -> Iterator[dict[str, Any]]:
    """Yield the template's values of each type: the shared types, and the payload and the result of each event."""
    for named in catalog.types.values():
        yield _type_values(named, tsdoc_text(named.description), date_time_types)
    for event in catalog.events.values():
        payload = NamedType(event.payload_type, event.description, event.fields, event.schema, event.span)
        yield _type_values(payload, _documentation(event), date_time_types)
        if event.result is not None:
            yield _type_values(event.result, f"The result of a handler of `{tsdoc_text(event.wire_name)}`.", None)


def _type_values(named: NamedType, documentation: str, date_time_types: AbstractSet[str] | None) -> dict[str, Any]:
    has_date_times = date_time_types is not None and has_date_time(named.schema, date_time_types)
    fields = None if named.fields is None else [_field_values(field, date_time_types) for field in named.fields]
    return {
        "name": named.name,
        "documentation": documentation,
        "parameters": f"<{DATE_TIME} = string>" if has_date_times else "",
        "fields": fields,
        "alias": typescript_type(named.schema, date_time_types),
        "is_open": named.is_open,
    }


def _field_values(field: Field, date_time_types: AbstractSet[str] | None) -> tuple[str, str, str]:
    """Return the key, the type and the documentation of a field."""
    key = _property_name(field.name) + ("" if field.required else "?")
    return key, typescript_type(field.schema, date_time_types), _with_deprecation(tsdoc_text(field.description), field)


def _documentation(event: Event) -> str:
    example = tsdoc_json(pretty_json(event.example))
    return _with_deprecation(
        f"`{tsdoc_text(event.wire_name)}`: {tsdoc_text(event.description)}\n\n"
        f"@example\n```ts\nconst payload: {event.payload_type} = {example}\n```",
        event,
    )


def _with_deprecation(text: str, source: Event | Field) -> str:
    if source.deprecated is None:
        return text
    return f"{text}\n\n@deprecated {tsdoc_text(source.deprecated.message)}".strip()


def _property_name(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else compact_json(name)
