"""Record of the last `generate`, which shows whether the output is up to date. Imports only modules that load fast.

An input is unchanged if its content has the recorded hash; an output if it has the recorded size and modification time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cgk_codegen.cache.fingerprint import compiler_fingerprint
from cgk_codegen.hashing import hash_file, hash_text

FOLDER = ".cgk-codegen-cache"
"""Folder next to the catalog that holds the records."""

_STAGE = ".publishing"
"""The staging folder of `publish`, whose module would load more slowly."""


def is_up_to_date(catalog: str, arguments: Sequence[str | None]) -> dict[str, Any] | None:
    """Return the summary of the last run with these arguments if a new run would change nothing.

    Args:
        catalog: The catalog's first file.
        arguments: The options that affect the output and its folder.

    Returns:
        The `summary` passed to `remember`, or None if the catalog has to be compiled.
    """
    record = _read(_path(catalog, arguments))
    try:
        unchanged = (
            record["compiler"] == compiler_fingerprint()
            and all(hash_file(path) == recorded for path, recorded in record["inputs"].items())
            and all(os.stat(path).st_mtime_ns == recorded for path, recorded in record["folders"].items())  # noqa: PTH116
            and _signatures(record["output"], record["files"]) == record["files"]
            and not os.path.exists(os.path.join(record["output"], _STAGE))  # noqa: PTH110, PTH118
        )
        summary: dict[str, Any] = record["summary"]
    except (OSError, KeyError, TypeError, AttributeError):
        return None
    return summary if unchanged else None


def remember(
    catalog: str,
    arguments: Sequence[str | None],
    *,
    inputs: Mapping[str, str],
    folders: Mapping[str, int],
    output: str,
    files: Mapping[str, tuple[int, int]],
    summary: dict[str, Any],
) -> None:
    """Record a successful run; does nothing if the folder cannot be written.

    Args:
        catalog: The catalog's first file.
        arguments: The same as for `is_up_to_date`.
        inputs: Hash of each catalog file as it was read.
        folders: Modification time, before the run, of each folder that an `include` searched.
        output: The output folder.
        files: Size and modification time in nanoseconds of each generated file, by its path below the output folder.
        summary: Data for the message of a run with nothing to do.
    """
    output = os.path.abspath(output)  # noqa: PTH100
    record = {
        "compiler": compiler_fingerprint(),
        "inputs": {os.path.abspath(path): recorded for path, recorded in inputs.items()},  # noqa: PTH100
        "folders": {os.path.abspath(path): recorded for path, recorded in folders.items()},  # noqa: PTH100
        "output": output,
        "files": files,
        "summary": summary,
    }
    _write(_path(catalog, arguments), json.dumps(record))


def _path(catalog: str, arguments: Sequence[str | None]) -> str:
    """Return the path of the record; it depends on the working directory because summaries hold relative paths."""
    folder = os.path.join(os.path.dirname(os.path.abspath(catalog)), FOLDER)  # noqa: PTH100, PTH118, PTH120
    key = hash_text(repr((catalog, os.getcwd(), *arguments)))  # noqa: PTH109
    return os.path.join(folder, f"record-{key[:16]}.json")  # noqa: PTH118


def _signatures(output: str, paths: Iterable[str]) -> dict[str, list[int]]:
    signatures: dict[str, list[int]] = {}
    for path in paths:
        status = os.stat(f"{output}/{path}")  # noqa: PTH116
        signatures[path] = [status.st_size, status.st_mtime_ns]
    return signatures


def _read(path: str) -> Any:  # Any: JSON that may be damaged
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            return json.load(file)
    except (OSError, ValueError):
        return {}


def _write(path: str, text: str) -> None:
    folder = os.path.dirname(path)  # noqa: PTH120
    try:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        with open(os.path.join(folder, ".gitignore"), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123
            file.write("*\n")
        with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123  a torn record is ignored
            file.write(text)
    except OSError:
        return
