"""Waiting runs in lanes, one for each tenant; the lane with the fewest turns is next (stride scheduling)."""

from __future__ import annotations

import heapq
from bisect import insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter

from cgk_runtime.providers.local.run import LocalRun


@dataclass(slots=True, eq=False)
class _Lane:
    """Runs of one tenant, in the order they became ready; a priority moves a run forward.

    Attributes:
        turn: Started runs divided by the tenant's weight; the lane with the lowest number is next.
        is_listed: Whether the heap of lanes contains it.
        runs: The runs, ordered by their `sort_key`.
    """

    turn: float
    is_listed: bool = False
    runs: deque[LocalRun] = field(default_factory=deque[LocalRun])


class Lanes:
    """Queue of runs in which tenants take turns.

    A lane that was empty joins at the current turn: it gets no turns for the time when it had no jobs, and it waits
    for at most one turn of each other lane.

    Args:
        weight_of: Function that returns a tenant's weight.
    """

    def __init__(self, weight_of: Callable[[str], float]) -> None:
        self._weight_of = weight_of
        self._lanes: dict[str, _Lane] = {}
        self._heap: list[tuple[float, int, _Lane]] = []
        self._numbers = count()
        self._turn = 0.0

    def put(self, run: LocalRun) -> None:
        """Add a run to its lane; a priority of n counts as having waited n seconds longer there."""
        lane = self._lanes.get(run.lane)
        if lane is None:
            lane = self._lanes[run.lane] = _Lane(self._turn)
        runs = lane.runs
        if not runs:
            lane.turn = max(lane.turn, self._turn)
            if not lane.is_listed:
                lane.is_listed = True
                heapq.heappush(self._heap, (lane.turn, next(self._numbers), lane))
        priority = run.message.options.priority
        run.sort_key = run.ready_at - priority if priority else run.ready_at
        if runs and run.sort_key < runs[-1].sort_key:  # few runs have a priority or were held back
            insort(runs, run, key=attrgetter("sort_key"))
        else:
            runs.append(run)

    def take(self) -> LocalRun | None:
        """Remove and return the first run of the next lane, or None; `charge` its lane once it starts."""
        while self._heap:
            turn, _, lane = self._heap[0]
            if not lane.runs:
                lane.is_listed = False
                heapq.heappop(self._heap)
            elif turn < lane.turn and len(self._heap) > 1:  # the lane has had turns since this entry was pushed
                heapq.heapreplace(self._heap, (lane.turn, next(self._numbers), lane))
            else:
                return lane.runs.popleft()
        return None

    def charge(self, run: LocalRun) -> None:
        """Count a turn of the run's lane."""
        lane = self._lanes[run.lane]
        if lane.turn > self._turn:
            self._turn = lane.turn
        lane.turn += 1 / self._weight_of(run.lane)

    def __bool__(self) -> bool:
        """Return True if a run waits."""
        return any(lane.runs for _, _, lane in self._heap)
