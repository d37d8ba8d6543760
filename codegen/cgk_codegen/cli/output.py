"""Standard output of the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_codegen.publish import Changes


def counts(events: object, schedules: object) -> str:
    """Return the size of a catalog, such as `2 events, 1 schedule`; a run without changes imports nothing for it."""
    return f"{events} event{'' if events == 1 else 's'}, {schedules} schedule{'' if schedules == 1 else 's'}"


def describe_changes(changes: Changes) -> str:
    """Return how many files were written and deleted, such as `1 file written, 0 deleted`."""
    if not changes:
        return "nothing changed"
    from cgk_codegen.plurals import count

    return f"{count(len(changes.written), 'file')} written, {len(changes.deleted)} deleted"
