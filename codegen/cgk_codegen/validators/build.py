"""The validators of the TypeScript package: one ES module per category, compiled by ajv.

Each module's first line names the key it was built from, a hash of its schemas, the build script and ajv's version, and
the hash of the code below it. Where there is no Node, a published module whose two hashes are right is taken as it is;
where there is, a cache by key or a fresh build decides, so that an edited module is found either way.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, cast

from platformdirs import user_cache_path

from cgk_codegen.content import NOTHING_PUBLISHED, Content, Kept, Published, hash_of
from cgk_codegen.diagnostics import Diagnostic, Severity
from cgk_codegen.json_schema import Schema
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.documents import payload_definitions
from cgk_codegen.validators.node import AJV_VERSION, Ajv
from cgk_codegen.validators.runner import NodeError, Runner

_FIRST_LINE: Final = f"// Built from the event catalog by cgk-codegen with ajv {AJV_VERSION}"
UNBUILT: Final = "CGK801"
"""The code of what says that validators were not built."""
_ANNOTATIONS: Final = ("title", "description", "examples", "deprecated")


@dataclass(frozen=True, slots=True)
class Built:
    """What the step made.

    Attributes:
        files: The modules' texts by their paths below the output folder.
        warnings: Which could not be built and why; those throw when they are called.
    """

    files: Mapping[str, Content]
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, eq=False)
class _Module:
    category: str
    schema: dict[str, Any]
    exported: tuple[str, ...]

    @property
    def path(self) -> str:
        return _path(self.category)

    @cached_property
    def key(self) -> str:
        return _sha256(json.dumps([self.schema, self.exported, AJV_VERSION, _script()], ensure_ascii=False))

    def text(self, code: str) -> str:
        """Put the first line above the code."""
        return f"{_FIRST_LINE}: key {self.key}, code {_sha256(code)}\n{code}"

    def accepts(self, text: str) -> bool:
        """Say whether a text was built from this module's schemas, and not edited since."""
        return text == self.text(text.partition("\n")[2])


def build_validators(
    catalog: Catalog,
    output: Path,
    pieces: Pieces | None = None,
    published: Published = NOTHING_PUBLISHED,
    runner: Runner | None = None,
    ready: Ajv | None = None,
) -> Built:
    """Give every category's validators: as they are published, from the cache, or by Node.

    Args:
        catalog: The catalog.
        output: The folder that becomes the SDK; modules published there serve where Node is missing.
        pieces: Tells what hash the last run's modules had and what of.
        published: What is published there.
        runner: Runs Node.
        ready: ajv, where it has been started already.
    """
    remembered = pieces or Pieces()
    categories = [category for category in catalog.categories if catalog.events_of(category)]
    keys = {category: f"validators {catalog.digest_of(category)}" for category in categories}
    kept: dict[str, Content] = {}
    for category, key in keys.items():
        made = remembered.get(key)
        if made is not None and published.hash(_path(category)) == made:
            kept[_path(category)] = Kept(made)
    missing = [category for category in categories if _path(category) not in kept]
    built = _build(catalog, missing, output, runner or Runner(), ready)
    for category, key in keys.items():
        text = built.files.get(_path(category))
        if isinstance(text, str) and _is_built(text):
            remembered.put(key, hash_of(text))
    return Built(kept | dict(built.files), built.warnings)


def _build(catalog: Catalog, categories: Iterable[str], output: Path, runner: Runner, ready: Ajv | None) -> Built:
    modules = [_module(catalog, category) for category in categories]
    texts = {module: text for module in modules if (text := _taken(_cache_file(module), module)) is not None}
    missing = [module for module in modules if module not in texts]
    try:
        texts |= _compiled(missing, output, runner, ready)
    except NodeError as error:
        published = {module: text for module in missing if (text := _taken(output / module.path, module)) is not None}
        unbuilt = [module for module in missing if module not in published]
        texts |= published | {module: _placeholder(module, error) for module in unbuilt}
        warnings = (_warning(catalog, unbuilt, error),) if unbuilt else ()
        return Built({module.path: texts[module] for module in modules}, warnings)
    return Built({module.path: texts[module] for module in modules})


def _path(category: str) -> str:
    return f"typescript/validators/{category}.js"


def _module(catalog: Catalog, category: str) -> _Module:
    events = catalog.events_of(category)
    definitions = payload_definitions(catalog, events)
    schema = {"$id": "https://cgk-codegen.invalid/validators", "$defs": _bare(definitions, named=True)}
    return _Module(category, schema, tuple(event.payload_type for event in events))


def _bare(schema: Schema, *, named: bool = False) -> dict[str, Any]:
    """Leave out what decides no verdict, so that a changed description builds nothing."""
    bare: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _ANNOTATIONS and not named:
            continue
        if isinstance(value, Mapping):
            bare[key] = _bare(cast("Schema", value), named=key == "properties" and not named)
        elif key == "anyOf":
            bare[key] = [_bare(choice) for choice in value]
        else:
            bare[key] = value
    return bare


@cache
def _script() -> str:
    return files("cgk_codegen.validators").joinpath("ajv", "compile.mjs").read_text(encoding="utf-8")


def _cache_file(module: _Module) -> Path:
    return user_cache_path("cgk-codegen") / "validators" / f"{module.key}.js"


def _compiled(modules: list[_Module], output: Path, runner: Runner, ready: Ajv | None) -> dict[_Module, str]:
    if not modules:
        return {}
    project = output.resolve()
    ajv = ready if ready is not None and ready.project == project else Ajv(runner, project)
    made = ajv.compile({module.category: {"schema": module.schema, "exported": module.exported} for module in modules})
    texts = {module: module.text(made[module.category]) for module in modules}
    with contextlib.suppress(OSError):  # a cache that cannot be written costs time, nothing else
        for module, text in texts.items():
            _keep(_cache_file(module), text)
    return texts


def _taken(file: Path, module: _Module) -> str | None:
    """Give a file's text if it is what the module's schemas make."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return text if module.accepts(text) else None


def _keep(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=file.parent, delete=False) as stream:
        stream.write(text)
    Path(stream.name).replace(file)


def _is_built(text: str) -> bool:
    return text.startswith(_FIRST_LINE)


def _placeholder(module: _Module, error: NodeError) -> str:
    message = f"[JobClient] The validators of {module.category} were not built: {error}. Then run cgk-codegen generate"
    exports = "".join(f"export const {name} = refuse\n" for name in module.exported)
    return f"const refuse = () => {{\n  throw new Error({json.dumps(message)})\n}}\n{exports}"


def _warning(catalog: Catalog, modules: list[_Module], error: NodeError) -> Diagnostic:
    names = ", ".join(module.category for module in modules)
    message = f"the TypeScript validators of {names} were not built and throw when they are called"
    return Diagnostic(UNBUILT, Severity.WARNING, catalog.categories[modules[0].category].span, message, str(error))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
