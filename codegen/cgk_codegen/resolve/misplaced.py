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


def read_misplaced(root: Node, keys: Table, findings: Findings) -> dict[str, dict[str, Entry]]:
    """Report the entries of a file in wrong sections or outside of all sections, and return them by their own section.

    Args:
        root: The file's mapping.
        keys: The keys of such a file.
        findings: Receives the mistakes.
    """
    misplaced: dict[str, dict[str, Entry]] = {}
    for section, entry in _entries(root, keys):
        own = own_section(entry)
        if own is None or own == section:
            continue
        where = f"is below `{section}:`" if section else f"is not below `{own}:`"
        hint = f"move it below `{own}:`" if section else f"move it below `{own}:` and indent it"
        findings.error("CGK213", entry.key_span, f'"{entry.key}" is {_KINDS[own]}, but it {where}', hint)
        misplaced.setdefault(own, {})[entry.key] = entry
    return misplaced


def without_misplaced(root: Node, keys: Table) -> Node:
    """Return a file's mapping without the entries that are outside of all sections."""
    outside = {entry.key for section, entry in _entries(root, keys) if not section and own_section(entry)}
    if not isinstance(root, MapNode) or not outside:
        return root
    return MapNode({key: entry for key, entry in root.entries.items() if key not in outside}, root.span)


def _entries(root: Node, keys: Table) -> list[tuple[str, Entry]]:
    """Return the entries of every section, and those outside with an empty section."""
    if not isinstance(root, MapNode):
        return []
    entries = [("", entry) for key, entry in root.entries.items() if key not in keys]
    for section in _SECTIONS:
        node = root.get(section)
        if isinstance(node, MapNode):
            entries += [(section, entry) for entry in node.entries.values()]
    return entries
