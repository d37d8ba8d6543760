"""Reader of TypeScript and JavaScript sources that uses the project's own `typescript` package.

Node.js parses the files with `typescript_source.mjs`. Nothing is compiled or run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_SUFFIXES: Final = frozenset({".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"})
_SKIPPED_FOLDERS: Final = frozenset({"node_modules", "dist"})
_GENERATED_MARK: Final = "from the event catalog by cgk-codegen"
"""Part of the first line of each file of the generated package."""
_SCRIPT: Final = Path(__file__).with_suffix(".mjs")


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An expression that is neither a literal nor a constant of its file.

    Attributes:
        source: The beginning of its source text.
    """

    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call.

    Attributes:
        name: The function's name; for an imported function, its name in the module it comes from.
        object: The object that the function is a method of, such as "schedules", or None.
        module: The module that the function or its object is imported from, or None.
        variable: The variable that holds the result, or None.
        line: Line number, from 1.
        arguments: The arguments: strings, lists, dicts, and `Unresolved` for everything else.
    """

    name: str
    object: str | None
    module: str | None
    variable: str | None
    line: int
    arguments: tuple[Any, ...]  # any of the kinds above

    def argument(self, position: int) -> Any:  # any of the kinds above
        """Return an argument, or None if there are fewer."""
        return self.arguments[position] if position < len(self.arguments) else None


@dataclass(frozen=True, slots=True)
class TypeScriptSource:
    """A parsed file.

    Attributes:
        path: The file.
        calls: All function calls.
        exported: The value of `export default`; for a call such as `defineConfig({...})`, that of its first argument.
            None without a default export.
    """

    path: Path
    calls: tuple[Call, ...]
    exported: Any = None  # a string, list, dict or Unresolved


@dataclass(frozen=True, slots=True)
class TypeScriptSources:
    """Result of reading several files.

    Attributes:
        files: The parsed files.
        unread: The files that could not be read, each with the reason.
    """

    files: tuple[TypeScriptSource, ...] = ()
    unread: Mapping[Path, str] = field(default_factory=dict[Path, str])


def source_files(folders: Iterable[Path]) -> list[Path]:
    """Return all TypeScript and JavaScript files below folders.

    Installed packages, build output and the package that the compiler generates are left out.
    """
    return sorted({file for folder in folders for file in _source_files(folder)})


def read_typescript(files: Iterable[Path]) -> TypeScriptSources:
    """Parse files with the `typescript` of the project that each file belongs to.

    Without Node.js or `typescript`, the affected files are returned as unread.
    """
    paths = [file.resolve() for file in files]
    if not paths:
        return TypeScriptSources()
    node = shutil.which("node")
    if node is None:
        return TypeScriptSources(unread=dict.fromkeys(paths, "Node.js is not installed"))
    request = json.dumps({"files": [str(path) for path in paths]})
    process = subprocess.run([node, str(_SCRIPT)], input=request, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  our own script
    if process.returncode != 0:
        last_line = process.stderr.strip().rpartition("\n")[2]
        return TypeScriptSources(unread=dict.fromkeys(paths, f"Node.js failed: {last_line}"))
    entries: list[dict[str, Any]] = json.loads(process.stdout, object_hook=_decode)
    return TypeScriptSources(
        tuple(
            TypeScriptSource(Path(entry["path"]), tuple(map(_call, entry["calls"])), entry["exported"])
            for entry in entries
            if "problem" not in entry
        ),
        {Path(entry["path"]): entry["problem"] for entry in entries if "problem" in entry},
    )


def _source_files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in _SKIPPED_FOLDERS and not entry.name.startswith("."):
                yield from _source_files(entry)
        elif entry.suffix in _SUFFIXES and not _is_generated_file(entry):
            yield entry


def _is_generated_file(file: Path) -> bool:
    with file.open(encoding="utf-8", errors="replace") as text:
        return _GENERATED_MARK in text.readline(200)


def _decode(fields: dict[str, Any]) -> object:
    return Unresolved(fields["$source"]) if "$source" in fields else fields


def _call(fields: dict[str, Any]) -> Call:
    arguments: list[Any] = fields.pop("arguments")
    return Call(**fields, arguments=tuple(arguments))
