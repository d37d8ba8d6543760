"""The pipeline of the compiler: load, resolve, check, plan, publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from cgk_codegen.cache.store import RenderCache
from cgk_codegen.check import check
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Findings
from cgk_codegen.load import Sources, load_documents
from cgk_codegen.load.documents import NO_OVERLAYS
from cgk_codegen.plan import plan
from cgk_codegen.provenance import provenance_of
from cgk_codegen.publish import Changes, compare, is_interrupted, locked, publish
from cgk_codegen.resolve import NO_OVERRIDES, Catalog, Overrides, resolve
from cgk_codegen.validators import build_validators

Progress = Callable[[str], None]
"""Progress callback; receives the name of the current stage."""


@dataclass(frozen=True, slots=True)
class LoadedCatalog:
    """Catalog that was read and checked.

    Attributes:
        catalog: The catalog.
        sources: The files of the catalog.
        findings: Warnings and notes about it.
    """

    catalog: Catalog
    sources: Sources
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class CompileResult(LoadedCatalog):
    """Result of a compilation.

    Attributes:
        output: The output folder.
        files: The paths of all generated files, below the output folder.
        changes: The files that were (or, for `check_output`, would be) written and deleted.
    """

    output: Path
    files: tuple[str, ...]
    changes: Changes


def no_progress(_stage: str) -> None:
    """Ignore the stage."""


def read_catalog(
    path: Path,
    overrides: Overrides = NO_OVERRIDES,
    progress: Progress = no_progress,
    *,
    overlays: Mapping[Path, str] = NO_OVERLAYS,
) -> LoadedCatalog:
    """Read and check a catalog.

    Args:
        path: The catalog's first file.
        overrides: Values that replace the catalog's own.
        progress: Receives the name of each stage.
        overlays: Texts to read instead of files, by resolved path, to check a change before it is written.

    Raises:
        CatalogError: The catalog has errors.
    """
    findings = Findings()
    progress("reading")
    sources = load_documents(path, findings, overlays)
    if not sources.documents:
        raise CatalogError(findings.in_order())
    catalog = resolve(sources.documents, findings, overrides)
    progress(f"checking {len(catalog.events)} events")
    check(catalog, findings)
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    return LoadedCatalog(catalog, sources, tuple(findings.in_order()))


def compile_catalog(
    path: Path,
    output: Path | None = None,
    overrides: Overrides = NO_OVERRIDES,
    progress: Progress = no_progress,
    *,
    use_cache: bool = True,
) -> CompileResult:
    """Compile a catalog into a folder.

    Args:
        path: The catalog's first file, usually `events.yaml`.
        output: The output folder; None for the one that the catalog names, by default `generated` next to it.
        overrides: Values that replace the catalog's own.
        progress: Receives the name of each stage.
        use_cache: False renders everything again.

    Raises:
        CatalogError: The catalog has errors; nothing was written.
        OutputError: The folder cannot be read or written.
    """
    with RenderCache(read=use_cache) as cache:
        loaded, target, files = _plan(path, output, overrides, progress, cache)
        cache.save()
    progress("writing")
    changes = publish(files, target, provenance_of(loaded.sources, overrides))
    return CompileResult(loaded.catalog, loaded.sources, loaded.findings, target, tuple(files), changes)


def check_output(
    path: Path,
    output: Path | None = None,
    overrides: Overrides = NO_OVERRIDES,
    progress: Progress = no_progress,
) -> CompileResult:
    """Compile a catalog in memory and compare it with the output folder.

    The arguments are those of `compile_catalog`.

    Raises:
        CatalogError: The catalog has errors.
        OutputError: The folder cannot be read.
    """
    with RenderCache() as cache:
        loaded, target, files = _plan(path, output, overrides, progress, cache)
    progress("comparing")
    provenance = provenance_of(loaded.sources, overrides)
    changes = compare(files, target, provenance)
    if changes or is_interrupted(target):
        with locked(target):  # another process may be writing; compare again when it has finished
            changes = compare(files, target, provenance)
    return CompileResult(loaded.catalog, loaded.sources, loaded.findings, target, tuple(files), changes)


def _plan(
    path: Path,
    output: Path | None,
    overrides: Overrides,
    progress: Progress,
    cache: RenderCache,
) -> tuple[LoadedCatalog, Path, dict[str, str]]:
    """Return the checked catalog, the output folder and the text of every file."""
    loaded = read_catalog(path, overrides, progress)
    target = path.parent / loaded.catalog.output if output is None else output
    progress(f"generating {len(loaded.catalog.events)} events")
    with ThreadPoolExecutor(1) as background:  # Node compiles the validators in the meantime
        validators = background.submit(build_validators, loaded.catalog, target, cache)
        files = plan(loaded.catalog, cache)
        built = validators.result()
    findings = Findings([*loaded.findings, *built.findings])
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    return replace(loaded, findings=tuple(findings.in_order())), target, {**files, **built.files}
