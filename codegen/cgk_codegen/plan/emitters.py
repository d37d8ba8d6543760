"""The table of emitters; each is a pure function from the catalog to texts by path, below the output folder.

What is published as it would be made is not made again: a unit's key says what its files are made of, and a piece which
hashes that gave. A file of one event, a module of one category and a template with what fills it are units.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from cgk_codegen.content import NOTHING_PUBLISHED, Content, Hashed, Kept, Published
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.plan.asyncapi.emit import emit_asyncapi
from cgk_codegen.plan.distribution.emit import emit_distribution
from cgk_codegen.plan.format import format_python
from cgk_codegen.plan.json_schema.catalog_schema import emit_catalog_schema
from cgk_codegen.plan.json_schema.emit import emit_bundle, emit_schemas
from cgk_codegen.plan.json_schema.examples import emit_examples
from cgk_codegen.plan.outline import Outline, outline_of
from cgk_codegen.plan.python.calls import emit_calls
from cgk_codegen.plan.python.dicts import emit_dicts
from cgk_codegen.plan.python.exports import emit_exports
from cgk_codegen.plan.python.models import emit_models
from cgk_codegen.plan.python.tables import emit_tables
from cgk_codegen.plan.snapshot import emit_snapshot
from cgk_codegen.plan.texts import Filled, Text, join
from cgk_codegen.plan.typescript.emit import emit_typescript
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.names import snake_case

OF_EVENTS: Final[tuple[Callable[[Catalog], dict[str, str]], ...]] = (emit_schemas, emit_examples)
"""Make files of one event each."""

Emitter = Callable[[Catalog, Outline], dict[str, Text]]

OF_PACKAGE: Final[tuple[Emitter, ...]] = (emit_tables, emit_calls, emit_exports)
"""Make Python modules in which every event stands."""

OF_ALL: Final[tuple[Emitter, ...]] = (
    emit_distribution,
    emit_snapshot,
    emit_bundle,
    emit_catalog_schema,
    emit_asyncapi,
    emit_typescript,
)
"""Make other files in which every event stands; Python among them would not be laid out."""


def plan(catalog: Catalog, pieces: Pieces, published: Published = NOTHING_PUBLISHED) -> dict[str, Content]:
    """Make every generated file's content, by its path below the output folder, sorted by path.

    Args:
        catalog: The catalog.
        pieces: What need not be made again.
        published: What is published; what is published as it would be made is not made.
    """
    outline = outline_of(catalog)
    package = _texts(OF_PACKAGE, catalog, outline)
    modules = _Made([*_units(catalog, pieces), *_filled(package)], pieces, published)
    with ThreadPoolExecutor(1) as aside:  # ruff works meanwhile
        laid_out = aside.submit(format_python, modules.texts)
        rest = _texts(OF_ALL, catalog, outline)
        filled = _Made(_filled(rest), pieces, published)
        contents: dict[str, Content] = {**modules.kept, **filled.kept}
        for path, text in {**package, **rest}.items():
            if not isinstance(text, Filled):
                contents[path] = text if isinstance(text, str) else join(path, text, pieces, published)
        contents |= modules.remember(laid_out.result()) | filled.remember(filled.texts)
    return dict(sorted(contents.items()))


def _texts(emitters: Iterable[Emitter], catalog: Catalog, outline: Outline) -> dict[str, Text]:
    return {path: text for emitter in emitters for path, text in emitter(catalog, outline).items()}


@dataclass(frozen=True, eq=False)
class _Unit:
    """Files that are made of the same.

    Attributes:
        key: All that decides what is in them, but for the compiler.
        make: Makes them.
    """

    key: str
    make: Callable[[], dict[str, str]]


class _Made:
    """Units of which those are made that are not published as they would be.

    Attributes:
        kept: The files that are, by path.
        texts: The texts of the others, by path.
    """

    def __init__(self, units: Iterable[_Unit], pieces: Pieces, published: Published) -> None:
        self.kept: dict[str, Content] = {}
        self._pieces = pieces
        self._files: dict[_Unit, dict[str, str]] = {}
        for unit in units:
            hashes = _kept(unit, pieces, published)
            if hashes is None:
                self._files[unit] = unit.make()
            else:
                self.kept |= {path: Kept(made) for path, made in hashes.items()}
        self.texts = {path: text for files in self._files.values() for path, text in files.items()}

    def remember(self, texts: Mapping[str, str]) -> dict[str, Content]:
        """Keep the hashes of the texts as they have become, and give these texts."""
        done = {path: Hashed.of(text) for path, text in texts.items()}
        for unit, files in self._files.items():
            self._pieces.put(unit.key, json.dumps({path: done[path].hash for path in files}))
        return dict(done)


def _units(catalog: Catalog, pieces: Pieces) -> Iterator[_Unit]:
    for event in catalog.events.values():
        yield _Unit(f"event {catalog.digests[event.name]}", partial(_of_event, catalog, event))
    for category in catalog.categories:
        if catalog.events_of(category):
            key = f"category {catalog.digest_of(category)}"
            yield _Unit(key, partial(_of_category, catalog, category, pieces))
    yield _Unit(f"shared {catalog.shared_digest}", partial(_of_categories, catalog.of_category(None), pieces))


def _filled(whole: Mapping[str, Text]) -> Iterator[_Unit]:
    for path, text in whole.items():
        if isinstance(text, Filled):
            yield _Unit(f"{path} {text.key()}", partial(_made, path, text))


def _made(path: str, text: Filled) -> dict[str, str]:
    return {path: text.text()}


def _of_event(catalog: Catalog, event: Event) -> dict[str, str]:
    alone = catalog.with_events([event])
    return {path: text for emitter in OF_EVENTS for path, text in emitter(alone).items()}


def _of_categories(catalog: Catalog, pieces: Pieces) -> dict[str, str]:
    return emit_models(catalog, pieces) | emit_dicts(catalog)


def _of_category(catalog: Catalog, category: str, pieces: Pieces) -> dict[str, str]:
    """Make a category's modules, without those that all share."""
    name = f"/{snake_case(category)}.py"
    made = _of_categories(catalog.of_category(category), pieces)
    return {path: text for path, text in made.items() if path.endswith(name)}


def _kept(unit: _Unit, pieces: Pieces, published: Published) -> dict[str, str] | None:
    """Give the hashes of a unit's files, if they are published as they would be made."""
    piece = pieces.get(unit.key)
    hashes: dict[str, str] = json.loads(piece) if piece else {}
    return hashes if piece and all(published.hash(path) == made for path, made in hashes.items()) else None
