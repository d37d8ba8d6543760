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
"""Keys by which an entry of a section is recognized, the rarest first; the first section that matches counts."""
_NOUNS: Final = {"schedules": "a schedule", "events": "an event", "types": "a type"}
_SECTIONS: Final = ("categories", *_DISTINCTIVE)


def section_of(entry: Entry) -> str | None:
    """Return the section to which an entry belongs, None if it has no key by which one is recognized."""
    if not isinstance(entry.value, MapNode):
        return None
    keys = entry.value.entries.keys()
    return next((section for section, distinctive in _DISTINCTIVE.items() if distinctive & keys), None)


def move_misplaced(root: Node, keys: Table, findings: Findings) -> Node:
    """Move misplaced entries of a file into their own sections, and report them.

    Args:
        root: The file's mapping.
        keys: The keys that such a file may have.
        findings: Receives the mistakes.
    """
    if not isinstance(root, MapNode):
        return root
    root_entries = dict(root.entries)
    nodes = {section: root.get(section) for section in _SECTIONS}
    sections = {section: dict(node.entries) for section, node in nodes.items() if isinstance(node, MapNode)}
    for section, entries in [("", root_entries), *sections.items()]:  # "" is the file itself
        for name, entry in [*entries.items()]:
            target = section_of(entry)
            if target in (None, section) or (not section and name in keys):
                continue
            problem = f"is below `{section}:`" if section else f"is not below `{target}:`"
            hint = f"move it below `{target}:`" if section else f"move it below `{target}:` and indent it"
            findings.error("CGK213", entry.key_span, f'"{name}" is {_NOUNS[target]}, but it {problem}', hint)
            del entries[name]
            sections.setdefault(target, {}).setdefault(name, entry)
    for section, entries in sections.items():
        header = root_entries.get(section)
        key_span, span = (header.key_span, header.value.span) if header else (root.span, root.span)
        root_entries[section] = Entry(section, key_span, MapNode(entries, span))
    return MapNode(root_entries, root.span)
