"""Reserved names: types of a catalog cannot have names that generated code defines or imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from cgk_codegen.reserved_names import reserved_type_names

CATALOG_TYPE = re.compile("(OrderCreated|MailSent)(Payload|Dict)")
"""Names of the tiny catalog's own types."""
TYPE_NAME = re.compile("[A-Z][A-Za-z0-9]*")


def bound_in(module: str) -> Iterator[str]:
    """Return the names that a Python module binds."""
    for node in ast.walk(ast.parse(module)):
        match node:
            case ast.Import(names) | ast.ImportFrom(names=names):
                yield from (name.asname or name.name for name in names)
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]):
                yield name
            case _:
                pass


def unreserved(names: set[str]) -> list[str]:
    """Return the names that a type of a catalog may have, although generated code uses them."""
    candidates = [name for name in names if TYPE_NAME.fullmatch(name) and not CATALOG_TYPE.fullmatch(name)]
    return sorted(set(candidates) - reserved_type_names())


def test_names_in_python_modules_are_reserved(tiny: Path) -> None:
    modules = [path.read_text(encoding="utf-8") for path in (tiny.parent / "generated" / "tiny_jobs").rglob("*.py")]
    bound = [set(bound_in(module)) for module in modules]
    with_models = [names for names in bound if {"OrderCreatedPayload", "MailSentPayload"} & names]
    assert len(with_models) > 4, "both categories have several modules with models"
    assert unreserved({name for names in with_models for name in names}) == []
    with_dictionaries = [names for names in bound if {"OrderCreatedDict", "MailSentDict"} & names]
    assert len(with_dictionaries) > 4, "both categories have several modules with TypedDicts"
    assert unreserved({name for names in with_dictionaries for name in names if name.endswith("Dict")}) == []


def test_exported_npm_names_are_reserved(tiny: Path) -> None:
    package = tiny.parent / "generated" / "typescript"
    index = (package / "index.d.ts").read_text(encoding="utf-8")
    files = [package / f"{name}.d.ts" for name in re.findall(r"from '\./(\w+)\.js'", index)]
    assert len(files) > 6, "the index exports from many modules"
    exported = re.compile(r"^export (?:declare )?(?:type|class|const|function) (\w+)", re.MULTILINE)
    names = {name for file in files for name in exported.findall(file.read_text(encoding="utf-8"))}
    assert {"JobEvents", "FieldProblem"} <= names
    assert unreserved(names) == []
