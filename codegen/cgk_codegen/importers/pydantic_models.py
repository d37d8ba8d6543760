"""Script that imports a module and writes its pydantic models as JSON Schemas with their places.

Reads `{file, root, output}` as JSON from standard input. It imports no other module of the compiler.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

_Json = dict[str, Any]  # Any: JSON
_Core = Mapping[str, Any]
"""Schema of pydantic-core. Any: each of its types has other keys."""
_OWN_MODULES: Final = ("pydantic.types", "pydantic._internal._generate_schema", "pydantic._internal._validators")
"""Modules with the functions of pydantic's own types, whose JSON Schema has a format instead."""
_CONVERSIONS: Final = ("strip_whitespace", "to_lower", "to_upper")
_CONVERSION: Final = (
    ("IMP307", "pydantic changes the text before it is checked; texts that become valid are refused here"),
    ("IMP208", "texts that become invalid are accepted here"),
)
_TIME_RULES: Final = ("gt", "ge", "lt", "le", "now_op", "tz_constraint")


def main() -> None:
    """Write the events of a module, their definitions and the findings."""
    request = json.load(sys.stdin)
    path = Path(request["file"])
    sys.path[:0] = [request["root"], str(path.parent)]
    module = _load(path)
    classes = _classes(module)
    adapters: Any = [(cls, "validation", TypeAdapter(cls)) for cls in classes]  # Any: models have no common type
    generated: Any = TypeAdapter.json_schemas(
        adapters, ref_template="#/$defs/{model}", schema_generator=_Generator
    )  # Any: JSON
    schema_by_key, bundle = generated
    definitions: _Json = bundle.get("$defs", {})
    for name, schema in definitions.items():
        if schema.get("title") == name:
            del schema["title"]
    places = _Places(path)
    schemas: dict[type, _Json] = {cls: schema_by_key[cls, "validation"] for cls in classes}
    definition_names = {cls: str(schema.get("$ref", "")).rpartition("/")[2] for cls, schema in schemas.items()}
    for cls, definition_name in definition_names.items():
        _annotate(definitions.get(definition_name, schemas[cls]), cls, places)
    # A model that another one contains is a shared type; the others are events.
    shared = {name for owner, schema in definitions.items() for name in _referenced_names(schema) if name != owner}
    shared |= {name for schema in schemas.values() if "$ref" not in schema for name in _referenced_names(schema)}
    events = [
        {"name": vars(cls).get("event_name", cls.__name__), "at": places.of(cls.__name__), "schema": schemas[cls]}
        for cls in classes
        if definition_names[cls] not in shared
    ]
    lenient = [cls.__name__ for cls in classes if not _configuration(cls).get("strict")]
    reason = 'pydantic converts values, such as "1" to 1'
    loss = {"code": "IMP307", "at": [str(path), 1, 1], "subject": ", ".join(lenient), "reason": reason}
    losses = [loss] if lenient else []
    result = {"events": events, "definitions": definitions, "losses": losses}
    Path(request["output"]).write_text(json.dumps(result), encoding="utf-8")


class _Generator(GenerateJsonSchema):
    """Generator of JSON Schemas with findings (`$losses`) about rules that JSON Schema does not express."""

    def build_schema_type_to_method(self) -> dict[Any, Callable[[Any], _Json]]:  # Any: types of core schemas
        """Return the generators of the types of core schemas; each adds the findings about its part."""
        methods = super().build_schema_type_to_method()
        return {name: _with_losses(method) for name, method in methods.items()}

    def str_schema(self, schema: Any) -> _Json:
        """Return the schema of a text, without a pattern that has flags."""
        json_schema = super().str_schema(schema)
        if getattr(schema.get("pattern"), "flags", 0) & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE):
            del json_schema["pattern"]
            json_schema["$losses"] = [_loss("IMP206", "a pattern with flags has no counterpart")]
        return json_schema

    def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> _Json:  # noqa: ARG002  overridden
        """Return the schema of any value, with a finding."""
        return {"$losses": [_loss("IMP208", f"{error_info} has no form in JSON; it became any")]}


def _with_losses(generate: Callable[[Any], _Json]) -> Callable[[Any], _Json]:
    def generate_with_losses(schema: _Core) -> _Json:
        json_schema = generate(schema)
        losses = [*json_schema.get("$losses", []), *(_loss(code, reason) for code, reason in _losses_of(schema))]
        return {**json_schema, "$losses": losses} if losses else json_schema

    return generate_with_losses


