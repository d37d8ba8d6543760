"""Entries in the wrong section of a catalog file, such as an event below `schedules:`.

Such an entry is reported once and read as if it were in its own section, so it has no other findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import Entry, MapNode, Node
from cgk_codegen.resolve.language import Table

_DISTINCTIVE: Final[Mapping[str, frozenset[str]]] = {
    "schedules": frozenset({"cron", "sends"}),
    "events": frozenset({"category", "payload"}),
    "types": frozenset({"fields", "enum"}),
}
"""Keys by which an entry of a section is recognized; the first section decides, because its keys are the rarest."""
_KINDS: Final = {"schedules": "a schedule", "events": "an event", "types": "a type"}
_SECTIONS: Final = ("categories", *_DISTINCTIVE)


def own_section(entry: Entry) -> str | None:
    """Return the section to which an entry belongs, None if its keys do not decide it."""
    if not isinstance(entry.value, MapNode):
        return None
    keys = entry.value.entries.keys()
    return next((section for section, own in _DISTINCTIVE.items() if own & keys), None)


def in_own_sections(root: Node, keys: Table, findings: Findings) -> Node:
    """Return a file's mapping with all entries in their own sections, and report those that were elsewhere.

    Args:
        root: The file's mapping.
        keys: The keys of such a file.
        findings: Receives the mistakes.
    """
    if not isinstance(root, MapNode):
        return root
    outside = dict(root.entries)
    nodes = {section: root.get(section) for section in _SECTIONS}
    sections = {section: dict(node.entries) for section, node in nodes.items() if isinstance(node, MapNode)}
    for section, entries in [("", outside), *sections.items()]:
        for name, entry in [*entries.items()]:
            own = own_section(entry)
            if own in (None, section) or (not section and name in keys):
                continue
            problem = f"is below `{section}:`" if section else f"is not below `{own}:`"
            hint = f"move it below `{own}:`" if section else f"move it below `{own}:` and indent it"
            findings.error("CGK213", entry.key_span, f'"{name}" is {_KINDS[own]}, but it {problem}', hint)
            del entries[name]
            sections.setdefault(own, {}).setdefault(name, entry)
    for section, entries in sections.items():
        header = outside.get(section)
        key_span, span = (header.key_span, header.value.span) if header else (root.span, root.span)
        outside[section] = Entry(section, key_span, MapNode(entries, span))
    return MapNode(outside, root.span)
