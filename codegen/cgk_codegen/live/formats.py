"""Log formats, recognized by the fields of each record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, cast

from cgk_codegen.live import inngest, local, trigger_dev
from cgk_codegen.live.records import Json, Record

AUTO: Final = "auto"

READERS: Final[Mapping[str, Callable[[Json], Iterator[Record] | None]]] = {
    "local": local.records,
    "trigger.dev": trigger_dev.records,
    "inngest": inngest.records,
}


def records_of(value: object, form: str) -> Iterator[Record] | None:
    """Read the records of a JSON value.

    Args:
        value: A line of a log, or an item of a list.
        form: `auto`, or one of `READERS`.

    Returns:
        Its records, None if the format is unknown.
    """
    if isinstance(value, list):
        return _of_list(cast("list[object]", value), form)
    if not isinstance(value, dict):
        return None
    document = cast("Json", value)
    for name, read in READERS.items():
        if form in (AUTO, name):
            found = read(document)
            if found is not None:
                return found
    return None


def _of_list(values: list[object], form: str) -> Iterator[Record] | None:
    found = [records_of(value, form) for value in values]
    if any(one is None for one in found):
        return None
    return (record for one in found if one is not None for record in one)
