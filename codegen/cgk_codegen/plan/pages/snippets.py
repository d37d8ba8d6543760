"""Snippets: how to send and handle an event, to copy."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any, Final, cast

from cgk_codegen.json_schema import Schema, is_date_time, referenced_name, without_null
from cgk_codegen.json_schema_validator import validator_of
from cgk_codegen.json_text import compact_json
from cgk_codegen.plan.json_schema.samples import Samples
from cgk_codegen.plan.pages.source_layout import Call, Language, Source
from cgk_codegen.plan.templates import python_literal
from cgk_codegen.resolve import Catalog, Event, Field
from cgk_codegen.resolve.names import attribute_name

_IDENTIFIER: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_PYTHON: Final = Language(python_literal, compact_json, indent=4)
_TYPESCRIPT: Final = Language(
    compact_json, lambda key: key if _IDENTIFIER.fullmatch(key) else compact_json(key), indent=2
)

TITLES: Final = {
    "python": "Python",
    "model": "Model",
    "sync": "Sync",
    "handler": "Handler",
    "typescript": "TypeScript",
    "cli": "Command line",
}
"""Title of each snippet."""


def event_snippets(catalog: Catalog, event: Event) -> dict[str, str]:
    """Return the snippets of an event by the keys of `TITLES`; they use its first example."""
    package, name = catalog.package, compact_json(event.wire_name)
    example = dict(event.example)
    payload = _PYTHON.lay_out(example, 1)
    models = _Models(catalog)
    model = _PYTHON.lay_out(models.of_fields(event.payload_type, event.fields, example), 1)
    arguments = f"(\n    {name},\n    {payload},\n)\n"
    snippets = {
        "python": f"from {package} import send_job\n\nawait send_job{arguments}",
        "model": models.imports(package, "send_job") + f"\n\nawait send_job(\n    {name},\n    {model},\n)\n",
        "sync": f"from {package} import send_job_sync\n\nsend_job_sync{arguments}",
        "handler": _handler(catalog, event),
        "cli": _command_line(catalog, event, example),
    }
    if catalog.typescript:
        send = f"await sendJob({name}, {_TYPESCRIPT.lay_out(example)});\n"
        snippets["typescript"] = f'import {{ sendJob }} from "{catalog.npm_package}";\n\n{send}'
    return {key: snippets[key] for key in TITLES if key in snippets}


def _handler(catalog: Catalog, event: Event) -> str:
    models = _Models(catalog, event.payload_type)
    returns, body = "None", f"print(payload.{catalog.tenant.attribute})"
    if event.result is not None:
        samples = Samples(catalog.definitions)
        sample = samples.of(event.result.schema, full=False)
        value = models.of(event.result.schema, sample)
        if event.result.fields is not None:
            value = models.of_fields(event.result.name, event.result.fields, sample)
        models.used[event.result.name] = None
        returns, body = event.result.name, f"return {_PYTHON.lay_out(value, 1)}"
    return (
        f"{models.imports(catalog.package, 'task')}\n\n\n@task({compact_json(event.wire_name)})\n"
        f"async def handle_{attribute_name(event.name).rstrip('_')}(payload: {event.payload_type}) -> {returns}:\n"
        f"    {body}\n"
    )


def _command_line(catalog: Catalog, event: Event, example: Mapping[str, Any]) -> str:
    data = {key: value for key, value in example.items() if key != catalog.tenant.field}
    command = f"cgk send {shlex.quote(event.wire_name)} --tenant {shlex.quote(str(example[catalog.tenant.field]))}"
    return f"{command} \\\n  --data {shlex.quote(compact_json(data))}\n" if data else f"{command}\n"


class _Models:
    """Writer of values as calls of the generated models; collects the names to import."""

    def __init__(self, catalog: Catalog, *used: str) -> None:
        self._catalog = catalog
        self._has_date_time = False
        self.used = dict.fromkeys(used)

    def imports(self, package: str, *functions: str) -> str:
        """Return the import statements."""
        names = ", ".join([*sorted(self.used), *functions])
        date_time = "from datetime import datetime\n\n" if self._has_date_time else ""
        return f"{date_time}from {package} import {names}"

    def of_fields(self, name: str, fields: tuple[Field, ...], value: Mapping[str, Any]) -> Call:
        """Return an object as a call of its model, without the unlisted fields of an open object."""
        self.used[name] = None
        present = [field for field in fields if field.name in value]
        return Call(name, {field.attribute: self.of(field.schema, value[field.name]) for field in present})

    def of(self, schema: Schema, value: Any) -> Any:  # JSON, or source code
        """Return a value for an attribute of a model."""
        if value is None:
            return None
        name = referenced_name(schema)
        if name is not None:
            named = self._catalog.types[name]
            if named.fields is None:
                return self.of(named.schema, value)
            return self.of_fields(name, named.fields, value)
        schema, nullable = without_null(schema)
        if nullable:
            return self.of(schema, value)
        if "anyOf" in schema:
            return self.of(self._choice(schema["anyOf"], value), value)
        if is_date_time(schema):
            self._has_date_time = True
            return Source(f"datetime.fromisoformat({python_literal(value)})")
        if schema.get("type") == "array":
            return [self.of(schema["items"], item) for item in value]
        values: Any = schema.get("additionalProperties")
        if isinstance(values, Mapping):
            inner = cast("Schema", values)
            return {key: self.of(inner, item) for key, item in value.items()}
        return value

    def _choice(self, choices: list[Schema], value: Any) -> Schema:
        """Return the first choice that accepts a value."""
        definitions = self._catalog.definitions
        accepting = (choice for choice in choices if validator_of({**choice, "$defs": definitions}).is_valid(value))
        return next(accepting, dict[str, Any]())
