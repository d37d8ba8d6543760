"""Queue of runs that are ready to start: tenants take turns, and limits hold runs back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cgk_runtime.providers.local.lanes import Lanes

if TYPE_CHECKING:
    from cgk_runtime.execution.timers import Timers
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.providers.local.slots import Group, Slot


class ReadyQueue:
    """Ready runs, and runs held back by a limit on concurrency or on starts within a period.

    Args:
        weight_of: Function that returns a lane's weight.
        timers: Timers of rate limits.
        on_ready: Function to call when a slot of a rate limit is free again.
    """

    def __init__(self, weight_of: Callable[[str], float], timers: Timers, on_ready: Callable[[], None]) -> None:
        self._weight_of = weight_of
        self._timers = timers
        self._on_ready = on_ready
        self._ready = Lanes(weight_of)
        self._held: dict[Group, Lanes] = {}
        self._occupied: Counter[Group] = Counter()

    def put(self, run: LocalRun) -> None:
        """Add a ready run."""
        self._ready.put(run)

    def take(self) -> LocalRun | None:
        """Remove and return the next run that may start, or None; ended runs are dropped."""
        while (run := self._ready.take()) is not None:
            if run.is_final:
                # A limit may have let it through; the next run that the limit holds back takes its place.
                for slot in run.slots:
                    self._release(slot.group)
                continue
            # A rate limit counts runs, so it applies only to their first attempts.
            slots = [slot for slot in run.slots if slot.period is None or run.started_at is None]
            full_slot = next((slot for slot in slots if self._occupied[slot.group] >= slot.limit), None)
            if full_slot is None:
                self._ready.charge(run)
                for slot in slots:
                    self._occupy(slot)
                return run
            self._held.setdefault(full_slot.group, Lanes(self._weight_of)).put(run)
            # Its other limits may have let it through; the next runs that they hold back are tried instead.
            for slot in run.slots:
                if slot is not full_slot:
                    self._release(slot.group)
        return None

    def end_attempt(self, run: LocalRun) -> None:
        """Free the concurrency slots of a run."""
        for slot in run.slots:
            if slot.period is None:
                self._free(slot.group)

    def __bool__(self) -> bool:
        """Return True if a run is ready."""
        return bool(self._ready)

    def _occupy(self, slot: Slot) -> None:
        self._occupied[slot.group] += 1
        if slot.period is not None:
            self._timers.after(slot.period, partial(self._end_period, slot.group))

    def _end_period(self, group: Group) -> None:
        self._free(group)
        self._on_ready()

    def _free(self, group: Group) -> None:
        """Free one slot of a group, and queue the next run held back by its limit."""
        self._occupied[group] -= 1
        if not self._occupied[group]:
            del self._occupied[group]
        self._release(group)

    def _release(self, group: Group) -> None:
        """Queue the next run held back by a limit."""
        held = self._held.get(group)
        if held is None:
            return
        run = held.take()
        while run is not None and run.is_final:
            run = held.take()
        if run is not None:
            held.charge(run)
            self._ready.put(run)
        if not held:
            del self._held[group]
