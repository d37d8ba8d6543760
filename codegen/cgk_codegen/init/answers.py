"""Answers about a new catalog, from the command line or the terminal."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass

from cgk_codegen.resolve.catalog_parts import DEFAULT_TENANT_PATTERN


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


def ask(options: argparse.Namespace, project: str) -> Answers:
    """Return the answers from the command line; ask for missing ones, unless `--yes` accepts the defaults.

    Args:
        options: The command line of `init`.
        project: The name of the project, after which the catalog is named.

    Raises:
        EOFError: The input ended before the last answer.
    """

    def answer(option: str | None, question: str, default: str) -> str:
        if option or options.yes:
            return option or default
        return input(f"{question} [{default}]: ").strip() or default

    stem = re.sub(r"[^a-z0-9]+", "-", project.lower()).strip("-") or "my"
    name = answer(options.name, "Name of the Python distribution", f"{stem}-jobs")
    typescript_option = {True: "y", False: "n", None: None}[options.typescript]
    return Answers(
        name=name,
        package=answer(options.package, "Name of the Python package", re.sub(r"[^a-z0-9]+", "_", name.lower())),
        tenant_field=answer(options.tenant_field, "Field of every payload that names the tenant", "tenantId"),
        tenant_pattern=answer(options.tenant_pattern, "Pattern of tenant ids", DEFAULT_TENANT_PATTERN),
        tenant_example=answer(options.tenant_example, "A tenant id for examples", "acme"),
        typescript=answer(typescript_option, "Generate a TypeScript package, y or n?", "y").lower() not in ("n", "no"),
    )
