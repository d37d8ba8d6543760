"""`manifest.json`: what was generated, from what and by what; so an edited or stale file is found and explained."""

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

_CONFLICT: Final = re.compile(rb"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)
_LISTED: Final = re.compile(r'^\s*"((?:[^"\\]|\\.)+)": "([0-9a-f]{64})"', re.MULTILINE)
_LINE: Final = re.compile(r'\s*(?:[{}],?|"(?:[^"\\]|\\.)+": (?:\{|"[^"]*",?))')


@dataclass(frozen=True, slots=True)
class Origin:
    """What a tree was made from.

    Attributes:
        catalog: Hash of the catalog's files and of what the command line said instead of them.
        templates: Hash of the compiler's templates.
        tools: The versions of what takes part in making the bytes.
    """

    catalog: str = ""
    templates: str = ""
    tools: Mapping[str, str] = field(default_factory=dict[str, str])

    def changes_since(self, earlier: Origin) -> list[str]:
        """Say which parts differ from those of an earlier tree; nothing of one of which nothing is known."""
        if earlier == Origin():
            return []
        changed = ["the catalog"] if self.catalog != earlier.catalog else []
        if self.templates != earlier.templates:
            changed.append("the compiler's templates")
        for name, version in self.tools.items():
            before = earlier.tools.get(name)
            if before != version:
                changed.append(f"{name} ({before or 'unknown'} -> {version})")
        return changed


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in an output folder's manifest.

    Attributes:
        origin: What the tree was made from.
        files: Every generated file's hash by its path below the output folder; empty where two are said.
        joined: Whether git has joined those of two branches line by line, as `.gitattributes` there asks it to.
    """

    origin: Origin
    files: Mapping[str, str]
    joined: bool = False


def manifest_text(hashes: Mapping[str, str], origin: Origin) -> str:
    """Write the manifest of a tree; no time stands in it, so the same tree has the same manifest."""
    made = {"catalog": origin.catalog, "templates": origin.templates, "tools": dict(sorted(origin.tools.items()))}
    return json.dumps({**made, "files": dict(sorted(hashes.items()))}, indent=2) + "\n"


def read_manifest(output: Path) -> Manifest:
    """Read an output folder's manifest; without one nothing was generated there.

    One that a merge left with conflict markers, or joined, lists the files of both sides, so that what one side deleted
    is found.

    Raises:
        OutputError: It cannot be read, or is damaged in another way.
    """
    path = output / MANIFEST
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Manifest(Origin(), {})
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}; move it away and generate again") from error
    text = data.decode("utf-8", "replace")
    lines: list[tuple[str, str]] = _LISTED.findall(text)
    if has_conflict(data):
        return Manifest(Origin(), dict.fromkeys(dict(lines), ""))
    if len(dict(lines)) < len(lines) and all(map(_LINE.fullmatch, text.splitlines())):
        return Manifest(Origin(), _certain(lines), joined=True)
    try:
        values: dict[str, Any] = json.loads(data)
        files = {name: str(made) for name, made in values["files"].items()}
        tools = {str(name): str(version) for name, version in values.get("tools", {}).items()}
        origin = Origin(str(values.get("catalog", "")), str(values.get("templates", "")), tools)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutputError(f"{path} is damaged: {error}; delete it and generate again") from error
    return Manifest(origin, files)


def _certain(lines: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Give every file its hash, none to those that have two."""
    said = Counter(name for name, _made in lines)
    return {name: made if said[name] == 1 else "" for name, made in lines}


def has_conflict(data: bytes) -> bool:
    """Say whether a merge left its markers in a file."""
    # Few files have a line of seven signs, and looking for lines takes long.
    return any(sign * 7 in data for sign in (b"<", b"=", b">", b"|")) and _CONFLICT.search(data) is not None
