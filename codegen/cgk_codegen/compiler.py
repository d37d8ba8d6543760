"""The whole compiler in a few lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cgk_codegen.check import check
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Findings
from cgk_codegen.load import load_documents
from cgk_codegen.plan import plan
from cgk_codegen.publish import Changes, compare, publish
from cgk_codegen.resolve import NO_OVERRIDES, Catalog, Overrides, resolve
from cgk_codegen.validators import build_validators


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a compilation did.

    Attributes:
        catalog: The catalog that was compiled.
        changes: The files that were (or, for `verify`, would be) written and deleted.
        warnings: Findings that are no errors.
    """

    catalog: Catalog
    changes: Changes
    warnings: tuple[Diagnostic, ...]


def read_catalog(path: Path, overrides: Overrides = NO_OVERRIDES) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    """Read and check a catalog.

    Args:
        path: The catalog's first file.
        overrides: What stands above the catalog.

    Returns:
        The catalog and its warnings.

    Raises:
        CatalogError: The catalog has errors.
    """
    findings = Findings()
    documents = load_documents(path, findings)
    catalog = resolve(documents, findings, overrides) if documents else None
    if catalog is not None and not findings.has_errors:
        check(catalog, findings)
    if catalog is None or findings.has_errors:
        raise CatalogError(findings.in_order())
    return catalog, tuple(findings.in_order())


def compile_catalog(path: Path, output: Path, overrides: Overrides = NO_OVERRIDES) -> Outcome:
    """Compile a catalog into a folder.

    Args:
        path: The catalog, usually `events.yaml`.
        output: The folder that becomes the SDK, usually `generated/`.
        overrides: What stands above the catalog.

    Raises:
        CatalogError: The catalog has errors; nothing was written.
        OutputError: The folder cannot be read or written.
    """
    catalog, warnings = read_catalog(path, overrides)
    built = build_validators(catalog, output)
    return Outcome(catalog, publish({**plan(catalog), **built.files}, output), (*warnings, *built.warnings))


def verify_output(path: Path, output: Path, overrides: Overrides = NO_OVERRIDES) -> Outcome:
    """Compile a catalog in memory and compare; nothing is written. Raises as `compile_catalog` does."""
    catalog, warnings = read_catalog(path, overrides)
    built = build_validators(catalog, output)
    return Outcome(catalog, compare({**plan(catalog), **built.files}, output), (*warnings, *built.warnings))
