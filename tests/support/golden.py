"""Golden files: expected texts on disk. `GOLDEN=write make test` accepts all changes; review the difference."""

from __future__ import annotations

import os
from pathlib import Path

from paths import GOLDEN


def is_accepting() -> bool:
    """Return whether this run writes golden files."""
    return os.environ.get("GOLDEN") == "write"


def assert_golden(path: Path, text: str) -> None:
    """Compare a text with a golden file.

    Args:
        path: The golden file; a relative path is below `tests/golden`.
        text: The actual text.
    """
    path = GOLDEN / path
    if is_accepting():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
