"""`cgk-codegen live-check jobs.jsonl`: validate recorded jobs against the catalog."""

from __future__ import annotations

import argparse
import gzip
import sys
import zlib
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Final, cast

from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG, EXIT_DRIFT, EXIT_OK
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.evolution.baseline import BaselineError, read_baseline
from cgk_codegen.live import LiveCheck, LogPosition
from cgk_codegen.live.formats import records_of
from cgk_codegen.live.report import FORMATS
from cgk_codegen.live.values import Unreadable, read_values
from cgk_codegen.resolve import Catalog

STANDARD_INPUT: Final = "-"


class InputError(Exception):
    """A file or an option cannot be used."""


def live_check(options: argparse.Namespace) -> int:
    """Check all files and print the report.

    Returns:
        0 without findings, 1 with findings or too little coverage, 2 if a catalog has errors or a file is missing.
    """
    files: list[str] = options.files or [STANDARD_INPUT]
    try:
        catalog = read_catalog(Path(options.catalog)).catalog
        other_versions = [read_baseline(baseline, Path(options.catalog), catalog.name) for baseline in options.also]
        check = LiveCheck(catalog, other_versions, _parse_tasks(options.task, catalog))
        for file in files:
            with _open(file) as stream:
                _read(check, file, stream)
    except (BaselineError, CatalogError, InputError) as error:
        print(error if isinstance(error, CatalogError) else f"cgk-codegen: {error}", file=sys.stderr)
        return EXIT_BAD_CATALOG
    report = check.report
    print(FORMATS[options.format](report, files))
    if report.coverage < options.fail_under:
        print(f"cgk-codegen: fewer than {options.fail_under:g} % of the events were seen", file=sys.stderr)
        return EXIT_DRIFT
    return EXIT_DRIFT if report.findings else EXIT_OK


def _open(file: str) -> AbstractContextManager[BinaryIO]:
    if file == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    try:
        return cast("BinaryIO", gzip.open(file, "rb")) if file.endswith(".gz") else Path(file).open("rb")
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None


def _read(check: LiveCheck, file: str, stream: BinaryIO) -> None:
    """Validate the records of a log, and report the values that cannot be read."""
    position = LogPosition(file, 0)
    try:
        for value in read_values(stream):
            position = LogPosition(file, value.line)
            if isinstance(value, Unreadable):
                check.report.add("LIV105", str(position), value.reason, position)
                continue
            records = records_of(value.data)
            if records is None:
                check.report.add("LIV106", str(position), "has an unknown format", position)
                continue
            for record in records:
                check.add(record, position)
    except (OSError, EOFError, zlib.error) as error:  # such as a compressed file that is damaged or cut off
        position = LogPosition(file, position.line + 1)
        reason = getattr(error, "strerror", None) or error
        check.report.add("LIV105", str(position), f"cannot be read: {reason}", position)


def _parse_tasks(mappings: Iterable[str], catalog: Catalog) -> dict[str, str]:
    names = {event.wire_name for event in catalog.events.values()}
    tasks: dict[str, str] = {}
    for text in mappings:
        task, _equals, event = text.rpartition("=")
        if not task or event not in names:
            raise InputError(f'--task requires TASK=EVENT with an event of the catalog, not "{text}"')
        tasks[task] = event
    return tasks
