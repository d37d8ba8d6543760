"""`cgk-codegen live-check jobs.jsonl`: validate recorded jobs against the catalog."""

from __future__ import annotations

import argparse
import gzip
import sys
from collections.abc import Iterable
from contextlib import ExitStack
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
        others = [read_baseline(other, Path(options.catalog), catalog.name) for other in options.also]
        with ExitStack() as stack:
            streams = _opened(files, stack)
            check = LiveCheck(catalog, others, _tasks_of(options.task, catalog))
            for file, stream in zip(files, streams, strict=True):
                _read(check, file, stream, options.input)
    except (BaselineError, CatalogError, InputError) as error:
        print(error if isinstance(error, CatalogError) else f"cgk-codegen: {error}", file=sys.stderr)
        return EXIT_BAD_CATALOG
    report = check.report()
    print(FORMATS[options.format](report, files))
    if report.coverage < options.fail_under:
        print(f"cgk-codegen: fewer than {options.fail_under:g} % of the events were seen", file=sys.stderr)
        return EXIT_DRIFT
    return EXIT_DRIFT if report.findings else EXIT_OK


def _opened(files: Iterable[str], stack: ExitStack) -> list[BinaryIO]:
    """Open all files, to report all that are missing at once."""
    streams: list[BinaryIO] = []
    problems: list[str] = []
    for file in files:
        try:
            if file == STANDARD_INPUT:
                streams.append(sys.stdin.buffer)
            elif file.endswith(".gz"):
                streams.append(cast("BinaryIO", stack.enter_context(gzip.open(file, "rb"))))  # noqa: SIM115  the stack closes it
            else:
                streams.append(stack.enter_context(Path(file).open("rb")))  # noqa: SIM115  the stack closes it
        except OSError as error:
            problems.append(f"{file} cannot be read: {error.strerror}")
    if problems:
        raise InputError("; ".join(problems))
    return streams


def _read(check: LiveCheck, file: str, stream: BinaryIO, form: str) -> None:
    line = 0
    try:
        for value in read_values(stream):
            line = value.line
            position = LogPosition(file, line)
            if isinstance(value, Unreadable):
                check.add_unreadable(position, value.reason)
                continue
            records = records_of(value.data, form)
            if records is None:
                check.add_unknown_format(position)
                continue
            for record in records:
                check.add(record, position)
    except (OSError, EOFError) as error:  # such as a compressed file that is damaged or cut off
        check.add_unreadable(
            LogPosition(file, line + 1), f"cannot be read: {getattr(error, 'strerror', None) or error}"
        )


def _tasks_of(given: Iterable[str], catalog: Catalog) -> dict[str, str]:
    tasks: dict[str, str] = {}
    problems: list[str] = []
    for text in given:
        task, _equals, event = text.rpartition("=")
        if not task or event not in {each.wire_name for each in catalog.events.values()}:
            problems.append(f'--task requires TASK=EVENT with an event of the catalog, not "{text}"')
        tasks[task] = event
    if problems:
        raise InputError("; ".join(problems))
    return tasks
