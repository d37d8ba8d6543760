"""Second stage of the compiler: nodes to an immutable Catalog with all shorthand expanded."""

from cgk_codegen.resolve.catalog import (
    AcceptedBreak,
    ArrivalDefault,
    Catalog,
    Category,
    Deprecation,
    Event,
    Field,
    IgnoredLimit,
    NamedType,
    Retry,
    Schedule,
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
