"""Queue of runs that are ready to start, ordered by waiting time and priority."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from itertools import count

from cgk_runtime.providers.local.run import LocalRun


class ReadyQueue:
    """Ready runs, and runs held back by a concurrency limit."""

    def __init__(self) -> None:
        # Most jobs have no priority: they start in the order they came in, without the heap.
        self._in_order: deque[LocalRun] = deque()
        self._prioritized: list[tuple[float, int, LocalRun]] = []
        self._numbers = count()
        self._held: defaultdict[tuple[str, ...], deque[LocalRun]] = defaultdict(deque)
        self._active: Counter[tuple[str, ...]] = Counter()

    def put(self, run: LocalRun, now: float) -> None:
        """Add a ready run; a priority of n counts as having waited n seconds longer."""
        run.ready_at = now
        priority = run.message.options.priority
        if priority:
            heapq.heappush(self._prioritized, (run.ready_at - priority, next(self._numbers), run))
        else:
            self._in_order.append(run)

    def take(self) -> LocalRun | None:
        """Remove and return the next run that may start, or None; ended runs are dropped."""
        while self._prioritized or self._in_order:
            run = self._next()
            if run.is_final:
                continue
            if not run.concurrency_slots:
                return run
            full = next((group for group, limit in run.concurrency_slots if self._active[group] >= limit), None)
            if full is None:
                self._active.update(group for group, _ in run.concurrency_slots)
                return run
            self._held[full].append(run)
        return None

    def done(self, run: LocalRun) -> None:
        """Free the concurrency slots of a run, and queue a run held back by each."""
        for group, _ in run.concurrency_slots:
            self._active[group] -= 1
            if not self._active[group]:
                del self._active[group]
            held = self._held.get(group)
            if held:
                waiting = held.popleft()
                self.put(waiting, waiting.ready_at)
            if not held:
                self._held.pop(group, None)

    def __bool__(self) -> bool:
        """Return True if a run is ready."""
        return bool(self._prioritized or self._in_order)

    def _next(self) -> LocalRun:
        if not self._prioritized or (self._in_order and self._in_order[0].ready_at <= self._prioritized[0][0]):
            return self._in_order.popleft()
        return heapq.heappop(self._prioritized)[2]
