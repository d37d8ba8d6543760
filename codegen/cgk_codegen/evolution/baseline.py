"""Reading the catalog to compare against: a path, a revision of Git, or a published package."""

from __future__ import annotations

import io
import stat
import subprocess
import tempfile
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from cgk_codegen.compiler import read_catalog
from cgk_codegen.plan.snapshot import FOLDER, first_of
from cgk_codegen.resolve import Catalog

GIT: Final = "git#"
PUBLISHED: Final = "PUBLISHED"
_REVISIONS: Final = ("branch", "tag", "commit", "ref")


class BaselineError(Exception):
    """There is no catalog at what `--against` names."""


def read_baseline(against: str, catalog: Path, distribution_name: str) -> Catalog:
    """Read the catalog to compare against.

    Args:
        against: `git#branch=main` (or tag, commit, ref); a catalog's file; a generated folder; its wheel; or
            `PUBLISHED`, the installed package.
        catalog: The new catalog's first file; Git is asked for the same path.
        distribution_name: The package that `PUBLISHED` means.

    Raises:
        BaselineError: There is no catalog.
        CatalogError: The catalog there has errors.
    """
    with _found(against, catalog, distribution_name) as path:
        if not path.is_file():
            raise BaselineError(f"{against}: there is no catalog {path.name} there")
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
    top = Path(_git(here.parent, "rev-parse", "--show-toplevel").decode().strip())
    below = here.parent.relative_to(top.resolve())
    # Every YAML file below the catalog's folder: what it includes can be nowhere else.
    # Zip, because Python extracts it safely in every version; tarfile only does since 3.11.4.
    archive = _git(top, "archive", "--format=zip", revision, "--", below.as_posix() or ".")
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for file in files.infolist():
            if file.filename.endswith((".yaml", ".yml")) and not stat.S_ISLNK(file.external_attr >> 16):
                files.extract(file, folder)
    return folder / below / here.name


def _git(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    if done.returncode:
        raise BaselineError(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _installed(name: str) -> Path:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise BaselineError(f"{PUBLISHED}: {name} is not installed here; install it, or name its wheel") from None
    carried = {file.name: file for file in found.files or () if file.parts[-2:-1] == (FOLDER,)}
    first = first_of(carried)
    if first is None:
        raise BaselineError(
            f"{PUBLISHED}: {name} {found.version} does not carry its catalog; it is older than this command, or "
            "installed editable"
        )
    return Path(str(found.locate_file(carried[first])))


def _in_folder(folder: Path) -> Path:
    """Find the catalog that a generated folder carries, or its Python package alone."""
    carried = sorted({file.parent for pattern in (f"*/{FOLDER}/*", f"{FOLDER}/*") for file in folder.glob(pattern)})
    found = [inside / first for inside in carried if (first := first_of(file.name for file in inside.iterdir()))]
    if len(found) != 1:
        raise BaselineError(f"{folder}: it is no generated folder that carries its catalog")
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
        raise BaselineError(f"{path}: it does not carry its catalog") from None
