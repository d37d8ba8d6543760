"""Small catalogs written as text, resolved but not compiled."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import load_documents
from cgk_codegen.resolve import Catalog, resolve

HEADER = """
catalog: {name: acme-jobs, package: acme_jobs, version: "1.4.2"}
tenant: {pattern: "^[a-z]{1,8}$", example: acme}
categories:
  orders: {title: Orders}
  others: {title: Others}
types:
  Address: {fields: {street: string}}
  Place: {fields: {street: string, zip: string}}
  Tree: {fields: {children: "Tree[]?"}}
"""


class CatalogMaker:
    """Factory that resolves catalogs from the text of their events and other sections."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def __call__(self, events: str, sections: str = "", header: str = HEADER) -> Catalog:
        """Resolve a catalog.

        Args:
            events: The YAML under `events:`.
            sections: Further YAML, between the header and the events.
            header: The YAML at the beginning.
        """
        self._count += 1
        file = self._folder / f"events{self._count}.yaml"
        body = indent(dedent(events).strip(), "  ")
        file.write_text(f"{header}\n{dedent(sections)}\nevents:\n{body}\n", encoding="utf-8")
        findings = Findings()
        catalog = resolve(load_documents(file, findings).documents, findings)
        assert not findings.has_errors, [item.render() for item in findings.items]
        return catalog

    def with_field(self, declared: str | None) -> Catalog:
        """Resolve a catalog with one event, whose field `f` has this type; None for no field."""
        payload = "{}" if declared is None else f"{{f: {_quoted(declared)}}}"
        return self(f"order.done: {{category: orders, description: Done., payload: {payload}}}")


def _quoted(declared: str) -> str:
    return declared if declared[0] in "{[" else f'"{declared}"'
