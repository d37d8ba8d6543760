"""Which run starts next: the longest waiting first, priority counted in, concurrency per key kept."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from itertools import count

from cgk_runtime.local.run import LocalRun


class ReadyQueue:
    """The runs that could start now, and those held back because their key's bound is reached."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, LocalRun]] = []
        self._numbers = count()
        self._held: defaultdict[tuple[str, str], deque[LocalRun]] = defaultdict(deque)
        self._active: Counter[tuple[str, str]] = Counter()

    def put(self, run: LocalRun) -> None:
        """Add a run; its priority makes it count as queued so many seconds earlier."""
        order = run.queued_at - run.message.options.priority
        heapq.heappush(self._heap, (order, next(self._numbers), run))

    def take(self) -> LocalRun | None:
        """Give the run that starts next, or None; a run that has ended meanwhile is passed over."""
        while self._heap:
            run = heapq.heappop(self._heap)[2]
            if run.is_final:
                continue
            group = run.group
            if group is None or run.task is None or run.task.concurrency is None:
                return run
            if self._active[group] < run.task.concurrency:
                self._active[group] += 1
                return run
            self._held[group].append(run)
        return None

    def done(self, run: LocalRun) -> None:
        """Say that a run taken from here runs no more."""
        group = run.group
        if group is None:
            return
        self._active[group] -= 1
        if not self._active[group]:
            del self._active[group]
        held = self._held.get(group)
        if held:
            self.put(held.popleft())
        if not held:
            self._held.pop(group, None)

    def __bool__(self) -> bool:
        """Whether a run could start now."""
        return bool(self._heap)
