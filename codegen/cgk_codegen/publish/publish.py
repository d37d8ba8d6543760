"""Bringing the output folder to the plan: compared first, changed as one, nothing touched that was not generated."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cgk_codegen.publish.errors import OutputError
from cgk_codegen.publish.journal import change, recover
from cgk_codegen.publish.manifest import MANIFEST, Origin, content_hash, has_conflict, manifest_text, read_manifest


@dataclass(frozen=True, slots=True)
class Changes:
    """How the output folder differs from the plan; paths below the output folder, sorted.

    Attributes:
        written: Files that are missing or differ.
        deleted: Files generated before that the catalog no longer makes.
        conflicted: Those of `written` in which a merge left its markers.
        edited: Those of `written` that are not what was generated last, either.
        reasons: What has changed since the folder was generated.
        recovered: Whether an earlier change was interrupted, and has been finished or cleared away.
    """

    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    conflicted: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    recovered: bool = False

    def __bool__(self) -> bool:
        return bool(self.written or self.deleted)


def publish(files: Mapping[str, str], output: Path, origin: Origin = Origin()) -> Changes:  # noqa: B008  frozen
    """Bring the output folder to the plan.

    Args:
        files: Every file's text by its path below the output folder.
        output: The folder; made if absent.
        origin: What the plan was made from.

    Raises:
        OutputError: The folder cannot be read or written.
    """
    from filelock import FileLock

    name = content_hash(str(output.resolve()).encode())[:16]
    with FileLock(Path(tempfile.gettempdir()) / f"cgk-codegen-{name}.lock", mode=0o666):
        recovered = recover(output)
        changes = compare(files, output, origin, recovered=recovered)
        if changes:
            complete = {**files, MANIFEST: manifest_text(files, origin)}
            # The manifest last: it says what stands beside it.
            order = sorted(changes.written, key=lambda path: (path == MANIFEST, path))
            change(output, {path: complete[path] for path in order}, changes.deleted)
    return changes


def compare(
    files: Mapping[str, str],
    output: Path,
    origin: Origin = Origin(),  # noqa: B008  frozen
    *,
    recovered: bool = False,
) -> Changes:
    """Find how the output folder differs from the plan; see `publish`."""
    complete = {**files, MANIFEST: manifest_text(files, origin)}
    earlier = read_manifest(output)
    written: list[str] = []
    conflicted: list[str] = []
    edited: list[str] = []
    for path, text in sorted(complete.items()):
        data = _read(output / path)
        if data == text.encode():
            continue
        written.append(path)
        if data is not None and has_conflict(data):
            conflicted.append(path)
        elif data is not None and earlier.files.get(path, content_hash(data)) != content_hash(data):
            edited.append(path)
    stale = [path for path in earlier.files if path not in complete and (output / path).is_file()]
    reasons = origin.changes_since(earlier.origin) if written or stale else []
    return Changes(
        tuple(written), tuple(sorted(stale)), tuple(conflicted), tuple(edited), tuple(reasons), recovered=recovered
    )


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}") from error
