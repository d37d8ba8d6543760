"""Writing the plan to the output folder: compared first, changed as one, nothing touched that was not generated."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from cgk_codegen.hashing import hash_bytes, hash_text
from cgk_codegen.markers import GENERATED
from cgk_codegen.publish.errors import OutputError
from cgk_codegen.publish.journal import change, recover
from cgk_codegen.publish.manifest import MANIFEST, Origin, has_conflict, manifest_text, read_manifest

Signature = tuple[int, int]
"""Size of a file and its modification time in nanoseconds."""


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
        signatures: The signature of each of the plan's files that exists, after the change.
    """

    written: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    conflicted: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    joined: bool = False
    recovered: bool = False
    signatures: Mapping[str, Signature] = field(default_factory=dict[str, Signature], repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.written or self.deleted)


def publish(
    files: Mapping[str, str],
    output: Path,
    origin: Origin = Origin(),  # noqa: B008  frozen
) -> Changes:
    """Bring the output folder to the plan.

    Args:
        files: Every file's text by its path below the output folder.
        output: The folder; it is created if it is missing.
        origin: What the plan was made from.

    Raises:
        OutputError: The folder cannot be read or written, or holds files that were not generated.
    """
    with locked(output):
        recovered = recover(output)
        contents = _contents(files, origin)
        changes = _compare(contents, output, origin)
        if MANIFEST in changes.missing:
            _keep_from_foreign_files(output, contents, changes)
        signatures = changes.signatures
        if changes:
            # The manifest last: it describes the files around it.
            order = sorted(changes.written, key=lambda path: (path == MANIFEST, path))
            written = change(output, {path: contents[path] for path in order}, changes.deleted)
            signatures = {**signatures, **written}
    return replace(changes, recovered=recovered, signatures=signatures)


@contextmanager
def locked(output: Path) -> Generator[None]:
    """Keep other processes of this user from changing the output folder.

    Raises:
        OutputError: There is nowhere to say so.
    """
    from filelock import FileLock

    # A user's own: where everybody may write, the system lets nobody open what belongs to somebody else.
    user = os.getuid() if hasattr(os, "getuid") else ""
    name = hash_text(f"{user} {output.resolve()}")[:16]
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
    files: Mapping[str, str],
    output: Path,
    origin: Origin = Origin(),  # noqa: B008  frozen
) -> Changes:
    """Return how the output folder differs from the plan; see `publish`.

    A manifest that git has joined from two branches counts as right if every other file is right.
    """
    changes = _compare(_contents(files, origin), output, origin)
    if changes.joined and changes.written == (MANIFEST,) and not changes.deleted:
        return replace(changes, written=())
    return changes


def _contents(files: Mapping[str, str], origin: Origin) -> dict[str, bytes]:
    """Return the bytes of every file, the manifest included."""
    contents = {path: text.encode() for path, text in files.items()}
    manifest = manifest_text({path: hash_bytes(data) for path, data in contents.items()}, origin)
    return {**contents, MANIFEST: manifest.encode()}


def _compare(contents: Mapping[str, bytes], output: Path, origin: Origin) -> Changes:
    earlier = read_manifest(output)
    written: list[str] = []
    missing: list[str] = []
    conflicted: list[str] = []
    edited: list[str] = []
    signatures: dict[str, Signature] = {}
    for path, data in sorted(contents.items()):
        found, signature = _read(f"{output}/{path}")
        if signature is not None:
            signatures[path] = signature
        if found == data:
            continue
        written.append(path)
        recorded = earlier.files.get(path)
        if found is None:
            missing.append(path)
        elif recorded == hash_bytes(found):
            continue
        elif has_conflict(found):
            conflicted.append(path)
        elif recorded:
            edited.append(path)
    stale = [path for path in earlier.files if path not in contents and _is_own(output, path)]
    reasons = origin.changes_since(earlier.origin) if written or stale else []
    return Changes(
        tuple(written),
        tuple(missing),
        tuple(sorted(stale)),
        tuple(conflicted),
        tuple(edited),
        tuple(reasons),
        earlier.joined,
        signatures=signatures,
    )


def _keep_from_foreign_files(output: Path, paths: Iterable[str], changes: Changes) -> None:
    """Refuse to write over files of a folder in which nothing was ever generated."""
    foreign = [path for path in changes.written if path not in changes.missing]
    there = (output / path for path in paths if path not in changes.missing)
    if foreign and not any(GENERATED.encode() in path.read_bytes() for path in there):
        said = ", ".join(foreign)
        raise OutputError(
            f"{output} has files that were not generated where generated ones belong: {said}; move them away, or name "
            "another folder with --output"
        )


def _is_own(output: Path, path: str) -> bool:
    """Say whether there is a file that may be deleted: a manifest that somebody wrote may name what lies elsewhere."""
    file = output / path
    return file.is_file() and file.resolve().is_relative_to(output.resolve())


def _read(path: str) -> tuple[bytes | None, Signature | None]:
    """Return a file's content and its signature before it was read; twice None if it does not exist."""
    try:
        status = os.stat(path)  # noqa: PTH116  thousands of files: pathlib takes longer than the system
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(), (status.st_size, status.st_mtime_ns)
    except FileNotFoundError:
        return None, None
    except IsADirectoryError:
        raise OutputError(f"{path} is a folder where a file belongs; move it away and generate again") from None
    except NotADirectoryError:
        blocking = next(folder for folder in Path(path).parents if folder.exists())
        raise OutputError(f"{blocking} is a file where a folder belongs; move it away") from None
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}") from error
