"""Files of an import: a new catalog, or a part that an existing catalog includes from then on."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cgk_codegen.diagnostics import CatalogError, Findings
from cgk_codegen.importers.model import ImportFailed, Tenant
from cgk_codegen.importers.yaml_text import flow
from cgk_codegen.load import ListNode, MapNode, Node, ScalarNode, load_documents, plain
from cgk_codegen.resolve.catalog_parts import TENANT_FIELD
from cgk_codegen.resolve.patterns import SCHEMA_END

_NO_EVENTS: Final = "events: {}\n"


@dataclass(frozen=True, slots=True)
class Target:
    """Place of an import.

    Attributes:
        catalog: First file of the catalog.
        file: File that gets the events.
        whole: Whether that is the catalog's first file.
        texts: New texts of other files, by resolved path.
        names: Names of the events, types and categories that the catalog has already, by section.
        tenant: The tenant of the existing catalog, None for a new one.
    """

    catalog: Path
    file: Path
    whole: bool
    texts: dict[Path, str] = field(default_factory=dict[Path, str])
    names: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    tenant: Tenant | None = None


def find_target(catalog: Path, title: str, *, replace: bool = False) -> Target:
    """Return where an import goes: into a new catalog, or into a file that an existing one includes.

    Args:
        catalog: First file of the catalog.
        title: Name of the source.
        replace: Whether the file of an earlier import is replaced.

    Raises:
        CatalogError: The existing catalog cannot be read.
        ImportFailed: A file of this import exists already.
    """
    if not catalog.exists():
        return Target(catalog, catalog, whole=True)
    slug = "-".join(re.findall("[a-z0-9]+", title.lower())) or "source"
    file = catalog.parent / "imported" / f"{slug}.yaml"
    if file.exists() and not replace:
        raise ImportFailed(f"{file} exists already; replace it with --replace, or rename it to keep both")
    findings = Findings()
    # The catalog may include the file of an earlier import, deleted or not; its events are about to be written again.
    sources = load_documents(catalog, findings, {file.resolve(): _NO_EVENTS})
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    roots = [document.root for document in sources.documents if isinstance(document.root, MapNode)]
    sections = ("events", "types", "categories")
    names = {key: frozenset(name for root in roots for name in _names(root, key)) for key in sections}
    text = catalog.read_bytes().decode("utf-8-sig")
    changed = _with_include(text, roots[0], f"imported/{file.name}")
    return Target(catalog, file, whole=False, texts={catalog.resolve(): changed}, names=names, tenant=_tenant(roots))


def _tenant(roots: list[MapNode]) -> Tenant:
    """Return the tenant of a catalog; the compiler reports missing parts later."""
    declared = next((node for root in roots if isinstance(node := root.get("tenant"), MapNode)), None)
    values = {} if declared is None else {key: str(plain(entry.value)) for key, entry in declared.entries.items()}
    return Tenant(
        values.get("field", TENANT_FIELD),
        values.get("pattern", "").replace(SCHEMA_END, "$"),
        values.get("description", ""),
        values.get("example", ""),
    )


def _names(root: MapNode, key: str) -> list[str]:
    node = root.get(key)
    return list(node.entries) if isinstance(node, MapNode) else []


def _with_include(text: str, root: MapNode, path: str) -> str:
    """Return a catalog's text that includes one more file; the rest stays byte for byte."""
    entry = root.entries.get("include")
    end = "\r\n" if "\r\n" in text else "\n"
    if entry is None:
        break_ = "" if text.endswith("\n") else end
        return f"{text}{break_}{end}include: {path}{end}"
    patterns = [str(plain(item)) for item in _items(entry.value)]
    if any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns):
        return text
    lines = text.splitlines(keepends=True)
    span, key = entry.value.span, entry.key_span.line
    is_flow = span.file.line(span.line)[span.column - 1 : span.column] == "["
    # A list of lines with dashes ends where the next key begins, after comments that belong to that key.
    last = span.end_line if is_flow else max(item.span.end_line for item in _items(entry.value))
    rest = lines[last - 1][span.end_column - 1 :].strip() if last == span.end_line else ""
    new = f"include: {flow([*patterns, path])}{' ' if rest else ''}{rest}{end}"
    return "".join([*lines[: key - 1], new, *lines[last:]])


def _items(node: Node) -> tuple[Node, ...]:
    match node:
        case ListNode(items=items):
            return items
        case ScalarNode():
            return (node,)
        case _:
            return ()
