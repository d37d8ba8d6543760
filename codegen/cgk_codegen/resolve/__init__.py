"""Second stage of the compiler: it turns YAML nodes into an immutable Catalog, with all shorthand expanded."""

from cgk_codegen.resolve.catalog import Catalog, Event, Schedule
from cgk_codegen.resolve.catalog_parts import Category, Deprecation, Field, NamedType
from cgk_codegen.resolve.resolve import NO_OVERRIDES, Overrides, resolve

__all__ = [
    "NO_OVERRIDES",
    "Catalog",
    "Category",
    "Deprecation",
    "Event",
    "Field",
    "NamedType",
    "Overrides",
    "Schedule",
    "resolve",
]
