"""The whole compiler in a few lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cgk_codegen.check import check
from cgk_codegen.content import Content
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Findings
from cgk_codegen.load import NO_TEXTS, Sources, load_documents
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.origin import origin_of
from cgk_codegen.plan import plan
from cgk_codegen.publish import Changes, OutdatedError, PublishedFolder, compare, publish
from cgk_codegen.resolve import NO_OVERRIDES, Catalog, Overrides, resolve
from cgk_codegen.validators import build_validators

Progress = Callable[[str], None]
"""Is told what is being done, for people who wait."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A catalog that was read.

    Attributes:
        catalog: The catalog.
        sources: The files it was read from.
        findings: What is worth knowing about it, no errors among them.
    """

    catalog: Catalog
    sources: Sources
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a compilation did.

    Attributes:
        catalog: The catalog that was compiled.
        sources: The files it was read from.
        output: The output folder.
        files: The paths of everything generated, below the output folder.
        changes: The files that were (or, for `verify_output`, would be) written and deleted.
        findings: Findings that are no errors.
    """

    catalog: Catalog
    sources: Sources
    output: Path
    files: tuple[str, ...]
    changes: Changes
    findings: tuple[Diagnostic, ...]


def silent(_stage: str) -> None:
    """Tell nobody."""


def read_catalog(
    path: Path,
    overrides: Overrides = NO_OVERRIDES,
    progress: Progress = silent,
    *,
    texts: Mapping[Path, str] = NO_TEXTS,
    pieces: Pieces | None = None,
) -> Reading:
    """Read and check a catalog.

    Args:
        path: The catalog's first file.
        overrides: What stands above the catalog.
        progress: Is told what is being done.
        texts: What is read instead of files, by their resolved paths: a change that is tried before it is written.
        pieces: What need not be checked again.

    Raises:
        CatalogError: The catalog has errors.
    """
    findings = Findings()
    progress("reading")
    sources = load_documents(path, findings, texts)
    catalog = resolve(sources.documents, findings, overrides) if sources.complete else None
    if catalog is not None:
        progress(f"checking {len(catalog.events)} events")
        check(catalog, findings, pieces)
    if catalog is None or findings.has_errors:
        raise CatalogError(findings.in_order())
    return Reading(catalog, sources, tuple(findings.in_order()))


def compile_catalog(
    path: Path,
    output: Path | None = None,
    overrides: Overrides = NO_OVERRIDES,
    progress: Progress = silent,
    *,
    anew: bool = False,
) -> Outcome:
    """Compile a catalog into a folder.

    Args:
        path: The catalog's first file, usually `events.yaml`.
        output: The folder that becomes the SDK; None is the one the catalog names, `generated` beside it if none.
        overrides: What stands above the catalog.
        progress: Is told what is being done.
        anew: Whether nothing is taken over from the last run.

    Raises:
        CatalogError: The catalog has errors; nothing was written.
        OutputError: The folder cannot be read or written.
    """
    pieces = Pieces() if anew else Pieces.of(str(path))
    reading = read_catalog(path, overrides, progress, pieces=pieces)
    target = _output(path, output, reading)
    try:
        return _published(path, target, reading, pieces, overrides, progress)
    except OutdatedError:  # another process has published meanwhile: all is made anew
        return _published(path, target, reading, Pieces(), overrides, progress)


def verify_output(
    path: Path, output: Path | None = None, overrides: Overrides = NO_OVERRIDES, progress: Progress = silent
) -> Outcome:
    """Compile a catalog in memory and compare; nothing is written. Raises as `compile_catalog` does."""
    pieces = Pieces.of(str(path))
    reading = read_catalog(path, overrides, progress, pieces=pieces)
    target = _output(path, output, reading)
    published = PublishedFolder(target)
    files, findings = _plan(reading, target, pieces, published, progress)
    progress("comparing")
    changes = compare(files, target, origin_of(reading.sources, overrides), published)
    return Outcome(reading.catalog, reading.sources, target, tuple(files), changes, findings)


def _published(
    path: Path, output: Path, reading: Reading, pieces: Pieces, overrides: Overrides, progress: Progress
) -> Outcome:
    published = PublishedFolder(output, pieces.signatures(output))
    files, findings = _plan(reading, output, pieces, published, progress)
    progress("writing")
    changes = publish(files, output, origin_of(reading.sources, overrides), published)
    pieces.keep(str(path), output, published.signatures(files))
    return Outcome(reading.catalog, reading.sources, output, tuple(files), changes, findings)


def _plan(
    reading: Reading, output: Path, pieces: Pieces, published: PublishedFolder, progress: Progress
) -> tuple[dict[str, Content], tuple[Diagnostic, ...]]:
    """Make all files; Node compiles the validators meanwhile."""
    progress(f"generating {len(reading.catalog.events)} events")
    with ThreadPoolExecutor(1) as aside:
        building = aside.submit(build_validators, reading.catalog, output, pieces, published.hash)
        files = plan(reading.catalog, pieces, published.hash)
        built = building.result()
    return {**files, **built.files}, (*reading.findings, *built.warnings)


def _output(path: Path, output: Path | None, reading: Reading) -> Path:
    return output if output is not None else path.parent / reading.catalog.output
