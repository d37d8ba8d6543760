"""Tables of emitters, and the plan: the text of every generated file by its path below the output folder.

An emitter is a pure function from a catalog to texts by path. Emitters that are slow for a large catalog run once per
event, and their output is cached. The output of the slow tools, datamodel-code-generator and ruff, is cached as well.
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

EVENT_EMITTERS: Final[tuple[Emitter, ...]] = (emit_schemas, emit_pages)
"""Emitters of files about one event; each call receives a catalog with one event and the types it uses."""

PYTHON_EMITTERS: Final[tuple[Emitter, ...]] = (emit_modules, emit_exports, emit_dicts)
"""Emitters of Python modules, which are formatted afterwards. `plan` calls `emit_models` itself, with the cache."""

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
    python = emit_models(catalog, partial(_cached_types, cache)) | _merged(PYTHON_EMITTERS, catalog)
    with ThreadPoolExecutor(1) as background:  # ruff runs in its own processes
        formatted = background.submit(_cached_format, cache, python)
        files = _event_files(catalog, cache)
        files |= _merged(CATALOG_EMITTERS, catalog)
        files |= formatted.result()
    return dict(sorted(files.items()))


def _event_files(catalog: Catalog, cache: RenderCache) -> dict[str, str]:
    event_catalogs = [catalog.restricted_to(event) for event in catalog.events.values()]
    inputs = [canonical_json(event_catalog) for event_catalog in event_catalogs]

    def render(missing: list[int]) -> list[str]:
        return [json.dumps(_merged(EVENT_EMITTERS, event_catalogs[position])) for position in missing]

    files: dict[str, str] = {}
    for output in cache.map("event files", inputs, render):
        files |= json.loads(output)
    return files


def _merged(emitters: Sequence[Emitter], catalog: Catalog) -> dict[str, str]:
    return {path: text for emit in emitters for path, text in emit(catalog).items()}


def _cached_types(cache: RenderCache, schemas: list[str]) -> list[str]:
    return cache.map("field type", schemas, lambda missing: generate_types([schemas[position] for position in missing]))


def _cached_format(cache: RenderCache, files: Mapping[str, str]) -> dict[str, str]:
    paths = list(files)
    inputs = [f"{path}\n{text}" for path, text in files.items()]

    def render(missing: list[int]) -> list[str]:
        formatted = format_python({paths[position]: files[paths[position]] for position in missing})
        return [formatted[paths[position]] for position in missing]

    return dict(zip(paths, cache.map("ruff", inputs, render), strict=True))
