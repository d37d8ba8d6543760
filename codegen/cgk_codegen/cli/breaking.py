"""`cgk-codegen breaking --against git#branch=main`: report the breaking changes of a catalog."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG, EXIT_DRIFT, EXIT_OK
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.evolution import compare_catalogs
from cgk_codegen.evolution.baseline import BaselineError, read_baseline
from cgk_codegen.evolution.report import FORMATS


def breaking(options: argparse.Namespace) -> int:
    """Compare the catalog with a baseline and print the changes.

    Returns:
        0 if nothing breaks, 1 if something breaks or the version is too low, 2 if a catalog has errors or is missing.
    """
    try:
        today = date.fromisoformat(options.today) if options.today else datetime.now(UTC).date()
        new = read_catalog(Path(options.catalog)).catalog
        old = read_baseline(options.against, Path(options.catalog), new.name)
    except (BaselineError, CatalogError, ValueError) as error:
        print(error if isinstance(error, CatalogError) else f"cgk-codegen: {error}", file=sys.stderr)
        return EXIT_BAD_CATALOG
    comparison = compare_catalogs(old, new, today)
    print(FORMATS[options.format](comparison))
    return EXIT_OK if comparison.is_clean else EXIT_DRIFT
