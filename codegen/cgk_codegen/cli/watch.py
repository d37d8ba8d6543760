"""`cgk-codegen watch`: compile whenever a file of the catalog is saved."""

from __future__ import annotations

import argparse
import glob
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import load_documents

_POLL_SECONDS: Final = 0.3

_Signature = tuple[int, int, int]
"""A file's modification time in nanoseconds, its size and its inode."""


def watch(options: argparse.Namespace, compile_once: Callable[[], int]) -> int:
    """Compile now and after every change, until Ctrl-C.

    Args:
        options: The command line.
        compile_once: Compiles and returns the exit code. It reports the errors of a catalog.

    Returns:
        The exit code of the first compilation if the catalog does not exist.

    Raises:
        BrokenPipeError: The reader of the output is gone.
    """
    catalog = Path(options.catalog)
    is_first = True
    while True:
        patterns = load_documents(catalog, Findings()).patterns
        seen = _signatures(catalog, patterns)  # taken before the compilation, which may overlap with the next save
        status = compile_once()
        print(end="", flush=True)  # the reader of a pipe gets each result at once
        if is_first and not catalog.is_file():
            return status
        if is_first:
            print(f"watching {catalog}; press Ctrl-C to stop", file=sys.stderr, flush=True)
        is_first = False
        while _signatures(catalog, patterns) == seen:
            time.sleep(_POLL_SECONDS)


def _signatures(catalog: Path, patterns: tuple[tuple[Path, str], ...]) -> dict[str, _Signature | None]:
    """Return the signatures of a catalog's file and of the files that its includes match."""
    paths = [str(catalog)]
    for folder, pattern in patterns:
        # Path.glob fails if a folder is deleted at the same moment.
        names = glob.glob(pattern, root_dir=folder, recursive=True, include_hidden=True)  # noqa: PTH207
        paths += [str(folder / name) for name in names]
    return {path: _signature(Path(path)) for path in paths}


def _signature(path: Path) -> _Signature | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
