"""Log formats, recognized by the fields of each record."""

from __future__ import annotations

from typing import Final, cast

from cgk_codegen.live import inngest, local, trigger_dev
from cgk_codegen.live.records import Json, Record, records_of_all

_READERS: Final = (local.records, trigger_dev.records, inngest.records)


def records_of(value: object) -> list[Record] | None:
    """Read the records of a JSON value: a line of a log, or an item of a list.

    Returns:
        Its records, None if the format is unknown.
    """
    if isinstance(value, list):
        return records_of_all(cast("list[object]", value), records_of)
    if not isinstance(value, dict):
        return None
    results = (read(cast("Json", value)) for read in _READERS)
    return next((records for records in results if records is not None), None)
