"""`cgk-codegen watch`: compile whenever a file of the catalog is saved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import load_documents

_SUFFIXES = (".yaml", ".yml")
_MOMENT_MS = 300


def watch(options: argparse.Namespace, compile_once: Callable[[], int]) -> int:
    """Compile now and after every change, until Ctrl-C.

    Args:
        options: The command line.
        compile_once: Compiles and says how it went; a catalog with errors is said and waited out.

    Returns:
        The exit code: 2 where watching is not installed.
    """
    if find_spec("watchfiles") is None:
        print("cgk-codegen: watching needs watchfiles: pip install 'cgk-codegen[watch]'", file=sys.stderr)
        return 2
    catalog = Path(options.catalog)
    compile_once()
    folders = _folders(catalog)
    while True:
        for changes in _changes(catalog, folders):
            if changes:
                compile_once()
            now = _folders(catalog) if changes else folders
            if now != folders:  # an include looks elsewhere from now on
                folders = now
                break


def _changes(catalog: Path, folders: list[Path]) -> Iterator[bool]:
    """Say of each moment whether a file of the catalog was saved.

    The first moment comes once the system is watching; what was saved before it counts as saved then.
    """
    import watchfiles

    before = _times(folders)
    begun = False
    for changes in watchfiles.watch(
        *folders,
        watch_filter=lambda _change, path: path.endswith(_SUFFIXES) or Path(path).name == catalog.name,
        recursive=False,
        raise_interrupt=True,
        yield_on_timeout=True,
        rust_timeout=_MOMENT_MS,
    ):
        if not begun:
            begun = True
            print(f"watching {catalog}; Ctrl-C ends it", file=sys.stderr, flush=True)
            yield bool(changes) or _times(folders) != before
        else:
            yield bool(changes)


def _times(folders: list[Path]) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for folder in folders for path in folder.glob("*.y*ml")}


def _folders(catalog: Path) -> list[Path]:
    sources = load_documents(catalog, Findings())
    folders = {catalog.parent, *(document.path.parent for document in sources.documents), *sources.folders}
    return sorted(folder for folder in folders if folder.is_dir())
