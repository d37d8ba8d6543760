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
    types = [_shared_type(shared) for shared in catalog.types.values()]
    types += [_payload_type(event) for event in catalog.events.values()]
    return {
        f"typescript/{name}": render(f"typescript/templates/{name}.jinja", catalog=catalog, types=types)
        for name in ("package.json", "index.d.ts", "index.js")
    }


def _shared_type(shared: NamedType) -> _Type:
    if shared.fields is None:
        return _Type(shared.name, shared.description, None, typescript_type(shared.schema))
    return _Type(shared.name, shared.description, _properties(shared.fields))


def _payload_type(event: Event) -> _Type:
    example = json.dumps(event.example, indent=2, ensure_ascii=False)
    documentation = (
        f"`{event.name}`: {event.description}\n\n@example\n```ts\nconst payload: {event.payload_type} = {example}\n```"
    )
    return _Type(event.payload_type, documentation, _properties(event.fields))


def _properties(fields: tuple[Field, ...]) -> tuple[_Property, ...]:
    return tuple(
        _Property(_key(field.name) + ("" if field.required else "?"), typescript_type(field.schema), field.description)
        for field in fields
    )


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else json.dumps(name, ensure_ascii=False)
