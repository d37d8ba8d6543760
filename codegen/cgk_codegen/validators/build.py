"""Build of the TypeScript package's validators: an ES module per category, compiled by ajv.

The first line of a module holds two hashes: the key, which covers its schemas, the build script and ajv's version, and
the hash of the code below. Without Node, the module in the output folder is used if both hashes match.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from cgk_codegen.cache.store import RenderCache
from cgk_codegen.diagnostics import Diagnostic, Severity
from cgk_codegen.hashing import hash_text
from cgk_codegen.json_schema import Schema, transform
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.schema_documents import payload_definitions
from cgk_codegen.validators.node import AJV_VERSION, NodeError, NodeMissingError, ValidatorBuildError, compile_modules

_FIRST_LINE: Final = f"// Built from the event catalog by cgk-codegen with ajv {AJV_VERSION}"
UNBUILT: Final = "CGK801"
_FAILED: Final = "CGK802"
_STEP: Final = "validators"
"""Name of the step in the cache."""
_ANNOTATIONS: Final = ("title", "description", "examples", "deprecated")


@dataclass(frozen=True, slots=True)
class ValidatorBuild:
    """Result of the build.

    Attributes:
        files: The modules' texts by their paths below the output folder.
        findings: An error about a module that cannot be built; or, if Node is missing, a warning about modules that
            were not built and whose functions throw.
    """

    files: Mapping[str, str]
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, eq=False)
class _Module:
    category: str
    schema: dict[str, Any]
    exported: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"typescript/validators/{self.category}.js"

    @cached_property
    def key(self) -> str:
        return hash_text(json.dumps([self.schema, self.exported, AJV_VERSION, _script()], ensure_ascii=False))

    def text(self, code: str) -> str:
        """Return the module's text, with the code below its first line."""
        return f"{_FIRST_LINE}: key {self.key}, code {hash_text(code)}\n{code}"

    def accepts(self, text: str) -> bool:
        """Return True if a text was built from this module's schemas and not edited afterwards."""
        return text == self.text(text.partition("\n")[2])


def build_validators(catalog: Catalog, output: Path, cache: RenderCache) -> ValidatorBuild:
    """Return the validators of all categories, from the cache or built by Node.

    Args:
        catalog: The catalog.
        output: The output folder; its modules are used if Node is missing.
        cache: Cache of modules.
    """
    if not catalog.typescript:
        return ValidatorBuild({})
    modules = [_module(catalog, category) for category in catalog.categories if catalog.events_of(category)]
    texts = {module: text for module in modules if (text := cache.get(_STEP, module.key)) is not None}
    missing = [module for module in modules if module not in texts]
    findings: tuple[Diagnostic, ...] = ()
    try:
        for module, text in _compile(missing, output).items():
            cache.put(_STEP, module.key, text)
            texts[module] = text
    except NodeError as error:
        published = {module: text for module in missing if (text := _read_published(output, module)) is not None}
        unbuilt = [module for module in missing if module not in published]
        texts |= published | {module: _placeholder(module, error) for module in unbuilt}
        findings = (_unbuilt_finding(catalog, unbuilt, error),) if unbuilt else ()
    except ValidatorBuildError as error:
        message = f"the TypeScript validators of {error.module} cannot be built: {error}"
        hint = "simplify the types that this names, or report it as a fault of cgk-codegen"
        failure = Diagnostic(_FAILED, Severity.ERROR, catalog.categories[error.module].span, message, hint)
        return ValidatorBuild({}, (failure,))
    return ValidatorBuild({module.path: texts[module] for module in modules}, findings)


def _module(catalog: Catalog, category: str) -> _Module:
    events = catalog.events_of(category)
    definitions = payload_definitions(catalog, events)
    constraints = {name: transform(definition, _without_annotations) for name, definition in definitions.items()}
    schema = {"$id": "https://cgk-codegen.invalid/validators", "$defs": constraints}
    return _Module(category, schema, tuple(event.payload_type for event in events))


def _without_annotations(schema: Schema) -> Schema:
    """Return a schema without annotations, which do not change the validators."""
    return {key: value for key, value in schema.items() if key not in _ANNOTATIONS}


@cache
def _script() -> str:
    return files("cgk_codegen.validators").joinpath("ajv", "compile.mjs").read_text(encoding="utf-8")


def _compile(modules: list[_Module], output: Path) -> dict[_Module, str]:
    sources = {module.category: {"schema": module.schema, "exported": module.exported} for module in modules}
    if not sources:
        return {}
    code = compile_modules(sources, output.resolve())
    return {module: module.text(code[module.category]) for module in modules}


def _read_published(output: Path, module: _Module) -> str | None:
    """Return the module in the output folder if it was built from the same schemas."""
    try:
        text = (output / module.path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return text if module.accepts(text) else None


def _placeholder(module: _Module, error: NodeError) -> str:
    message = f"[JobClient] The validators of {module.category} were not built: {error}. Then run cgk-codegen generate"
    exports = "".join(f"export const {name} = refuse\n" for name in module.exported)
    return f"const refuse = () => {{\n  throw new Error({json.dumps(message)})\n}}\n{exports}"


def _unbuilt_finding(catalog: Catalog, modules: list[_Module], error: NodeError) -> Diagnostic:
    names, span = ", ".join(module.category for module in modules), catalog.categories[modules[0].category].span
    message = f"the TypeScript validators of {names} were not built"
    hint = f"{error}; a catalog without TypeScript sets `typescript: false`"
    if not isinstance(error, NodeMissingError):
        return Diagnostic(UNBUILT, Severity.ERROR, span, message, hint)
    return Diagnostic(UNBUILT, Severity.WARNING, span, f"{message} and throw when they are called", hint)
