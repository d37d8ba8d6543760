"""The TypeScript package: payload types, `JobEvents`, and the catalog's names and time tables as values."""

from __future__ import annotations

import json
from dataclasses import dataclass

from cgk_codegen.plan.templates import render
from cgk_codegen.plan.typescript.types import typescript_type
from cgk_codegen.resolve import Catalog, Event, Field, NamedType


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


def emit_typescript(catalog: Catalog) -> dict[str, str]:
    """Make `typescript/package.json`, `index.d.ts` and `index.js`: an ESM package with nothing to build."""
    types = [_named_type(named, named.description) for named in catalog.types.values()]
    for event in catalog.events.values():
        types.append(_payload_type(event))
        if event.result is not None:
            types.append(_named_type(event.result, f"What a handler of `{event.name}` returns."))
    return {
        f"typescript/{name}": render(f"typescript/templates/{name}.jinja", catalog=catalog, types=types)
        for name in ("package.json", "index.d.ts", "index.js")
    }


def _named_type(named: NamedType, documentation: str) -> _Type:
    if named.fields is None:
        return _Type(named.name, documentation, None, typescript_type(named.schema))
    return _Type(named.name, documentation, _properties(named.fields))


def _payload_type(event: Event) -> _Type:
    example = json.dumps(event.example, indent=2, ensure_ascii=False)
    documentation = (
        f"`{event.name}`: {event.description}\n\n@example\n```ts\nconst payload: {event.payload_type} = {example}\n```"
    )
    if event.deprecated is not None:
        documentation += f"\n\n@deprecated {event.deprecated.message}"
    return _Type(event.payload_type, documentation, _properties(event.fields))


def _properties(fields: tuple[Field, ...]) -> tuple[_Property, ...]:
    return tuple(
        _Property(_key(field.name) + ("" if field.required else "?"), typescript_type(field.schema), _note(field))
        for field in fields
    )


def _note(field: Field) -> str:
    if field.deprecated is None:
        return field.description
    return f"{field.description}\n\n@deprecated {field.deprecated.message}".strip()


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else json.dumps(name, ensure_ascii=False)
