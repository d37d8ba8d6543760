"""Who is touched by a change of the catalog: what `cgk-codegen breaking` found, with the handlers of each event."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.cli.handlers.discovery import Handler, Handlers
from cgk_runtime.errors import ConfigurationError, UnknownEventError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

_COMPILER: Final = "cgk-codegen"
_EVERYBODYS: Final = frozenset({"the package", "tenant"})
"""What changes of these subjects are about, every handler has to do with."""
_FIELDS: Final = ("code", "subject", "path", "message", "breaks", "until")


@dataclass(frozen=True, slots=True)
class AffectedHandlers:
    """A change, and those it touches.

    Attributes:
        change: As the report has it: code, subject, path, message, breaks, until.
        handlers: The handlers of the event or schedule.
        stopped: The handlers whose runs the event stops.
    """

    change: Mapping[str, Any]
    handlers: tuple[Handler, ...]
    stopped: tuple[Handler, ...] = ()


def read_changes(file: str) -> list[Mapping[str, Any]]:
    """Read the changes of a report.

    Args:
        file: What `cgk-codegen breaking --format json` printed; `-` is standard input.

    Raises:
        ConfigurationError: It cannot be read, or is something else.
    """
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}", component="cgk") from None
    return _changes(text, file)


def compute_changes(against: str, catalog: str) -> list[Mapping[str, Any]]:
    """Have the compiler compare the catalog with another version of it.

    Args:
        against: What `cgk-codegen breaking --against` takes.
        catalog: The catalog's file.

    Raises:
        ConfigurationError: The compiler is not installed, or cannot read one of them.
    """
    beside = Path(sys.executable).with_name(_COMPILER)
    program = str(beside) if beside.is_file() else shutil.which(_COMPILER)
    if program is None:
        raise ConfigurationError(
            f"{_COMPILER} is not installed here; install it, or give its report: --diff FILE", component="cgk"
        )
    command = [program, "breaking", "--against", against, "--catalog", catalog, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  the compiler itself
    if done.returncode not in (0, 1):
        raise ConfigurationError(done.stderr.strip().removeprefix(f"{_COMPILER}: "), component=_COMPILER)
    return _changes(done.stdout, f"what {_COMPILER} breaking says")


def find_affected_handlers(
    changes: Iterable[Mapping[str, Any]], handlers: Handlers, catalog: Catalog
) -> list[AffectedHandlers]:
    """Give every change with those it touches."""
    return [_touched(change, handlers, catalog) for change in changes]


def _touched(change: Mapping[str, Any], handlers: Handlers, catalog: Catalog) -> AffectedHandlers:
    subject = str(change["subject"])
    if subject in _EVERYBODYS:
        return AffectedHandlers(change, (*handlers.events, *handlers.schedules))
    names = {subject, _name_now(subject, catalog)}
    stopped = (
        handler for handler in handlers.events if names & {_name_now(event, catalog) for event in handler.cancelled_by}
    )
    return AffectedHandlers(change, tuple(one for name in sorted(names) for one in handlers.of(name)), tuple(stopped))


def _name_now(event: str, catalog: Catalog) -> str:
    try:
        return catalog.event(event).name
    except UnknownEventError:
        return event


def _changes(text: str, what: str) -> list[Mapping[str, Any]]:
    try:
        document: Any = json.loads(text)  # Any: JSON
        return list(_known(document["changes"]))
    except (ValueError, KeyError, TypeError):
        raise ConfigurationError(
            f"{what} is no report; `{_COMPILER} breaking --format json` prints one", component="cgk"
        ) from None


def _known(changes: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for change in changes:
        given = cast("Mapping[str, Any]", change)
        yield {name: given[name] for name in _FIELDS}
