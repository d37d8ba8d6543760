"""The table of emitters; each is a pure function from the catalog to texts by path, below the output folder.

Models cost most by far, so theirs takes over what it made before; a file's layout is taken over likewise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.plan.asyncapi.emit import emit_asyncapi
from cgk_codegen.plan.distribution.emit import emit_distribution
from cgk_codegen.plan.format import format_python
from cgk_codegen.plan.json_schema.catalog_schema import emit_catalog_schema
from cgk_codegen.plan.json_schema.emit import emit_schemas
from cgk_codegen.plan.json_schema.examples import emit_examples
from cgk_codegen.plan.python.calls import emit_calls
from cgk_codegen.plan.python.dicts import emit_dicts
from cgk_codegen.plan.python.exports import emit_exports
from cgk_codegen.plan.python.models import emit_models
from cgk_codegen.plan.python.tables import emit_tables
from cgk_codegen.plan.snapshot import emit_snapshot
from cgk_codegen.plan.typescript.emit import emit_typescript
from cgk_codegen.resolve import Catalog

Emitter = Callable[[Catalog], dict[str, str]]

EMITTERS: Final[tuple[Emitter, ...]] = (
    emit_distribution,
    emit_snapshot,
    emit_dicts,
    emit_tables,
    emit_calls,
    emit_exports,
    emit_schemas,
    emit_examples,
    emit_catalog_schema,
    emit_asyncapi,
    emit_typescript,
)


def plan(catalog: Catalog, pieces: Pieces) -> dict[str, str]:
    """Make every generated file's text, by its path below the output folder, sorted by path.

    Args:
        catalog: The catalog.
        pieces: What need not be made again.
    """
    files = emit_models(catalog, pieces)
    for emitter in EMITTERS:
        files.update(emitter(catalog))
    return dict(sorted(format_python(files, pieces).items()))
