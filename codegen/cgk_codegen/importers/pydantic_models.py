"""Script that imports a module and writes its pydantic models as JSON Schemas with their places.

Reads `{file, root, output}` as JSON from standard input. It imports no other module of the compiler.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, cast, get_args

from pydantic import BaseModel, TypeAdapter

_Loss = dict[str, str]


def main() -> None:
    """Write the events of a module, their definitions and the findings."""
    request = json.load(sys.stdin)
    path = Path(request["file"])
    sys.path[:0] = [request["root"], str(path.parent)]
    module = _load(path)
    classes = _classes(module)
    adapters: Any = [(cls, "validation", TypeAdapter(cls)) for cls in classes]  # Any: models have no common type
    generated: Any = TypeAdapter.json_schemas(adapters, ref_template="#/$defs/{model}")  # Any: JSON
    schema_by_key, bundle = generated
    definitions: dict[str, Any] = bundle.get("$defs", {})
    for name, schema in definitions.items():
        if schema.get("title") == name:
            del schema["title"]
    places = _Places(path)
    schemas: dict[type, dict[str, Any]] = {cls: schema_by_key[cls, "validation"] for cls in classes}
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
    lenient = [cls.__name__ for cls in classes if not getattr(cls, "model_config", {}).get("strict")]
    reason = 'pydantic converts values, such as "1" to 1'
    loss = {"code": "IMP307", "at": [str(path), 1, 1], "subject": ", ".join(lenient), "reason": reason}
    losses = [loss] if lenient else []
    result = {"events": events, "definitions": definitions, "losses": losses}
    Path(request["output"]).write_text(json.dumps(result), encoding="utf-8")


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _classes(module: ModuleType) -> list[type]:
    """Return the models and dataclasses of a module, except those that are the base of another one."""
    classes: list[type] = []
    members: dict[str, Any] = vars(module)
    for name, value in members.items():
        is_own = isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_")
        if is_own and (issubclass(value, BaseModel) or is_dataclass(members[name])):
            classes.append(cast("type", value))
    bases = {base for cls in classes for base in cls.__mro__[1:]}
    return [cls for cls in dict.fromkeys(classes) if cls not in bases]


def _referenced_names(schema: Any) -> list[str]:  # Any: JSON
    """Return the names of the definitions that a schema refers to."""
    return re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(schema))


def _annotate(schema: dict[str, Any], cls: type, places: _Places) -> None:
    """Add places and losses to the schema of a class and its fields, and remove generated titles."""
    schema["$at"] = places.of(cls.__name__)
    schema.pop("title", None)
    losses: list[_Loss] = schema.setdefault("$losses", [])
    decorators = getattr(cls, "__pydantic_decorators__", None)
    for group in ("validators", "field_validators", "root_validators", "model_validators"):
        losses += [
            _loss("IMP208", f'the validator "{name}" does not run here') for name in getattr(decorators, group, {})
        ]
    fields: dict[str, Any] = getattr(cls, "__pydantic_fields__", {})
    for name, field in fields.items():
        alias = field.validation_alias if isinstance(field.validation_alias, str) else field.alias or name
        field_schema: dict[str, Any] | None = schema.get("properties", {}).get(alias)
        if field_schema is None:
            continue
        field_schema["$at"] = places.of(cls.__name__, name)
        if isinstance(field.deprecated, str):
            field_schema["deprecated"] = field.deprecated
        if field.title is None:
            field_schema.pop("title", None)
        lost = [type(item).__name__ for item in field.metadata if type(item).__name__.endswith("Validator")]
        types_and_literals = [*_parts_of(field.annotation)]
        if Decimal in types_and_literals:
            lost.append("the rule that the text of a Decimal is a number")
        field_schema["$losses"] = [_loss("IMP208", f"{feature} has no counterpart") for feature in lost]
        if any(type(part) is int and part in (0, 1) for part in types_and_literals):
            field_schema["$losses"].append(_loss("IMP307", "pydantic reads true and false as the constants 1 and 0"))


def _loss(code: str, reason: str) -> _Loss:
    return {"code": code, "reason": reason}


def _parts_of(annotation: Any) -> Iterator[Any]:  # Any: an annotation can be any object
    """Yield an annotation, and the types and literals inside it."""
    yield annotation
    for argument in get_args(annotation):
        yield from _parts_of(argument)


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
