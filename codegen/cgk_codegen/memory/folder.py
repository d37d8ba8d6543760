"""The folder of what is remembered; its files are written whole or not at all. Imports nothing that costs time."""

from __future__ import annotations

import json
import os
from typing import Any, cast

FOLDER = ".cgk-codegen-cache"


def folder_of(catalog: str) -> str:
    """Give the folder of a catalog's first file."""
    return os.path.join(os.path.dirname(os.path.abspath(catalog)), FOLDER)  # noqa: PTH100, PTH118, PTH120  see above


def read(catalog: str, name: str) -> dict[str, Any]:
    """Read a file of the folder, a JSON object; an empty one where it is not there or damaged."""
    try:
        content: object = json.loads(read_text(catalog, name))
    except ValueError:
        return {}
    return cast("dict[str, Any]", content) if isinstance(content, dict) else {}


def read_text(catalog: str, name: str) -> str:
    """Read a file of the folder; nothing where it is not there or no text."""
    try:
        with open(os.path.join(folder_of(catalog), name), encoding="utf-8", newline="") as file:  # noqa: PTH118, PTH123
            return file.read()
    except (OSError, ValueError):
        return ""


def write(catalog: str, name: str, content: object) -> None:
    """Write a JSON object as a file of the folder; see `write_text`."""
    write_text(catalog, name, json.dumps(content))


def write_text(catalog: str, name: str, text: str) -> None:
    """Write a file of the folder; where that cannot be, nothing is remembered."""
    folder = folder_of(catalog)
    target = os.path.join(folder, name)  # noqa: PTH118
    temporary = f"{target}.{os.getpid()}"
    try:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        ignore = os.path.join(folder, ".gitignore")  # noqa: PTH118
        if not os.path.exists(ignore):  # noqa: PTH110
            with open(ignore, "w", encoding="utf-8") as file:  # noqa: PTH123
                file.write("*\n")
        with open(temporary, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
            file.write(text)
        os.replace(temporary, target)  # noqa: PTH105
    except OSError:
        return
