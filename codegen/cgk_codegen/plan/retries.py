"""The retry figures of a catalog: most events share a few, which stand once in a generated module."""

from __future__ import annotations

from cgk_codegen.resolve import Catalog, Retry


def numbered_retries(catalog: Catalog) -> dict[Retry, int]:
    """Number the different figures from 1, in the order of the events that have them first."""
    different = dict.fromkeys(event.retry for event in catalog.events.values())
    return {retry: at for at, retry in enumerate(different, 1)}
