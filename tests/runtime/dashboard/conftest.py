"""Engine whose runs are recorded, and the history they are recorded in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cgk_runtime import Sdk
from cgk_runtime.client.client import JobClient
from cgk_runtime.dashboard.history import History, HistoryReader
from cgk_runtime.dashboard.recorder import Recorder
from cgk_runtime.providers.local import LocalOptions, LocalProvider


class Recording:
    """Engine with a recorder.

    Args:
        sdk: The handlers.
        file: The history's file.
        keep: How many runs are kept.
    """

    def __init__(self, sdk: Sdk, file: Path, keep: int = 100) -> None:
        self.file = file
        self.recorder = Recorder(History(file, keep), keep)
        self.provider = LocalProvider(sdk.runner, LocalOptions(observer=self.recorder, drain_seconds=1), announce=False)
        self.client = JobClient(sdk.catalog, self.provider)
        self.reader = HistoryReader(file)

    async def end(self) -> list[dict[str, Any]]:
        """Close everything and return the recorded runs, in the order they were sent."""
        await self.provider.close()
        self.recorder.close()
        return self.reader.rows("SELECT * FROM runs ORDER BY queued, id")


@pytest.fixture
def record(sdk: Sdk, tmp_path: Path) -> Iterator[Callable[..., Recording]]:
    """Create engines with recorders of one file; recorders that a test leaves open are closed."""
    made: list[Recording] = []

    def create(keep: int = 100) -> Recording:
        made.append(Recording(sdk, tmp_path / "dev.sqlite", keep))
        return made[-1]

    yield create
    for one in made:
        one.recorder.close()
