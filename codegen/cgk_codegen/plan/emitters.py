"""Tables of emitters, and the plan: the text of every generated file by its path below the output folder.

An emitter is a pure function from a catalog to texts by path. Emitters that are slow for a large catalog run once per
event, and their output is cached. So is the output of the slow tools, datamodel-code-generator and ruff.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from cgk_codegen.cache.canonical_json import canonical_json
from cgk_codegen.cache.store import RenderCache
from cgk_codegen.plan.asyncapi.emit import emit_asyncapi
from cgk_codegen.plan.distribution.emit import emit_distribution
from cgk_codegen.plan.format import format_python
from cgk_codegen.plan.json_schema.catalog_schema import emit_catalog_schema
from cgk_codegen.plan.json_schema.emit import emit_bundle, emit_schemas
from cgk_codegen.plan.json_schema.examples import emit_examples
from cgk_codegen.plan.pages.emit import emit_pages
from cgk_codegen.plan.python.dicts import emit_dicts
from cgk_codegen.plan.python.exports import emit_exports
from cgk_codegen.plan.python.field_types import generate_types
from cgk_codegen.plan.python.models import emit_models
from cgk_codegen.plan.python.modules import emit_modules
from cgk_codegen.plan.snapshot import emit_snapshot
from cgk_codegen.plan.typescript.emit import emit_typescript
from cgk_codegen.resolve import Catalog

Emitter = Callable[[Catalog], Mapping[str, str]]

PER_EVENT_EMITTERS: Final[tuple[Emitter, ...]] = (emit_schemas, emit_examples, emit_pages)
"""Emitters of files about one event; each call receives a catalog with one event and the types it uses."""

PYTHON_EMITTERS: Final[tuple[Emitter, ...]] = (emit_modules, emit_exports, emit_dicts)
"""Emitters of Python modules, which are formatted afterwards; `emit_models` is another one."""

CATALOG_EMITTERS: Final[tuple[Emitter, ...]] = (
    emit_distribution,
    emit_snapshot,
    emit_bundle,
    emit_catalog_schema,
    emit_asyncapi,
    emit_typescript,
)
"""Emitters of the other files."""


def plan(catalog: Catalog, cache: RenderCache) -> dict[str, str]:
    """Return the text of every generated file by its path below the output folder, sorted by path.

    Args:
        catalog: The catalog.
        cache: Cache of rendered output.
    """
    python = emit_models(catalog, partial(_cached_types, cache))
    for emitter in PYTHON_EMITTERS:
        python |= emitter(catalog)
    with ThreadPoolExecutor(1) as background:  # ruff runs in its own processes
        formatted = background.submit(_cached_format, cache, python)
        files = _per_event(catalog, cache)
        for emitter in CATALOG_EMITTERS:
            files |= emitter(catalog)
        files |= formatted.result()
    return dict(sorted(files.items()))


def _per_event(catalog: Catalog, cache: RenderCache) -> dict[str, str]:
    event_catalogs = [catalog.restricted_to(event) for event in catalog.events.values()]
    inputs = [canonical_json(part) for part in event_catalogs]
    files: dict[str, str] = {}
    for emit in PER_EVENT_EMITTERS:
        for output in cache.map(
            f"{emit.__module__}.{emit.__qualname__}", inputs, partial(_emit_parts, emit, event_catalogs)
        ):
            files |= json.loads(output)
    return files


def _emit_parts(emit: Emitter, event_catalogs: Sequence[Catalog], positions: Sequence[int]) -> list[str]:
    return [json.dumps(emit(event_catalogs[position])) for position in positions]


def _cached_types(cache: RenderCache, forms: list[str]) -> list[str]:
    return cache.map("field type", forms, lambda missing: generate_types([forms[position] for position in missing]))


def _cached_format(cache: RenderCache, files: Mapping[str, str]) -> dict[str, str]:
    paths = list(files)
    inputs = [f"{path}\n{text}" for path, text in files.items()]

    def render(missing: list[int]) -> list[str]:
        formatted = format_python({paths[position]: files[paths[position]] for position in missing})
        return [formatted[paths[position]] for position in missing]

    return dict(zip(paths, cache.map("ruff", inputs, render), strict=True))
