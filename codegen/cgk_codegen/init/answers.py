"""Answers about a new catalog, from the command line or asked at the terminal."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_codegen.init.packaging import Project

DEFAULT_PATTERN: Final = "^[a-z0-9_-]{1,56}$"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers about a new catalog.

    Attributes:
        name: The Python distribution.
        package: The Python package.
        tenant_field: The payload's field for the tenant.
        tenant_pattern: The regular expression of tenant ids.
        tenant_example: A tenant id for examples.
        typescript: Whether a TypeScript package is generated.
    """

    name: str
    package: str
    tenant_field: str
    tenant_pattern: str
    tenant_example: str
    typescript: bool


def is_unattended(options: argparse.Namespace) -> bool:
    """Return whether the defaults answer only because standard input is not a terminal."""
    return not options.yes and not sys.stdin.isatty()


def ask(options: argparse.Namespace, folder: Path) -> Answers:
    """Return the answers; ask for those that the command line lacks if a person can answer.

    Args:
        options: The command line of `init`.
        folder: The project's folder. The catalog is named after the project of its pyproject.toml, or the folder.

    Raises:
        SettingsError: `pyproject.toml` is not TOML.
    """
    asks = sys.stdin.isatty() and not options.yes
    called = Project(folder).name or folder.resolve().name
    project = re.sub(r"[^a-z0-9]+", "-", called.lower()).strip("-") or "my"
    name = _text(options.name, asks, "Name of the Python distribution", f"{project}-jobs")
    return Answers(
        name=name,
        package=_text(options.package, asks, "Name of the Python package", re.sub(r"[^a-z0-9]+", "_", name.lower())),
        tenant_field=_text(options.tenant_field, asks, "Field of every payload that names the tenant", "tenantId"),
        tenant_pattern=_text(options.tenant_pattern, asks, "Pattern of tenant ids", DEFAULT_PATTERN),
        tenant_example=_text(options.tenant_example, asks, "A tenant id for examples", "acme"),
        typescript=_flag(options.typescript, asks, "Generate a TypeScript package?"),
    )


def _text(given: str | None, asks: bool, question: str, default: str) -> str:
    if given is not None:
        return given
    return (input(f"{question} [{default}]: ").strip() if asks else "") or default


def _flag(given: bool | None, asks: bool, question: str) -> bool:
    if given is not None:
        return given
    while asks:
        answer = input(f"{question} [Y/n]: ").strip().lower()
        if answer in ("n", "no"):
            return False
        if answer in ("", "y", "yes"):
            break
        sys.stdout.write("Answer y or n.\n")
    return True
