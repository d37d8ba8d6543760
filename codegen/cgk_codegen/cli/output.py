"""Standard output of the command."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

from cgk_codegen.plurals import pluralize

if TYPE_CHECKING:
    from cgk_codegen.publish import Changes

_OUTPUT_ERRORS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EPIPE})


def is_output_error(error: OSError) -> bool:
    """Return whether an error is about the standard output, such as a full disk; such errors name no file."""
    return error.filename is None and error.errno in _OUTPUT_ERRORS


def describe_size(events: int, schedules: int) -> str:
    """Return the size of a catalog, such as `2 events, 1 schedule`."""
    return f"{pluralize(events, 'event')}, {pluralize(schedules, 'schedule')}"


def describe_changes(changes: Changes) -> str:
    """Return how many files were written and deleted, such as `1 file written, 0 deleted`."""
    if not changes:
        return "nothing changed"
    return f"{pluralize(len(changes.written), 'file')} written, {len(changes.deleted)} deleted"
