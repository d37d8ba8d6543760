"""Caches of mypy that stay between test runs: what the SDK imports is checked once."""

from __future__ import annotations

import tomllib
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_CACHES = _ROOT / ".mypy_cache" / "tests"


def mypy_cache(options: str) -> Path:
    """Return the cache folder for runs with the same options; mypy drops a cache that was written with others."""
    return _CACHES / options


def use_plugins_of_checkout(folder: Path) -> None:
    """Configure mypy in a folder with the plugins that it has in the checkout, where readers run it."""
    settings = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    plugins = ", ".join(settings["tool"]["mypy"]["plugins"])
    (folder / "mypy.ini").write_text(f"[mypy]\nplugins = {plugins}\n", encoding="utf-8")
