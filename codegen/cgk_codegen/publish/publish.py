"""Bringing the output folder to the plan: compared first, changed as one, nothing touched that was not generated."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cgk_codegen.content import GENERATED, Content, Kept, content_hash, hash_of
from cgk_codegen.publish.errors import OutputError
from cgk_codegen.publish.folder import PublishedFolder
from cgk_codegen.publish.journal import change, recover
from cgk_codegen.publish.manifest import MANIFEST, Origin, has_conflict, manifest_text, read_manifest


@dataclass(frozen=True, slots=True)
class Changes:
    """How the output folder differs from the plan; paths below the output folder, sorted.

    Attributes:
        written: Files that are missing or differ.
        missing: Those of `written` that are not there.
        deleted: Files generated before that the catalog no longer makes.
        conflicted: Those of `written` in which a merge left its markers.
        edited: Those of `written` that are not what was generated last, either.
        reasons: What has changed since the folder was generated.
        joined: Whether git has joined the manifests of two branches.
        recovered: Whether an earlier change was interrupted, and has been finished or cleared away.
    """

    written: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    conflicted: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    joined: bool = False
    recovered: bool = False

    def __bool__(self) -> bool:
        return bool(self.written or self.deleted)


class OutdatedError(Exception):
    """A file that was to be kept is not what it was: somebody changed it meanwhile."""


def publish(
    files: Mapping[str, Content],
    output: Path,
    origin: Origin = Origin(),  # noqa: B008  frozen
    published: PublishedFolder | None = None,
) -> Changes:
    """Bring the output folder to the plan.

    Args:
        files: Every file's content by its path below the output folder.
        output: The folder; made if absent.
        origin: What the plan was made from.
        published: The folder as the plan's maker has seen it; afterwards it knows every file.

    Raises:
        OutdatedError: A file that was to be kept has changed since; nothing was written.
        OutputError: The folder cannot be read or written, or is somebody else's.
    """
    with locked(output):
        recovered = recover(output)
        hashes = {path: hash_of(content) for path, content in files.items()}
        manifest = manifest_text(hashes, origin)
        hashes[MANIFEST] = content_hash(manifest.encode())
        there = published or PublishedFolder(output)
        changes = _compare(hashes, output, origin, there)
        if MANIFEST in changes.missing:
            _keep_from_foreign_files(output, hashes, changes)
        if changes:
            contents = {**files, MANIFEST: manifest}
            # The manifest last: it says what stands beside it.
            order = sorted(changes.written, key=lambda path: (path == MANIFEST, path))
            made = change(output, {path: _data(path, contents[path]) for path in order}, changes.deleted)
            for path, (size, changed) in made.items():
                there.has_got(path, size, changed, hashes[path])
    return replace(changes, recovered=recovered)


@contextmanager
def locked(output: Path) -> Generator[None]:
    """Keep other processes of this user from changing the output folder.

    Raises:
        OutputError: There is nowhere to say so.
    """
    from filelock import FileLock

    # A user's own: where everybody may write, the system lets nobody open what belongs to somebody else.
    user = os.getuid() if hasattr(os, "getuid") else ""
    name = content_hash(f"{user} {output.resolve()}".encode())[:16]
    lock = FileLock(Path(tempfile.gettempdir()) / f"cgk-codegen-{name}.lock")
    try:
        lock.acquire()
    except OSError as error:
        raise OutputError(f"cannot lock {output} with {lock.lock_file}: {error.strerror}; set TMPDIR") from error
    try:
        yield
    finally:
        lock.release()


def compare(
    files: Mapping[str, Content],
    output: Path,
    origin: Origin = Origin(),  # noqa: B008  frozen
    published: PublishedFolder | None = None,
) -> Changes:
    """Find how the output folder differs from the plan; see `publish`.

    A manifest that git has joined of two branches' counts as it should be where all else is what the plan makes.
    """
    hashes = {path: hash_of(content) for path, content in files.items()}
    manifest = content_hash(manifest_text(hashes, origin).encode())
    changes = _compare({**hashes, MANIFEST: manifest}, output, origin, published or PublishedFolder(output))
    if changes.joined and changes.written == (MANIFEST,) and not changes.deleted:
        return replace(changes, written=())
    return changes


def _compare(hashes: Mapping[str, str], output: Path, origin: Origin, there: PublishedFolder) -> Changes:
    earlier = read_manifest(output)
    written: list[str] = []
    missing: list[str] = []
    conflicted: list[str] = []
    edited: list[str] = []
    for path, made in sorted(hashes.items()):
        found = there.hash(path)
        if found == made:
            continue
        written.append(path)
        if found is None:
            missing.append(path)
        elif earlier.files.get(path) == found:
            continue
        elif has_conflict(_read(output / path)):
            conflicted.append(path)
        elif earlier.files.get(path):
            edited.append(path)
    stale = [path for path in earlier.files if path not in hashes and _is_own(output, path)]
    reasons = origin.changes_since(earlier.origin) if written or stale else []
    return Changes(
        tuple(written),
        tuple(missing),
        tuple(sorted(stale)),
        tuple(conflicted),
        tuple(edited),
        tuple(reasons),
        earlier.joined,
    )


def _keep_from_foreign_files(output: Path, paths: Iterable[str], changes: Changes) -> None:
    """Refuse to write over files of a folder in which nothing was ever generated."""
    foreign = [path for path in changes.written if path not in changes.missing]
    there = (output / path for path in paths if path not in changes.missing)
    if foreign and not any(GENERATED.encode() in _read(path) for path in there):
        said = ", ".join(foreign)
        raise OutputError(
            f"{output} has files that were not generated where generated ones belong: {said}; move them away, or name "
            "another folder with --output"
        )


def _is_own(output: Path, path: str) -> bool:
    """Say whether there is a file that may be deleted: a manifest that somebody wrote may name what lies elsewhere."""
    file = output / path
    return file.is_file() and file.resolve().is_relative_to(output.resolve())


def _data(path: str, content: Content) -> bytes:
    if isinstance(content, Kept):
        raise OutdatedError(path)
    return content.encode() if isinstance(content, str) else content.data


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}") from error
