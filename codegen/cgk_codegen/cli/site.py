"""`cgk-codegen site`: write the catalog as a static site."""

from __future__ import annotations

import argparse
import stat
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG, EXIT_OK
from cgk_codegen.cli.output import describe_changes
from cgk_codegen.cli.report import Report
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.evolution.baseline import BaselineError, read_baseline
from cgk_codegen.links import first_link
from cgk_codegen.plurals import pluralize
from cgk_codegen.provenance import provenance_of
from cgk_codegen.publish import publish
from cgk_codegen.resolve import NO_OVERRIDES, Catalog
from cgk_codegen.site import plan_site
from cgk_codegen.site.handlers import NO_PLACES, read_places
from cgk_codegen.site.history import history_of

_MAX_LOGO = 256 * 1024
"""Bytes of the largest logo, which every page loads."""


def site(options: argparse.Namespace, report: Report) -> int:
    """Write the site and report its files.

    Returns:
        0, or 2 if a catalog has errors, or an earlier version, the handlers or the logo cannot be read.

    Raises:
        CatalogError: The catalog has errors.
        OutputError: The folder cannot be written.
    """
    path = Path(options.catalog)
    loaded = read_catalog(path, progress=report.progress)
    catalog = loaded.catalog
    try:
        today = date.fromisoformat(options.today) if options.today else datetime.now(UTC).date()
        earlier = [read_baseline(against, path, catalog.name) for against in options.against]
        places = NO_PLACES if options.handlers is None else read_places(Path(options.handlers))
        logo = _read_logo(catalog, path)
    except (BaselineError, CatalogError, ValueError) as error:
        print(error if isinstance(error, CatalogError) else f"cgk-codegen: {error}", file=sys.stderr)
        return EXIT_BAD_CATALOG
    report.progress(f"rendering {len(catalog.events)} events")
    files = plan_site(catalog, places, history_of(catalog, earlier, today), logo)
    report.progress("writing")
    output = Path(options.output)
    changes = publish(files, output, provenance_of(loaded.sources, NO_OVERRIDES))
    summary = f"{output / 'index.html'}: {pluralize(len(catalog.events), 'event')}; {describe_changes(changes)}"
    report.result(
        summary,
        loaded.findings,
        output=str(output),
        events=len(catalog.events),
        written=list(changes.written),
        deleted=list(changes.deleted),
    )
    return EXIT_OK


def _read_logo(catalog: Catalog, path: Path) -> bytes:
    """Return the content of the catalog's logo, empty if there is none."""
    if not catalog.site.logo:
        return b""
    file = path.parent / catalog.site.logo
    # The site is public: a link could publish any file of this machine.
    link = first_link(path.parent, Path(catalog.site.logo))
    try:
        if link is not None or not stat.S_ISREG(file.stat().st_mode):
            raise ValueError(f"the logo {file} cannot be read: name a file of the catalog's folder, not a link to one")
        with file.open("rb") as stream:
            content = stream.read(_MAX_LOGO + 1)
    except OSError as error:
        raise ValueError(f"the logo {file} cannot be read: {error.strerror}") from None
    if len(content) > _MAX_LOGO:
        raise ValueError(f"the logo {file} has more than {_MAX_LOGO:,} bytes; use a smaller one")
    return content
