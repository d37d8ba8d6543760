"""Waiting runs in lanes, one for each tenant; the lane with the fewest turns is next (stride scheduling)."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

from cgk_runtime.providers.local.run import LocalRun


class _Lane:
    """Runs of one tenant, in the order they became ready, except those with a priority.

    Attributes:
        turn: Started runs divided by the tenant's weight; the lane with the lowest number is next.
        is_listed: Whether the heap of lanes contains it.
    """

    __slots__ = ("_numbers", "_runs", "is_listed", "turn")

    def __init__(self, turn: float) -> None:
        self.turn = turn
        self.is_listed = False
        self._runs: list[tuple[float, int, LocalRun]] = []
        self._numbers = count()

    def put(self, run: LocalRun) -> None:
        heapq.heappush(self._runs, (run.ready_at - run.message.options.priority, next(self._numbers), run))

    def take(self) -> LocalRun:
        return heapq.heappop(self._runs)[2]

    def __bool__(self) -> bool:
        return bool(self._runs)


class Lanes:
    """Queue of runs in which tenants take turns.

    A lane that was empty joins at the current turn: it neither gets turns for the time without jobs, nor waits longer
    than one turn of every other lane.

    Args:
        weight_of: Function that returns a tenant's weight.
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
