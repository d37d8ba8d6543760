"""The TypeScript package: an ESM package with types, nothing to build for its users.

`package/` holds what is the same for every catalog, `templates/` what the catalog decides; the compiled validators come
from `cgk_codegen.validators`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from cgk_codegen.json_text import compact, pretty
from cgk_codegen.plan.event_definitions import definition_values
from cgk_codegen.plan.outline import EventOutline, Outline
from cgk_codegen.plan.templates import PROVENANCE, macros
from cgk_codegen.plan.texts import Filled, Joined, Part, Text
from cgk_codegen.plan.typescript.types import literal_type, typescript_type
from cgk_codegen.resolve import Catalog, Event, Field, NamedType
from cgk_codegen.resolve.documents import event_schema

_TEMPLATES: Final = (
    "README.md", "index.d.ts", "index.js", "client.d.ts", "catalog.d.ts", "guards.d.ts", "guards.js", "validators.js",
)  # fmt: skip
"""Those that are filled with the catalog's outline alone."""

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


def emit_typescript(catalog: Catalog, outline: Outline) -> dict[str, Text]:
    """Make everything below `typescript/` but the compiled validators."""
    files: dict[str, Text] = {**_fixed(), **{name: _filled(name, outline) for name in _TEMPLATES}}
    files["package.json"] = _filled("package.json", outline, {"exports": _EXPORTS})
    files["catalog.js"] = _filled("catalog.js", outline, definition_values(catalog))
    files["payloads.d.ts"] = _payloads(catalog, outline)
    files["schemas.d.ts"] = _schemas("schemas.d.ts", literal_type, catalog, outline)
    files["schemas.js"] = _schemas("schemas.js", dict, catalog, outline)
    return {f"typescript/{name}": text for name, text in files.items()}


def _filled(name: str, outline: Outline, values: Mapping[str, Any] | None = None) -> Filled:
    return Filled(f"typescript/templates/{name}.jinja", outline, values or {})


def _schemas(name: str, written: Callable[[dict[str, Any]], Any], catalog: Catalog, outline: Outline) -> Joined:
    """Make a file with every event's schema, as `written` gives it to the template."""
    of = macros(f"typescript/templates/{name}.jinja")

    def part(event: Event, names: EventOutline) -> Part:
        make = lambda: str(of.of_event(names, written(event_schema(catalog, event))))  # noqa: E731
        return Part(catalog.digests[event.name], make)

    parts = map(part, catalog.events.values(), outline.events)
    return Joined([str(of.begin()), *parts, str(of.end(outline))])


def _payloads(catalog: Catalog, outline: Outline) -> Joined:
    of = macros("typescript/templates/payloads.d.ts.jinja")
    shared = [str(of.of_type(_named_type(named, named.description))) for named in catalog.types.values()]

    def part(event: Event) -> Part:
        return Part(catalog.digests[event.name], lambda: "".join(str(of.of_type(each)) for each in _types(event)))

    return Joined([str(of.begin()), *shared, *map(part, catalog.events.values()), str(of.end(outline))])


@cache
def _fixed() -> dict[str, str]:
    package = files("cgk_codegen.plan.typescript").joinpath("package")
    return {name: f"// {PROVENANCE}\n{text}" for name, text in _texts(package)}


def _texts(folder: Traversable, path: str = "") -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, entry.read_text(encoding="utf-8")


def _types(event: Event) -> Iterator[_Type]:
    yield _payload_type(event)
    if event.result is not None:
        yield _named_type(event.result, f"What a handler of `{event.name}` returns.")


def _named_type(named: NamedType, documentation: str) -> _Type:
    if named.fields is None:
        return _Type(named.name, documentation, None, typescript_type(named.schema))
    return _Type(named.name, documentation, _properties(named.fields))


def _payload_type(event: Event) -> _Type:
    example = pretty(event.example)
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
    return name if name.isidentifier() and name.isascii() else compact(name)