def _losses_of(schema: _Core) -> Iterator[tuple[str, str]]:  # noqa: C901  a case for each type
    """Yield the code and the reason of each rule of a core schema that JSON Schema does not express."""
    match schema["type"]:
        case "function-after" | "function-before" | "function-wrap" | "function-plain":
            function = schema["function"]["function"]
            function = getattr(function, "func", function)  # of a partial
            if getattr(function, "__module__", "") not in _OWN_MODULES:
                yield "IMP208", f'the validator "{getattr(function, "__name__", "")}" does not run here'
                if schema["type"] != "function-after":
                    yield "IMP307", "the validator can make other values valid, which are refused here"
        case "model" | "dataclass" | "typed-dict":
            config = schema.get("config", {})
            if any(config.get(f"str_{key}") for key in _CONVERSIONS):
                yield from _CONVERSION
            if config.get("validate_by_name"):
                yield "IMP307", "a field is accepted only by its alias here, not by its name"
        case "model-field" | "dataclass-field" | "typed-dict-field" if not isinstance(
            schema.get("validation_alias", ""), str
        ):
            yield "IMP307", "the field has one name here, not several aliases or a path"
            yield "IMP208", "a path of names is not followed here"
        case "str" if any(map(schema.get, _CONVERSIONS)):
            is_checked = not schema.keys().isdisjoint(("min_length", "max_length", "pattern"))
            yield from _CONVERSION if is_checked else [("IMP101", "the change of the text has no counterpart")]
        case "dict" if schema.get("keys_schema", {}).get("type", "any") not in ("any", "str"):
            yield "IMP208", "the type of the keys is not checked here"
        case "date" | "datetime" | "time" | "timedelta":
            rules = [key for key in _TIME_RULES if schema.get(key, "aware") != "aware"]
            if rules:
                yield "IMP208", f"{', '.join(rules)} is not checked here"
        case "url" | "multi-host-url" if not schema.keys().isdisjoint(("allowed_schemes", "host_required")):
            yield "IMP208", "the scheme and the host of the address are not checked here"
        case "decimal":
            yield "IMP208", "the rule that the text of a Decimal is a number has no counterpart"
        case "complex" | "is-subclass":
            yield "IMP208", "its values have no form in JSON Schema"
        case "call" | "named-tuple":
            yield "IMP307", "a named tuple can be an object in the source; here it is a list"
        case "literal" | "enum" as kind:
            values = schema["expected"] if kind == "literal" else [member.value for member in schema["members"]]
            if any(type(value) in (bool, int) and value in (0, 1) for value in values):
                yield "IMP307", "pydantic reads true and false as the constants 1 and 0, and the other way round"
            if schema.get("missing"):
                yield "IMP307", "values that are not members, such as combinations of flags, are refused here"
        case _:
            pass


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _classes(module: ModuleType) -> list[type]:
    """Return a module's public models and dataclasses, except those that are the base of another one."""
    classes: list[type] = []
    members: dict[str, Any] = vars(module)
    for name, value in members.items():
        is_own = isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_")
        if is_own and (issubclass(value, BaseModel) or is_dataclass(members[name])):
            classes.append(cast("type", value))
    bases = {base for cls in classes for base in cls.__mro__[1:]}
    return [cls for cls in dict.fromkeys(classes) if cls not in bases]


def _configuration(cls: type) -> Mapping[str, Any]:  # Any: options of pydantic
    return getattr(cls, "model_config", None) or getattr(cls, "__pydantic_config__", {})


def _referenced_names(schema: Any) -> list[str]:  # Any: JSON
    """Return the names of the definitions that a schema refers to."""
    return re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(schema))


def _annotate(schema: _Json, cls: type, places: _Places) -> None:
    """Add places to the schema of a class and its fields, and remove titles except the fields' own."""
    schema["$at"] = places.of(cls.__name__)
    schema.pop("title", None)
    fields: dict[str, Any] = getattr(cls, "__pydantic_fields__", {})
    for name, field in fields.items():
        alias = field.validation_alias if isinstance(field.validation_alias, str) else field.alias or name
        field_schema: _Json | None = schema.get("properties", {}).get(alias)
        if field_schema is None:
            continue
        field_schema["$at"] = places.of(cls.__name__, name)
        if isinstance(field.deprecated, str):
            field_schema["deprecated"] = field.deprecated
        if field.title is None:
            field_schema.pop("title", None)


def _loss(code: str, reason: str) -> dict[str, str]:
    return {"code": code, "reason": reason}


class _Places:
    """Places of the classes of a file and of their fields."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._places: dict[tuple[str, str], list[Any]] = {}
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ClassDef):
                self._add(node.name, "", node)
                for statement in node.body:
                    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                        self._add(node.name, statement.target.id, statement)

    def _add(self, owner: str, name: str, node: ast.stmt) -> None:
        self._places[owner, name] = [self._path, node.lineno, node.col_offset + 1]

    def of(self, owner: str, name: str = "") -> list[Any]:
        """Return the place of a class or field; for an inherited field, the place of the class."""
        return self._places.get((owner, name)) or self._places.get((owner, "")) or [self._path, 1, 1]


if __name__ == "__main__":
    main()
