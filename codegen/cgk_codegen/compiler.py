"""The whole compiler in a few lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cgk_codegen.check import check
from cgk_codegen.content import Content
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Findings
from cgk_codegen.load import NO_OVERLAYS, Sources, load_documents
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.plan import plan
from cgk_codegen.provenance import origin_of
from cgk_codegen.publish import (
    MANIFEST,
    Changes,
    OutdatedError,
    PublishedFolder,
    Signatures,
    compare,
    is_interrupted,
    locked,
    publish,
)
from cgk_codegen.resolve import NO_OVERRIDES, Catalog, Overrides, resolve
from cgk_codegen.validators import ValidatorsAside

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
        signatures: What the files and the manifest are now; nothing for `verify_output`.
    """

    catalog: Catalog
    sources: Sources
    output: Path
    files: tuple[str, ...]
    changes: Changes
    findings: tuple[Diagnostic, ...]
    signatures: Signatures = field(default_factory=dict[str, tuple[int, int, str]])


def silent(_stage: str) -> None:
    """Tell nobody."""


def read_catalog(
    path: Path,
    overrides: Overrides = NO_OVERRIDES,
    progress: Progress = silent,
    *,
    overlays: Mapping[Path, str] = NO_OVERLAYS,
    pieces: Pieces | None = None,
) -> Reading:
    """Read and check a catalog.

    Args:
        path: The catalog's first file.
        overrides: What stands above the catalog.
        progress: Is told what is being done.
        overlays: Texts that are read instead of files, by their resolved paths: a change tried before it is written.
        pieces: What need not be checked again.

    Raises:
        CatalogError: The catalog has errors.
    """
    resolved = _resolved(path, overrides, progress, overlays)
    return _checked(resolved, progress, pieces)


@dataclass(frozen=True, slots=True)
class _Resolved:
    catalog: Catalog
    sources: Sources
    findings: Findings


def _resolved(
    path: Path, overrides: Overrides, progress: Progress, overlays: Mapping[Path, str] = NO_OVERLAYS
) -> _Resolved:
    findings = Findings()
    progress("reading")
    sources = load_documents(path, findings, overlays)
    if not sources.documents:
        raise CatalogError(findings.in_order())
    catalog = resolve(sources.documents, findings, overrides)
    return _Resolved(catalog, sources, findings)


def _checked(resolved: _Resolved, progress: Progress, pieces: Pieces | None) -> Reading:
    progress(f"checking {len(resolved.catalog.events)} events")
    check(resolved.catalog, resolved.findings, pieces)
    if resolved.findings.has_errors:
        raise CatalogError(resolved.findings.in_order())
    return Reading(resolved.catalog, resolved.sources, tuple(resolved.findings.in_order()))


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
    try:
        return _compiled(path, output, overrides, progress, pieces)
    except OutdatedError:  # another process has published meanwhile: all is made anew
        return _compiled(path, output, overrides, progress, Pieces())


def verify_output(
    path: Path, output: Path | None = None, overrides: Overrides = NO_OVERRIDES, progress: Progress = silent
) -> Outcome:
    """Compile a catalog in memory and compare; nothing is written. Raises as `compile_catalog` does."""
    pieces = Pieces.of(str(path))
    with ValidatorsAside() as validators:
        resolved = _resolved(path, overrides, progress)
        target = _output(path, output, resolved.catalog)
        published = PublishedFolder(target)
        files, reading = _planned(resolved, target, pieces, published, validators, progress)
    progress("comparing")
    origin = origin_of(reading.sources, overrides)
    changes = compare(files, target, origin, published)
    if changes or is_interrupted(target):
        with locked(target):  # another process may have been writing: what it has ended meanwhile counts
            changes = compare(files, target, origin, PublishedFolder(target))
    return Outcome(reading.catalog, reading.sources, target, tuple(files), changes, reading.findings)


def _compiled(path: Path, output: Path | None, overrides: Overrides, progress: Progress, pieces: Pieces) -> Outcome:
    with ValidatorsAside() as validators:
        last = pieces.output()
        if last is not None:
            validators.prepare(last)
        resolved = _resolved(path, overrides, progress)
        target = _output(path, output, resolved.catalog)
        published = PublishedFolder(target, pieces.signatures(target))
        files, reading = _planned(resolved, target, pieces, published, validators, progress)
    progress("writing")
    changes = publish(files, target, origin_of(reading.sources, overrides), published)
    signatures = published.signatures([*files, MANIFEST])
    pieces.keep(str(path), target, signatures)
    return Outcome(reading.catalog, reading.sources, target, tuple(files), changes, reading.findings, signatures)


def _planned(
    resolved: _Resolved,
    output: Path,
    pieces: Pieces,
    published: PublishedFolder,
    validators: ValidatorsAside,
    progress: Progress,
) -> tuple[dict[str, Content], Reading]:
    """Check the catalog and make all files; Node compiles the validators meanwhile."""
    if not resolved.findings.has_errors:
        validators.begin(resolved.catalog, output, pieces, published)
    reading = _checked(resolved, progress, pieces)
    progress(f"generating {len(reading.catalog.events)} events")
    files = plan(reading.catalog, pieces, published)
    built = validators.result()
    return {**files, **built.files}, replace(reading, findings=(*reading.findings, *built.warnings))


def _output(path: Path, output: Path | None, catalog: Catalog) -> Path:
    return output if output is not None else path.parent / catalog.output
