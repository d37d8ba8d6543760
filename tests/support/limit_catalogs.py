"""Small catalogs for the tests of provider limits, and their findings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cgk_codegen.check import check
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import Diagnostic, Findings
from cgk_codegen.load import load_documents
from cgk_codegen.resolve import Catalog, resolve

TENANT = {"pattern": "^[a-z]{1,8}$", "example": "acme"}
_ONE_EVENT: dict[str, dict[str, Any]] = {"order.created": {}}
EVENT = {"category": "orders", "description": "Something."}
"""Keys of every event."""


def catalog_text(
    events: Mapping[str, Mapping[str, Any]] | None = None,
    schedules: Mapping[str, Mapping[str, Any]] | None = None,
    **root: Any,  # JSON data
) -> str:
    """Return the text of a catalog, as JSON, which is also YAML.

    Args:
        events: Keys of each event in addition to category and description; one event by default.
        schedules: Keys of each schedule in addition to its description.
        **root: Further keys of the catalog.
    """
    keys_by_event: Mapping[str, Mapping[str, Any]] = _ONE_EVENT if events is None else events
    document: dict[str, Any] = {
        "catalog": {"name": "tiny-jobs", "package": "tiny_jobs", "version": "1.0.0"},
        "tenant": TENANT,
        "categories": {"orders": None},
        "events": {name: {**EVENT, **keys} for name, keys in keys_by_event.items()},
        **root,
    }
    if schedules:
        document["schedules"] = {name: {"description": "d", **keys} for name, keys in schedules.items()}
    return json.dumps(document, ensure_ascii=False)


def catalog_of(folder: Path, text: str) -> Catalog:
    """Read a catalog that has no errors."""
    file = folder / "events.yaml"
    file.write_text(text, encoding="utf-8")
    return read_catalog(file).catalog


def findings_of(folder: Path, text: str) -> list[Diagnostic]:
    """Return all findings of a catalog."""
    file = folder / "events.yaml"
    file.write_text(text, encoding="utf-8")
    findings = Findings()
    catalog = resolve(load_documents(file, findings, {}).documents, findings)
    check(catalog, findings)
    return findings.in_order()
