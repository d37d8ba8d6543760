"""Catalogs as canonical JSON: everything that an emitter reads, without positions in the source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, cast

from cgk_codegen.resolve import Catalog

_POSITIONS: Final = frozenset({"span", "source", "example_nodes"})
"""Attributes with positions in the source; findings use them, emitters do not."""


def canonical_json(catalog: Catalog) -> str:
    """Return a catalog as JSON; two catalogs for which emitters render different output have different JSON.

    Entries keep the order of the source, which emitters follow.
    """
    return _encode(catalog)


def _to_json(value: Any) -> Any:  # Any: what json cannot write by itself
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, name) for name in _field_names(type(value))]
    match value:
        case Mapping():
            return dict(cast("Mapping[str, Any]", value))
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            raise TypeError(f"{type(value).__name__} cannot be part of a cache key")


@cache
def _field_names(dataclass_type: type[Any]) -> tuple[str, ...]:  # Any: every dataclass of a catalog
    return tuple(field.name for field in fields(dataclass_type) if field.name not in _POSITIONS)


_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_to_json).encode
