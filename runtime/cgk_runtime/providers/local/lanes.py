"""Waiting runs in lanes, one for each tenant; the lane with the fewest turns is next (stride scheduling)."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from itertools import count

from cgk_runtime.providers.local.run import LocalRun


class _Lane:
    """Runs of one tenant: in the order they came in, except those with a priority.

    Attributes:
        turn: Pass of the lane; the lowest one is next, and each start adds one divided by the weight.
        is_listed: True while the heap of lanes has it.
    """

    __slots__ = ("_in_order", "_numbers", "_prioritized", "is_listed", "turn")

    def __init__(self, turn: float) -> None:
        self.turn = turn
        self.is_listed = False
        # Most jobs have no priority: they start in the order they came in, without the heap.
        self._in_order: deque[LocalRun] = deque()
        self._prioritized: list[tuple[float, int, LocalRun]] = []
        self._numbers = count()

    def put(self, run: LocalRun) -> None:
        priority = run.message.options.priority
        if priority:
            heapq.heappush(self._prioritized, (run.ready_at - priority, next(self._numbers), run))
        else:
            self._in_order.append(run)

    def take(self) -> LocalRun:
        if not self._prioritized or (self._in_order and self._in_order[0].ready_at <= self._prioritized[0][0]):
            return self._in_order.popleft()
        return heapq.heappop(self._prioritized)[2]

    def __bool__(self) -> bool:
        return bool(self._prioritized or self._in_order)


class Lanes:
    """Queue of runs in which tenants take turns.

    A lane that was empty joins at the current turn: it neither gets turns for the time without jobs, nor waits longer
    than one turn of every other lane.

    Args:
        weight_of: Returns a tenant's weight.
    """

    def __init__(self, weight_of: Callable[[str], float]) -> None:
        self._weight_of = weight_of
        self._lanes: dict[str, _Lane] = {}
        self._heap: list[tuple[float, int, _Lane]] = []
        self._numbers = count()
        self._turn = 0.0
        self._size = 0

    def put(self, run: LocalRun) -> None:
        """Add a run to its lane; a priority of n counts as having waited n seconds longer there."""
        lane = self._lanes.get(run.lane)
        if lane is None:
            lane = self._lanes[run.lane] = _Lane(self._turn)
        if not lane:
            lane.turn = max(lane.turn, self._turn)
            if not lane.is_listed:
                lane.is_listed = True
                heapq.heappush(self._heap, (lane.turn, next(self._numbers), lane))
        lane.put(run)
        self._size += 1

    def take(self) -> LocalRun | None:
        """Remove and return the first run of the next lane, or None; `charge` its lane once it starts."""
        while self._heap:
            turn, _, lane = self._heap[0]
            if not lane:
                lane.is_listed = False
                heapq.heappop(self._heap)
            elif turn < lane.turn:  # it had turns since it was listed
                heapq.heapreplace(self._heap, (lane.turn, next(self._numbers), lane))
            else:
                self._size -= 1
                return lane.take()
        return None

    def charge(self, run: LocalRun) -> None:
        """Count a turn of the run's lane."""
        lane = self._lanes[run.lane]
        self._turn = max(self._turn, lane.turn)
        lane.turn += 1 / self._weight_of(run.lane)

    def __bool__(self) -> bool:
        """Return True if a run waits."""
        return self._size > 0
