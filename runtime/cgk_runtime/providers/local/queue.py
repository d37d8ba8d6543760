"""Queue of runs that are ready to start: tenants take turns, and limits hold runs back."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from cgk_runtime.providers.local.lanes import Lanes

if TYPE_CHECKING:
    from cgk_runtime.execution.timers import Timers
    from cgk_runtime.providers.local.run import Group, LocalRun, RateSlot

_MAX_REMEMBERED: Final = 1000
"""Number of rate limits to remember before those without recent starts are dropped."""


class ReadyQueue:
    """Ready runs, and runs held back by a limit on concurrency or on starts within a period.

    Args:
        weight_of: Function that returns a lane's weight.
        timers: Clock and timers of rate limits.
        on_ready: Function to call when a rate limit lets runs continue.
    """

    def __init__(self, weight_of: Callable[[str], float], timers: Timers, on_ready: Callable[[], None]) -> None:
        self._weight_of = weight_of
        self._timers = timers
        self._on_ready = on_ready
        self._ready = Lanes(weight_of)
        self._held: dict[Group, Lanes] = {}
        self._active: Counter[Group] = Counter()
        self._starts: dict[Group, deque[float]] = {}
        self._longest_period = 0.0

    def put(self, run: LocalRun) -> None:
        """Add a ready run."""
        self._ready.put(run)

    def take(self) -> LocalRun | None:
        """Remove and return the next run that may start, or None; ended runs are dropped."""
        while (run := self._ready.take()) is not None:
            if run.is_final:
                continue
            has_limits = run.concurrency_slots or run.rate_slots
            full_group = self._full_group(run) if has_limits else None
            if full_group is None:
                self._ready.charge(run)
                if has_limits:
                    self._count_start(run)
                return run
            self._held.setdefault(full_group, Lanes(self._weight_of)).put(run)
            # This run was let through by its other limits, so the next one that waits for them is tried instead.
            for group in run.groups:
                if group != full_group:
                    self._release(group)
        return None

    def done(self, run: LocalRun) -> None:
        """Free the concurrency slots of a run, and queue a run held back by each."""
        for group, _ in run.concurrency_slots:
            self._active[group] -= 1
            if not self._active[group]:
                del self._active[group]
            self._release(group)

    def __bool__(self) -> bool:
        """Return True if a run is ready."""
        return bool(self._ready)

    def _full_group(self, run: LocalRun) -> Group | None:
        """Return the first limit that does not let a run start; rate limits apply to its first attempt."""
        for group, limit in run.concurrency_slots:
            if self._active[group] >= limit:
                return group
        if run.started_at is None:
            for slot in run.rate_slots:
                wait = self._wait_seconds(slot)
                if wait > 0:
                    if not self._held.get(slot.group):
                        self._timers.after(wait, partial(self._reopen, slot))
                    return slot.group
        return None

    def _wait_seconds(self, slot: RateSlot) -> float:
        """Return the time until a rate limit lets another run start."""
        starts = self._starts.get(slot.group)
        if starts is None or len(starts) < slot.limit:
            return 0.0
        return starts[-slot.limit] + slot.period - self._timers.now()

    def _count_start(self, run: LocalRun) -> None:
        for group, _ in run.concurrency_slots:
            self._active[group] += 1
        if run.started_at is None:
            for slot in run.rate_slots:
                self._longest_period = max(self._longest_period, slot.period)
                if len(self._starts) > _MAX_REMEMBERED:
                    self._forget_old_starts()
                self._starts.setdefault(slot.group, deque(maxlen=slot.limit)).append(self._timers.now())

    def _reopen(self, slot: RateSlot) -> None:
        """Queue as many held runs as a rate limit now lets start."""
        starts = self._starts.get(slot.group, ())
        now = self._timers.now()
        for _ in range(slot.limit - sum(start + slot.period > now for start in starts)):
            self._release(slot.group)
        self._on_ready()
        if self._held.get(slot.group):
            wait = self._wait_seconds(slot)
            self._timers.after(wait if wait > 0 else slot.period, partial(self._reopen, slot))

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

    def _forget_old_starts(self) -> None:
        limit = self._timers.now() - self._longest_period
        self._starts = {group: starts for group, starts in self._starts.items() if starts[-1] > limit}
