"""`manifest.json`: the generated files, their hashes and their origin, which show edited and stale files."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cgk_codegen.publish.errors import OutputError

MANIFEST: Final = "manifest.json"

_CONFLICT_MARKER: Final = re.compile(rb"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)
_NAME_AND_HASH: Final = re.compile(r'^\s*"((?:[^"\\]|\\.)+)": "([0-9a-f]{64})"', re.MULTILINE)
_MANIFEST_LINE: Final = re.compile(r'\s*(?:[{}],?|"(?:[^"\\]|\\.)+": (?:\{|"[^"]*",?))')


@dataclass(frozen=True, slots=True)
class Provenance:
    """Origin of a generated tree.

    Attributes:
        catalog: Hash of the catalog's files and of the values that replace the catalog's own.
        templates: Hash of the compiler's templates.
        tools: The versions of the tools that affect the output.
    """

    catalog: str = ""
    templates: str = ""
    tools: Mapping[str, str] = field(default_factory=dict[str, str])

    def changes_since(self, earlier: Provenance) -> list[str]:
        """Return the parts that differ from an earlier tree's, an empty list if its origin is unknown."""
        if earlier == Provenance():
            return []
        changes = ["the catalog"] if self.catalog != earlier.catalog else []
        if self.templates != earlier.templates:
            changes.append("the compiler's templates")
        for name, version in self.tools.items():
            earlier_version = earlier.tools.get(name)
            if earlier_version != version:
                changes.append(f"{name} ({earlier_version or 'unknown'} -> {version})")
        return changes


@dataclass(frozen=True, slots=True)
class Manifest:
    """Content of an output folder's manifest.

    Attributes:
        origin: The origin of the tree.
        files: The hash of every generated file by its path below the output folder; the hash is empty if a merge left
            two hashes for a path.
        is_merged: True if git merged the manifests of two branches line by line, as `.gitattributes` requests.
    """

    origin: Provenance
    files: Mapping[str, str]
    is_merged: bool = False


def manifest_text(hashes: Mapping[str, str], origin: Provenance) -> str:
    """Return the manifest of a tree; it has no time, because the same tree must have the same manifest."""
    parts = {"catalog": origin.catalog, "templates": origin.templates, "tools": dict(sorted(origin.tools.items()))}
    return json.dumps({**parts, "files": dict(sorted(hashes.items()))}, indent=2) + "\n"


def read_manifest(output: Path) -> Manifest:
    """Read the manifest of an output folder; an empty one if the file is missing.

    A manifest with conflict markers, or one that git merged, lists the files of both branches. The caller deletes those
    that the catalog does not generate.

    Raises:
        OutputError: The file cannot be read, or is damaged in another way.
    """
    path = output / MANIFEST
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Manifest(Provenance(), {})
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}; move it away and generate again") from error
    text = data.decode("utf-8", "replace")
    lines: list[tuple[str, str]] = _NAME_AND_HASH.findall(text)  # names with their hashes
    is_conflicted = has_conflict(data)
    is_merged = _is_merge(lines) and all(map(_MANIFEST_LINE.fullmatch, text.splitlines()))
    if is_conflicted or is_merged:
        line_counts = Counter(name for name, _hash in lines)
        files = {name: file_hash if line_counts[name] == 1 else "" for name, file_hash in lines}
        return Manifest(Provenance(), files, is_merged=not is_conflicted)
    try:
        values: dict[str, Any] = json.loads(data)
        files = {name: str(file_hash) for name, file_hash in values["files"].items()}
        tools = {str(name): str(version) for name, version in values.get("tools", {}).items()}
        origin = Provenance(str(values.get("catalog", "")), str(values.get("templates", "")), tools)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutputError(f"{path} is damaged: {error}; delete it and generate again") from error
    return Manifest(origin, files)


def _is_merge(lines: Sequence[tuple[str, str]]) -> bool:
    """Return whether a name has two different hashes, as after a merge.

    Two hashes of the templates alone do not show a merge, because new templates also change the hashes of files.
    """
    hash_counts = Counter(name for name, _hash in set(lines))
    return any(count > 1 for name, count in hash_counts.items() if name != "templates")


def has_conflict(data: bytes) -> bool:
    """Return True if a file has conflict markers of a merge."""
    # The first test is fast and excludes nearly all files.
    return any(sign * 7 in data for sign in (b"<", b"=", b">", b"|")) and _CONFLICT_MARKER.search(data) is not None
