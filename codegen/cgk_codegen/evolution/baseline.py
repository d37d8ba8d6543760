"""Reader of the baseline, the catalog to compare against: a path, a Git revision, or a published package."""

from __future__ import annotations

import io
import stat
import subprocess
import tempfile
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from cgk_codegen.compiler import read_catalog
from cgk_codegen.plan.snapshot import FOLDER, first_file_of
from cgk_codegen.resolve import Catalog

GIT: Final = "git#"
PUBLISHED: Final = "PUBLISHED"
_REVISION_TYPES: Final = ("branch", "tag", "commit", "ref")


class BaselineError(Exception):
    """The baseline that `--against` names has no catalog."""


def read_baseline(against: str, catalog: Path, distribution_name: str) -> Catalog:
    """Read the catalog to compare against.

    Args:
        against: `git#branch=main` (or tag, commit, ref); a catalog's file; a generated folder; its wheel; or
            `PUBLISHED`, the installed package.
        catalog: The new catalog's first file; a Git revision is searched for the same path.
        distribution_name: The package that `PUBLISHED` means.

    Raises:
        BaselineError: No catalog was found.
        CatalogError: The baseline has errors.
    """
    with tempfile.TemporaryDirectory() as folder:
        baseline_file = _locate(against, catalog, distribution_name, Path(folder))
        if not baseline_file.is_file():
            raise BaselineError(f"{against}: no catalog {baseline_file.name} found there")
        return read_catalog(baseline_file).catalog


def _locate(against: str, catalog: Path, distribution_name: str, folder: Path) -> Path:
    """Return the path of the baseline's first file; an archive is extracted into the folder."""
    path = Path(against)
    if against.startswith(GIT):
        return _from_git(against, catalog, folder)
    if against == PUBLISHED:
        return _installed(distribution_name)
    if path.suffix == ".whl":
        return _from_wheel(path, folder)
    return _in_folder(path, path) if path.is_dir() else path


def _from_git(against: str, catalog: Path, folder: Path) -> Path:
    """Extract the catalog of a Git revision into a folder, and return the path of its first file."""
    revision_type, _equals, revision = against.removeprefix(GIT).partition("=")
    if revision_type not in _REVISION_TYPES or not revision or revision.startswith("-"):
        raise BaselineError(f'"{against}" has no revision: write git#branch=main, git#tag=v1.2.0 or git#commit=1a2b3c')
    first_file = catalog.resolve()
    top_folder = _git(first_file.parent, "rev-parse", "--show-toplevel")
    if top_folder is None:
        raise BaselineError(f"{against}: {first_file.parent} is not in a Git repository")
    top = Path(top_folder.decode().strip())
    relative_folder = first_file.parent.relative_to(top.resolve())
    # The archive has the whole folder of the catalog, because a catalog can include any YAML file below it.
    # Its format is zip, which Python extracts safely in every version; tarfile is safe since 3.11.4.
    archive = _git(top, "archive", "--format=zip", revision, "--", relative_folder.as_posix() or ".")
    if archive is None:
        raise BaselineError(
            f"{against}: no catalog {(relative_folder / first_file.name).as_posix()} found there; if this clone lacks "
            f"the branch or tag, fetch it, such as by `git fetch origin {revision}`"
        )
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for file in files.infolist():
            if file.filename.endswith((".yaml", ".yml")) and not stat.S_ISLNK(file.external_attr >> 16):
                files.extract(file, folder)
    return folder / relative_folder / first_file.name


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return the output of a Git command, or None if it fails."""
    try:
        process = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise BaselineError("git is not installed; install it, or compare with a file, a folder or a wheel") from None
    return None if process.returncode else process.stdout


def _installed(name: str) -> Path:
    """Return the path of the catalog in an installed distribution."""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        raise BaselineError(f"{PUBLISHED}: {name} is not installed here; install it, or name its wheel") from None
    snapshot = {file.name: file for file in installed.files or () if file.parts[-2:-1] == (FOLDER,)}
    first = first_file_of(snapshot)
    if first is None:
        raise BaselineError(
            f"{PUBLISHED}: {name} {installed.version} is installed without its catalog, such as in editable mode; "
            "compare with git#branch=main, or with the wheel of a release"
        )
    return Path(str(installed.locate_file(snapshot[first])))


def _in_folder(folder: Path, against: Path) -> Path:
    """Return the catalog inside a generated folder, or inside its Python package."""
    snapshots = sorted({file.parent for pattern in (f"*/{FOLDER}/*", f"{FOLDER}/*") for file in folder.glob(pattern)})
    names = {snapshot: first_file_of(file.name for file in snapshot.iterdir()) for snapshot in snapshots}
    first_files = [snapshot / name for snapshot, name in names.items() if name is not None]
    if len(first_files) != 1:
        raise BaselineError(f"{against}: not a generated folder or wheel with its catalog")
    return first_files[0]


def _from_wheel(path: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as wheel:
            wheel.extractall(folder)
    except (OSError, zipfile.BadZipFile) as error:
        raise BaselineError(f"{path}: {error}") from None
    return _in_folder(folder, path)
