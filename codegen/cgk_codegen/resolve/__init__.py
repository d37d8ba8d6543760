"""Second stage of the compiler: nodes to an immutable Catalog with all shorthand expanded."""

from cgk_codegen.resolve.catalog import Catalog, Event, Schedule
from cgk_codegen.resolve.catalog_parts import (
    AcceptedBreak,
    ArrivalDefault,
    Category,
    Deprecation,
    Field,
    IgnoredLimit,
    NamedType,
    Retry,
    Site,
    Tenant,
)
from cgk_codegen.resolve.resolve import NO_OVERRIDES, Overrides, resolve

__all__ = [
    "NO_OVERRIDES",
    "AcceptedBreak",
    "ArrivalDefault",
    "Catalog",
    "Category",
    "Deprecation",
    "Event",
    "Field",
    "IgnoredLimit",
    "NamedType",
    "Overrides",
    "Retry",
    "Schedule",
    "Site",
    "Tenant",
    "resolve",
]
