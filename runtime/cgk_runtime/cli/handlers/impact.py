"""Impact of a change of the catalog: the changes that `cgk-codegen breaking` finds, with the affected handlers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.handlers.discovery import Handler, Handlers
from cgk_runtime.cli.text_files import read_stdin, read_text
from cgk_runtime.lint.send_sites import event_or_none

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

_GLOBAL_SUBJECTS: Final = frozenset({"the package", "tenant"})
"""Subjects whose changes affect every handler."""
_FIELDS: Final = ("code", "subject", "path", "message", "breaks", "until")
"""Fields of a change in the report."""


@dataclass(frozen=True, slots=True)
class AffectedHandlers:
    """A change and the handlers it affects.

    Attributes:
        change: The change from the report: code, subject, path, message, breaks, until.
        handlers: The handlers of the changed event or schedule; all handlers if the package or the tenant changed.
        cancelled: The handlers whose runs the event cancels.
    """

    change: Mapping[str, Any]
    handlers: Sequence[Handler]
    cancelled: Sequence[Handler] = ()


def read_changes(file: str) -> list[Mapping[str, Any]]:
    """Read the changes of a report.

    Args:
        file: The output of `cgk-codegen breaking --format json`; `-` is standard input.

    Raises:
        CommandError: The report cannot be read or is invalid.
    """
    text = read_stdin() if file == "-" else read_text(Path(file))
    try:
        return [{name: change[name] for name in _FIELDS} for change in json.loads(text)["changes"]]
    except (ValueError, KeyError, TypeError):
        raise CommandError(f"{file} is not a report of `cgk-codegen breaking --format json`") from None


def find_affected_handlers(change: Mapping[str, Any], handlers: Handlers, catalog: Catalog) -> AffectedHandlers:
    """Return a change with the handlers it affects."""
    subject = str(change["subject"])
    if subject in _GLOBAL_SUBJECTS:
        return AffectedHandlers(change, handlers.all)
    # The report and `cancel_on` may use a former name of an event.
    names = {subject, event_or_none(catalog, subject)}
    cancelled = [
        handler for handler in handlers.all if names & {event_or_none(catalog, name) for name in handler.cancelled_by}
    ]
    return AffectedHandlers(change, [handler for handler in handlers.all if handler.event in names], cancelled)
