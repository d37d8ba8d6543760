"""The second step of the compiler: nodes to an immutable Catalog, with all shorthand spelled out."""

from cgk_codegen.resolve.catalog import Catalog, Category, Event, Field, NamedType, Retry, Schedule, Tenant
from cgk_codegen.resolve.resolve import resolve

__all__ = ["Catalog", "Category", "Event", "Field", "NamedType", "Retry", "Schedule", "Tenant", "resolve"]
