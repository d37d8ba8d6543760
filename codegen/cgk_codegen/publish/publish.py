"""Comparison of the plan with the output folder, and the atomic change of the folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from cgk_codegen.hashing import hash_bytes, hash_text
from cgk_codegen.links import leads_outside
from cgk_codegen.markers import GENERATED
from cgk_codegen.publish.errors import OutputError
from cgk_codegen.publish.journal import change, recover
from cgk_codegen.publish.manifest import MANIFEST, Provenance, has_conflict, manifest_text, read_manifest

Signature = tuple[int, int]
"""Size of a file and its modification time in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Differences between the output folder and the plan; paths are below the output folder and sorted.

    Attributes:
        written: Files to write: they are missing or differ.
        missing: Those of `written` that do not exist.
        deleted: Files to delete: an earlier run generated them, and the catalog no longer does.
        conflicted: Those of `written` with conflict markers of a merge.
        edited: Those of `written` that were edited since they were generated.
        reasons: What has changed since the folder was generated, such as "the catalog".
        signatures: The signature of each file of the plan after `publish`.
    """

    written: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    conflicted: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    signatures: Mapping[str, Signature] = field(default_factory=dict[str, Signature], repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.written or self.deleted)


def publish(files: Mapping[str, str], output: Path, origin: Provenance) -> Changes:
    """Write the plan to the output folder.

    Args:
        files: The text of every file by its path below the output folder.
        output: The folder; it is created if it is missing.
        origin: Hashes and versions of what the plan was made from.

    Raises:
        OutputError: The folder cannot be read or written, or holds files that were not generated.
    """
    with locked(output):
        recover(output)
        _refuse_links(output, files)
        contents = _contents(files, origin)
        changes = _compare(contents, output, origin)
        if MANIFEST in changes.missing:
            _refuse_foreign_files(output, contents, changes)
        if changes:
            # The manifest comes last, because it describes the other files.
            ordered_paths = sorted(changes.written, key=lambda path: (path == MANIFEST, path))
            change(output, {path: contents[path] for path in ordered_paths}, changes.deleted)
        signatures = {path: _signature(f"{output}/{path}") for path in contents}
    return replace(changes, signatures=signatures)


@contextmanager
def locked(output: Path) -> Generator[None]:
    """Lock the output folder against other processes of this user.

    Raises:
        OutputError: The lock cannot be created.
    """
    from filelock import FileLock

    name = hash_text(str(output.resolve()))[:16]
    lock = FileLock(_lock_folder() / f"{name}.lock")
    try:
        lock.acquire()
    except OSError as error:
        raise OutputError(f"cannot lock {output} with {lock.lock_file}: {error.strerror}; set TMPDIR") from error
    try:
        yield
    finally:
        lock.release()


def _lock_folder() -> Path:
    """Return this user's own folder for locks, which no other user can plant files in.

    Raises:
        OutputError: The folder belongs to another user or is a link.
    """
    user = os.getuid() if hasattr(os, "getuid") else ""
    folder = Path(tempfile.gettempdir()) / f"cgk-codegen-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot create {folder} for locks: {error.strerror}; set TMPDIR") from error
    if folder.is_symlink() or user not in {"", folder.lstat().st_uid}:
        raise OutputError(f"{folder} is a link or belongs to another user; delete it, or set TMPDIR")
    return folder


def compare(files: Mapping[str, str], output: Path, origin: Provenance) -> Changes:
    """Return the differences between the output folder and the plan; see `publish`.

    A manifest that git merged from two branches is accepted if all other files are right.
    """
    changes = _compare(_contents(files, origin), output, origin)
    if changes.written == (MANIFEST,) and not changes.deleted and read_manifest(output).is_merged:
        return replace(changes, written=())
    return changes


def _contents(files: Mapping[str, str], origin: Provenance) -> dict[str, bytes]:
    """Return the bytes of every file, including the manifest."""
    contents = {path: text.encode() for path, text in files.items()}
    manifest = manifest_text({path: hash_bytes(data) for path, data in contents.items()}, origin)
    return {**contents, MANIFEST: manifest.encode()}


def _compare(contents: Mapping[str, bytes], output: Path, origin: Provenance) -> Changes:
    """Compare the bytes of every file with the output folder."""
    earlier = read_manifest(output)
    written: list[str] = []
    missing: list[str] = []
    conflicted: list[str] = []
    edited: list[str] = []
    for path, data in sorted(contents.items()):
        current = _read(f"{output}/{path}")
        if current == data:
            continue
        written.append(path)
        recorded_hash = earlier.files.get(path)
        if current is None:
            missing.append(path)
        elif recorded_hash == hash_bytes(current):
            continue  # not edited since it was generated
        elif has_conflict(current):
            conflicted.append(path)
        elif recorded_hash:
            edited.append(path)
    stale = [
        path
        for path in earlier.files
        if path not in contents and (output / path).is_file() and not leads_outside(output, path)
    ]
    reasons = origin.changes_since(earlier.origin) if written or stale else []
    return Changes(
        written=tuple(written),
        missing=tuple(missing),
        deleted=tuple(sorted(stale)),
        conflicted=tuple(conflicted),
        edited=tuple(edited),
        reasons=tuple(reasons),
    )


def _refuse_foreign_files(output: Path, paths: Iterable[str], changes: Changes) -> None:
    """Refuse to overwrite files of a folder without any generated file."""
    foreign = [path for path in changes.written if path not in changes.missing]
    existing = (output / path for path in paths if path not in changes.missing)
    if foreign and not any(GENERATED.encode() in path.read_bytes() for path in existing):
        raise OutputError(
            f"{output} has files that were not generated, and generating would overwrite them: {', '.join(foreign)}; "
            "move them, or choose another folder with --output"
        )


def _refuse_links(output: Path, paths: Iterable[str]) -> None:
    """Refuse folders below the output folder that are links to folders outside."""
    for folder in {PurePath(path).parent for path in paths}:
        if leads_outside(output, folder):
            raise OutputError(f"{output / folder} is a link to a folder outside {output}; remove it and generate again")


def _read(path: str) -> bytes | None:
    """Return a file's content, None if it does not exist."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  pathlib is slow for thousands of files
            return file.read()
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        blocking = next(folder for folder in Path(path).parents if folder.exists())
        raise OutputError(f"{blocking} must be a folder, but is a file; move it away and generate again") from None
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}; move it away and generate again") from error


def _signature(path: str) -> Signature:
    status = os.stat(path)  # noqa: PTH116  as above
    return status.st_size, status.st_mtime_ns
