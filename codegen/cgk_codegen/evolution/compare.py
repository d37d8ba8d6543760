"""Comparison of two catalogs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from packaging.version import Version

from cgk_codegen.evolution.events import event_changes
from cgk_codegen.evolution.findings import Audience, Bump, Change, Comparison
from cgk_codegen.evolution.schedules import schedule_changes
from cgk_codegen.evolution.suppressions import apply_accepted
from cgk_codegen.evolution.versions import needed_version
from cgk_codegen.evolution.window import window_end
from cgk_codegen.resolve import Catalog

_PACKAGE: Final = "the package"


def compare_catalogs(old: Catalog, new: Catalog, today: date) -> Comparison:
    """Return every difference between two catalogs, with the audiences that it breaks.

    Args:
        old: The published catalog.
        new: The catalog to be published next.
        today: First day of the windows, and the day on which accepted breaks must not be expired.

    Example:
        >>> compare_catalogs(catalog, catalog, date(2026, 1, 1)).changes
        ()
    """
    all_changes = [
        *_package_changes(old, new),
        *_tenant_changes(old, new, today),
        *event_changes(old, new, today),
        *schedule_changes(old, new),
    ]
    changes, problems = apply_accepted(all_changes, new.accepted, today)
    ordered = tuple(sorted(changes, key=_sort_key))
    bump = max((change.bump for change in ordered), default=Bump.NONE)
    needed = needed_version(old.version, bump)
    if Version(new.version) < Version(needed):
        problems.append(_version_problem(new, needed))
    return Comparison(old.version, new.version, ordered, needed, tuple(problems))


def _sort_key(change: Change) -> tuple[bool, bool, str, str, str]:
    return (not change.is_break, not change.breaks, change.subject, change.path, change.code)


def _package_changes(old: Catalog, new: Catalog) -> Iterator[Change]:
    """Yield the changes of the packages' names and of the names that they export for shared types."""
    old_npm, new_npm = (catalog.npm_package if catalog.typescript else None for catalog in (old, new))
    for label, before, after in (
        ("Python package", old.package, new.package),
        ("distribution", old.name, new.name),
        ("npm package", old_npm, new_npm),
    ):
        if before is not None and before != after:
            change = f"renamed from {before} to {after}" if after is not None else f"removed: {before}"
            yield Change("EVO180", _PACKAGE, f"the {label} was {change}", new.source.span, frozenset({Audience.SOURCE}))
    for name, named in old.types.items():
        if named.category is None and name not in new.types:
            message = f'the shared type "{name}" was removed or renamed'
            yield Change("EVO182", name, message, new.source.span, frozenset({Audience.SOURCE}))


def _tenant_changes(old: Catalog, new: Catalog, today: date) -> Iterator[Change]:
    """Yield the changes of the tenant's field and pattern, once for all events."""
    span = new.tenant.source.span
    if old.tenant.field != new.tenant.field:
        message = f"the tenant's field was renamed from {old.tenant.field} to {new.tenant.field}"
        breaks = frozenset({Audience.SOURCE, Audience.OLD_JOB, Audience.OLD_HANDLER})
        until = max(window_end(event, today) for event in old.events.values())
        yield Change("EVO172", "tenant", message, span, breaks, until=until)
    if old.tenant.pattern != new.tenant.pattern:
        message = f"the tenant pattern changed from {old.tenant.pattern} to {new.tenant.pattern}"
        yield Change("EVO170", "tenant", message, span, frozenset({Audience.SOURCE, Audience.OLD_JOB}))
        yield Change("EVO171", "tenant", message, span, frozenset({Audience.OLD_HANDLER}))


def _version_problem(new: Catalog, needed: str) -> Change:
    node = new.source.get("catalog")
    span = node.span if node is not None else new.source.span
    message = f"the changes require version {needed} or higher, the catalog has {new.version}"
    return Change("EVO190", _PACKAGE, message, span)
