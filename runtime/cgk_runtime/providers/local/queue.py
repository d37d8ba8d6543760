"""Which run starts next: the longest waiting first, priority counted in, concurrency per key kept."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from itertools import count

from cgk_runtime.providers.local.run import LocalRun


class ReadyQueue:
    """The runs that could start now, and those held back because their key's bound is reached."""

    def __init__(self) -> None:
        # Nearly all jobs have no priority, and then the order they came in is the order they start in.
        self._in_order: deque[LocalRun] = deque()
        self._heap: list[tuple[float, int, LocalRun]] = []
        self._numbers = count()
        self._held: defaultdict[tuple[str, ...], deque[LocalRun]] = defaultdict(deque)
        self._active: Counter[tuple[str, ...]] = Counter()

    def put(self, run: LocalRun, now: float) -> None:
        """Add a run that is ready from now on; its priority makes it count as ready so many seconds earlier."""
        run.ready_at = now
        priority = run.message.options.priority
        if priority:
            heapq.heappush(self._heap, (run.ready_at - priority, next(self._numbers), run))
        else:
            self._in_order.append(run)

    def take(self) -> LocalRun | None:
        """Give the run that starts next, or None; a run that has ended meanwhile is passed over."""
        while self._heap or self._in_order:
            run = self._next()
            if run.is_final:
                continue
            if not run.places:
                return run
            full = next((group for group, limit in run.places if self._active[group] >= limit), None)
            if full is None:
                self._active.update(group for group, _ in run.places)
                return run
            self._held[full].append(run)
        return None

    def done(self, run: LocalRun) -> None:
        """Say that a run taken from here runs no more."""
        for group, _ in run.places:
            self._leave(group)

    def _leave(self, group: tuple[str, ...]) -> None:
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
        """Whether a run could start now."""
        return bool(self._heap or self._in_order)

    def _next(self) -> LocalRun:
        if not self._heap or (self._in_order and self._in_order[0].ready_at <= self._heap[0][0]):
            return self._in_order.popleft()
        return heapq.heappop(self._heap)[2]
