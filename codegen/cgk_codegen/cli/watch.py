"""`cgk-codegen watch`: compile whenever a file of the catalog is saved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import load_documents

_SUFFIXES = (".yaml", ".yml")


def watch(options: argparse.Namespace, compile_once: Callable[[], int]) -> int:
    """Compile now and after every change, until Ctrl-C.

    Args:
        options: The command line.
        compile_once: Compiles and says how it went; a catalog with errors is said and waited out.

    Returns:
        The exit code: 2 where watching is not installed.
    """
    try:
        import watchfiles
    except ImportError:
        print("cgk-codegen: watching needs watchfiles: pip install 'cgk-codegen[watch]'", file=sys.stderr)
        return 2
    catalog = Path(options.catalog)
    compile_once()
    folders = _folders(catalog)
    while True:
        print(f"watching {catalog}; Ctrl-C ends it", file=sys.stderr, flush=True)
        for _changes in watchfiles.watch(
            *folders,
            watch_filter=lambda _change, path: path.endswith(_SUFFIXES) or Path(path).name == catalog.name,
            recursive=False,
            raise_interrupt=True,
        ):
            compile_once()
            now = _folders(catalog)
            if now != folders:  # an include looks elsewhere from now on
                folders = now
                break


def _folders(catalog: Path) -> list[Path]:
    sources = load_documents(catalog, Findings())
    folders = {catalog.parent, *(document.path.parent for document in sources.documents), *sources.folders}
    return sorted(folder for folder in folders if folder.is_dir())
