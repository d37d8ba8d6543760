"""Packages of the generated SDK: a wheel for PyPI and a tarball for npm.

The tarball has the format of `npm pack`: a gzipped tar whose files are below `package/`. The same tree gives the same
bytes.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from cgk_codegen.publish import OutputError

_EPOCH: Final = 499162500
"""1985-10-26T08:15:00Z, the modification time that npm gives to every file in a tarball."""

_BUILD_WHEEL: Final = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


def build_packages(output: Path, files: Iterable[str], dist: Path) -> list[Path]:
    """Build the wheel, and the tarball if there is a TypeScript package.

    They are built from a copy of the generated files, because the output folder may hold other files and a `.gitignore`
    may exclude some.

    Args:
        output: The output folder, up to date.
        files: The generated files, as paths below the output folder.
        dist: The folder for the packages; it is created if it is missing.

    Returns:
        The paths of the packages.

    Raises:
        OutputError: The folder cannot be written, or the build backend is not installed.
    """
    if dist.exists() and not dist.is_dir():
        raise OutputError(f"{dist} is a file; name a folder with --dist")
    try:
        dist.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="cgk-codegen-") as folder:
            copy = Path(folder)
            for path in files:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(output / path, copy / path)
            wheel = _wheel(copy, dist)
            return [wheel, _tarball(copy / "typescript", dist)] if (copy / "typescript").is_dir() else [wheel]
    except OSError as error:
        raise OutputError(f"cannot write {error.filename or dist}: {error.strerror}") from error


def _wheel(output: Path, dist: Path) -> Path:
    process = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", _BUILD_WHEEL, str(dist.resolve())],
        cwd=output,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(_EPOCH)},
        capture_output=True,
        text=True,
        check=False,
    )
    if "No module named 'hatchling'" in process.stderr:
        raise OutputError("building a wheel requires hatchling; run `pip install 'cgk-codegen[package]'`")
    if process.returncode:
        raise OutputError(f"the wheel could not be built:\n{process.stderr}")
    return dist / process.stdout.split()[-1]


def _tarball(folder: Path, dist: Path) -> Path:
    package: dict[str, Any] = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    name = str(package["name"]).removeprefix("@").replace("/", "-")
    target = dist / f"{name}-{package['version']}.tgz"
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = tarfile.TarInfo(f"package/{path.relative_to(folder).as_posix()}")
            entry.size, entry.mtime, entry.mode = path.stat().st_size, _EPOCH, 0o644
            with path.open("rb") as file:
                tar.addfile(entry, file)
    target.write_bytes(gzip.compress(archive.getvalue(), mtime=0))
    return target
