"""The command `cgk-codegen init`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG, EXIT_BAD_OUTPUT, EXIT_OK
from cgk_codegen.cli.report import Report
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.init.answers import ask
from cgk_codegen.init.project import PLUGIN, Project, SettingsError
from cgk_codegen.plan.templates import render
from cgk_codegen.source_files import write_source_file

_CATALOG: Final = "events.yaml"
_WORKFLOW: Final = ".github/workflows/event-catalog.yml"


def init(options: argparse.Namespace) -> int:
    """Write a catalog and its settings into a project, and print the next steps.

    Files that exist are kept. Only the mypy plugin and one line of Git attributes are added to existing files.

    Returns:
        0 for success, 2 if an answer is not possible, 3 if a file cannot be read or written.
    """
    report, folder = Report("text"), Path(options.folder)
    path = folder / _CATALOG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        project = Project(folder)
        files: dict[str, str] = {}
        if not path.exists():
            files[_CATALOG] = render("templates/events.yaml.jinja", answers=ask(options, project.name))
        catalog = read_catalog(path, overlays={path.resolve(): text for text in files.values()}).catalog
        files |= project.settings()
        if not (folder / _WORKFLOW).exists():
            files[_WORKFLOW] = render("templates/workflow.yml.jinja")
        setuptools_settings = project.missing_setuptools_settings()
        kept = [] if _CATALOG in files else [f"{path}: kept"]
        lines = [*kept, *(_write(folder / name, content) for name, content in files.items())]
    except CatalogError as error:
        report.failure("nothing was written", error.diagnostics)
        return EXIT_BAD_CATALOG
    except EOFError:
        report.failure("cgk-codegen: the input ended; pass --yes for the defaults")
        return EXIT_BAD_CATALOG
    except SettingsError as error:
        report.failure(f"cgk-codegen: {error}")
        return EXIT_BAD_CATALOG
    except (OSError, UnicodeDecodeError) as error:
        report.failure(f"cgk-codegen: {error}")
        return EXIT_BAD_OUTPUT
    steps = render(
        "templates/next_steps.jinja",
        catalog=catalog,
        event=catalog.first_event,
        mypy_file=project.mypy_file,
        plugin=PLUGIN,
        setuptools_settings=setuptools_settings,
        sends_to_tenants=any(schedule.event for schedule in catalog.schedules.values()),
        workflow=_WORKFLOW if _WORKFLOW in files else None,
    )
    report.result("\n".join([*lines, "", steps.rstrip("\n")]), ())
    return EXIT_OK


def _write(path: Path, text: str) -> str:
    """Write a file if its text differs, and return a line for the report."""
    exists = path.exists()
    if exists and path.read_bytes() == text.encode():
        return f"{path}: kept"
    write_source_file(path, text)
    return f"{path}: {'extended' if exists else 'created'}"
