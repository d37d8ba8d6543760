"""Reader of the baseline, the catalog to compare against: a path, a Git revision, or a published package."""

from __future__ import annotations

import difflib
import io
import json
import stat
import subprocess
import tempfile
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from cgk_codegen.compiler import read_catalog
from cgk_codegen.plan.snapshot import FOLDER, first_of
from cgk_codegen.resolve import Catalog

GIT: Final = "git#"
PUBLISHED: Final = "PUBLISHED"
_REVISIONS: Final = ("branch", "tag", "commit", "ref")


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
    with _found(against, catalog, distribution_name) as path:
        if not path.is_file():
            raise BaselineError(f"{against}: no catalog {path.name} found there")
        return read_catalog(path).catalog


@contextmanager
def _found(against: str, catalog: Path, distribution_name: str) -> Generator[Path]:
    path = Path(against)
    if against.startswith(GIT):
        with tempfile.TemporaryDirectory() as folder:
            yield _from_git(against, catalog, Path(folder))
    elif against == PUBLISHED:
        yield _installed(distribution_name)
    elif path.suffix == ".whl":
        with tempfile.TemporaryDirectory() as folder:
            yield _from_wheel(path, Path(folder))
    elif path.is_dir():
        yield _in_folder(path)
    else:
        yield path


def _from_git(against: str, catalog: Path, folder: Path) -> Path:
    kind, _equals, revision = against.removeprefix(GIT).partition("=")
    if kind not in _REVISIONS or not revision or revision.startswith("-"):
        raise BaselineError(f'"{against}" has no revision: write git#branch=main, git#tag=v1.2.0 or git#commit=1a2b3c')
    here = catalog.resolve()
    toplevel = _git(here.parent, "rev-parse", "--show-toplevel")
    if toplevel is None:
        raise BaselineError(f"{against}: {here.parent} is not in a Git repository")
    top = Path(toplevel.decode().strip())
    below = here.parent.relative_to(top.resolve())
    if _git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}") is None:
        raise BaselineError(_unknown_revision(against, revision, top))
    # All YAML files below the catalog's folder, because it can only include those.
    # Zip, because Python extracts it safely in every version; tarfile only does since 3.11.4.
    archive = _git(top, "archive", "--format=zip", revision, "--", below.as_posix() or ".")
    if archive is None:
        raise BaselineError(f"{against}: no catalog {(below / here.name).as_posix()} found there")
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for file in files.infolist():
            if file.filename.endswith((".yaml", ".yml")) and not stat.S_ISLNK(file.external_attr >> 16):
                files.extract(file, folder)
    return folder / below / here.name


def _unknown_revision(against: str, revision: str, top: Path) -> str:
    names = (_git(top, "for-each-ref", "--format=%(refname:short)") or b"").decode(errors="replace").splitlines()
    nearest = difflib.get_close_matches(revision, names, n=1)
    hint = f'did you mean "{nearest[0]}"?' if nearest else f"fetch it first, such as `git fetch origin {revision}`"
    return f'{against}: the repository has no branch, tag or commit "{revision}"; {hint}'


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return the output of a Git command, or None if it fails."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise BaselineError("git is not installed; install it, or compare with a file, a folder or a wheel") from None
    return None if done.returncode else done.stdout


def _installed(name: str) -> Path:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise BaselineError(f"{PUBLISHED}: {name} is not installed here; install it, or name its wheel") from None
    snapshot = {file.name: file for file in found.files or () if file.parts[-2:-1] == (FOLDER,)}
    first = first_of(snapshot)
    if first is None:
        raise BaselineError(f"{PUBLISHED}: {_without_catalog(found)}")
    return Path(str(found.locate_file(snapshot[first])))


def _without_catalog(found: Distribution) -> str:
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        return (
            f"the installation of {found.name} is editable, so it is not a published version; compare with "
            "git#branch=main, or with the wheel of a release"
        )
    return (
        f"{found.name} {found.version} does not contain its catalog, because an older compiler generated it; compare "
        "with git#tag=..., or with the catalog's file"
    )


def _in_folder(folder: Path) -> Path:
    """Return the catalog inside a generated folder, or inside a Python package alone."""
    snapshots = sorted({file.parent for pattern in (f"*/{FOLDER}/*", f"{FOLDER}/*") for file in folder.glob(pattern)})
    found = [inside / first for inside in snapshots if (first := first_of(file.name for file in inside.iterdir()))]
    if len(found) != 1:
        raise BaselineError(f"{folder}: not a generated folder with its catalog")
    return found[0]


def _from_wheel(path: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as wheel:
            for name in wheel.namelist():
                if f"/{FOLDER}/" in name and name.endswith((".yaml", ".yml")):
                    wheel.extract(name, folder)
    except (OSError, zipfile.BadZipFile) as error:
        raise BaselineError(f"{path}: {error}") from None
    try:
        return _in_folder(folder)
    except BaselineError:
        raise BaselineError(f"{path}: the wheel does not contain its catalog") from None
