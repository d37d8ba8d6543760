"""History of a catalog: the changes from each of its versions to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from packaging.version import Version

from cgk_codegen.evolution import compare_catalogs
from cgk_codegen.evolution.events import surviving_events
from cgk_codegen.evolution.findings import Change
from cgk_codegen.evolution.window import window_end
from cgk_codegen.resolve import Catalog

DatedChange = tuple[Change, str]
"""A change, and the end of its window as text: the last day, or a number of days after the deployment."""


@dataclass(frozen=True, slots=True)
class VersionStep:
    """Changes from one version to the next.

    Attributes:
        slug: The name of its page.
        old: The earlier version.
        new: The later version.
        changes: The changes, breaks first.
        renamed: The new names of renamed events, by the former ones.
    """

    slug: str
    old: str
    new: str
    changes: tuple[DatedChange, ...]
    renamed: Mapping[str, str]

    @property
    def breaks(self) -> int:
        """The number of changes that break an audience."""
        return sum(bool(change.breaks) for change, _until in self.changes)


def history_of(catalog: Catalog, earlier: Iterable[Catalog], today: date) -> tuple[VersionStep, ...]:
    """Return the changes of each version, the newest first.

    Args:
        catalog: The current catalog.
        earlier: Earlier versions, in any order.
        today: First day of the windows.
    """
    versions = [*sorted(earlier, key=lambda version: Version(version.version)), catalog]
    steps: list[VersionStep] = []
    for old, new in pairwise(versions):
        earlier_steps = sum(step.old == old.version for step in steps)  # several catalogs may have the same version
        slug = f"since-{old.version}" + (f"-{earlier_steps + 1}" if earlier_steps else "")
        comparison = compare_catalogs(old, new, today)
        changes = tuple((change, _until(change, old, today)) for change in comparison.changes)
        steps.append(VersionStep(slug, old.version, new.version, changes, _renamed(old, new)))
    return tuple(reversed(steps))


def changes_by_event(steps: Iterable[VersionStep]) -> dict[str, list[tuple[VersionStep, tuple[DatedChange, ...]]]]:
    """Return the changes of each event by version, under the event's latest name.

    Args:
        steps: The changes of each version, the newest first.
    """
    changes_of: defaultdict[str, list[tuple[VersionStep, tuple[DatedChange, ...]]]] = defaultdict(list)
    latest_names: dict[str, str] = {}
    for step in steps:
        changes_of_step: defaultdict[str, list[DatedChange]] = defaultdict(list)
        for change, until in step.changes:
            changes_of_step[latest_names.get(change.subject, change.subject)].append((change, until))
        for name, changes in changes_of_step.items():
            changes_of[name].append((step, tuple(changes)))
        # The next steps are older and have the former names.
        latest_names |= {former: latest_names.get(name, name) for former, name in step.renamed.items()}
    return dict(changes_of)


def _renamed(old: Catalog, new: Catalog) -> dict[str, str]:
    return {name: event.name for name, event in surviving_events(old, new).items() if event.name != name}


def _until(change: Change, old: Catalog, today: date) -> str:
    """Return the end of a change's window: its last day, or its length in days if it begins with the deployment."""
    event = old.events.get(change.subject)
    if event is not None and change.until is not None and change.until == window_end(event, today):
        return f"{(change.until - today).days} days after its deployment"
    return str(change.until or "")
