"""`cgk-codegen watch`: compile whenever a file of the catalog is saved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from cgk_codegen.cli.exit_codes import EXIT_BAD_OUTPUT
from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import load_documents
from cgk_codegen.load.documents import searched_folders

_MOMENT_MS: Final = 300

_Signature = tuple[int, int, int]
"""A file's time of change in nanoseconds, size and number on its disk."""


def watch(options: argparse.Namespace, compile_once: Callable[[], int]) -> int:
    """Compile now and after every change, until Ctrl-C.

    Args:
        options: The command line.
        compile_once: Compiles and says how it went; a catalog with errors is said and waited out.

    Returns:
        The exit code: 2 where watching is not installed, or there is no catalog to begin with.
    """
    if find_spec("watchfiles") is None:
        print("cgk-codegen: watching needs watchfiles: pip install 'cgk-codegen[watch]'", file=sys.stderr)
        return 2
    catalog = Path(options.catalog)
    begun = False
    while True:
        seen = _View.of(catalog)  # before it is compiled: what is saved meanwhile has changed since
        status = compile_once()
        if not begun and not catalog.is_file():
            return status
        try:
            _wait_for_change(seen, "" if begun else f"watching {catalog}; Ctrl-C ends it")
        except OSError as error:  # the system watches only so many folders
            print(f"cgk-codegen: {catalog} cannot be watched: {error}", file=sys.stderr)
            return EXIT_BAD_OUTPUT
        begun = True


@dataclass(frozen=True, slots=True)
class _View:
    """A catalog as it stands on the disk.

    Attributes:
        catalog: Its first file.
        patterns: Its includes, each with the folder it counts from.
        files: Its files, those that cannot be read as YAML too; None for one that is not there.
        folders: Those in which a change can concern it.
    """

    catalog: Path
    patterns: tuple[tuple[Path, str], ...]
    files: dict[Path, _Signature | None]
    folders: frozenset[Path]

    @classmethod
    def of(cls, catalog: Path) -> _View:
        return cls._of(catalog, load_documents(catalog, Findings()).patterns)

    @classmethod
    def _of(cls, catalog: Path, patterns: tuple[tuple[Path, str], ...]) -> _View:
        included = [path for folder, pattern in patterns for path in folder.glob(pattern)]
        files = {path: _signature(path) for path in (catalog, *included)}
        looked = [place for folder, pattern in patterns for place in searched_folders(folder, pattern)]
        folders = frozenset(map(_nearest_folder, (*looked, *(path.parent for path in files))))
        return cls(catalog, patterns, files, folders)

    def again(self) -> _View:
        """Look once more, with the includes as they were."""
        return self._of(self.catalog, self.patterns)


def _wait_for_change(seen: _View, said: str) -> None:
    """Return once the catalog is not what was seen.

    Args:
        seen: The catalog as it was.
        said: Is said once the system is watching.
    """
    folders = seen.folders
    while True:
        now = seen
        try:
            for changes in _moments(folders):
                if changes is None and said:
                    print(said, file=sys.stderr, flush=True)
                    said = ""
                if changes is not False:
                    now = seen.again()
                if now.files != seen.files or now.folders != folders:
                    break
        except FileNotFoundError:  # a folder has gone before it could be watched
            now = seen.again()
        if now.files != seen.files:
            return
        folders = now.folders


def _moments(folders: Iterable[Path]) -> Iterator[bool | None]:
    """Say of each moment whether something has changed in some folders.

    The first one is None and comes once the system is watching: what changed before it is for the caller to find.
    """
    import watchfiles

    begun = False
    for changes in watchfiles.watch(
        *folders,
        watch_filter=None,
        recursive=False,
        raise_interrupt=True,
        yield_on_timeout=True,
        rust_timeout=_MOMENT_MS,
    ):
        yield bool(changes) if begun else None
        begun = True


def _signature(path: Path) -> _Signature | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino


def _nearest_folder(path: Path) -> Path:
    """Give a folder, or the nearest one above it that is there: where it would come."""
    return next(folder for folder in (path, *path.parents) if folder.is_dir())
