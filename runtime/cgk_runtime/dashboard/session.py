"""Session of the dashboard in one worker of `cgk dev`: recorder, history and pages."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.project_files import create_dev_folder
from cgk_runtime.dashboard.app import Dashboard
from cgk_runtime.dashboard.history import History, HistoryReader, delete_history
from cgk_runtime.dashboard.recorder import Recorder
from cgk_runtime.dashboard.run_output import captured_output
from cgk_runtime.dashboard.services import DashboardSettings, Services

if TYPE_CHECKING:
    from aiohttp import web

    from cgk_runtime.client.client import JobClient
    from cgk_runtime.dashboard.access import Access
    from cgk_runtime.sdk import Sdk

_HISTORY: Final = "dev.sqlite"
_TEMPORARY: Final = "dev-temporary.sqlite"


@dataclass(frozen=True, slots=True)
class DashboardSession:
    """Parts of an open session.

    Attributes:
        recorder: Observer for the provider.
        install: Adds the pages to a server whose client sends jobs.
    """

    recorder: Recorder
    install: Callable[[web.Application, JobClient], None]


@contextmanager
def open_session(
    sdk: Sdk, settings: DashboardSettings, access: Access, *, keep: int, persistent: bool
) -> Generator[DashboardSession]:
    """Open the history in the project's ignored folder, and record runs and their output within the block.

    Args:
        sdk: The handlers.
        settings: Settings of the pages.
        access: Checks requests.
        keep: Number of runs in the history.
        persistent: False deletes the history at the end.

    Raises:
        ConfigurationError: Another user may have created the folder.
    """
    file = Path(create_dev_folder(str(settings.directory))) / (_HISTORY if persistent else _TEMPORARY)
    if not persistent:
        delete_history(file)
    recorder = Recorder(History(file, keep), keep)
    kept = f"the last {keep} runs are kept in .cgk/{_HISTORY}" if persistent else "the history ends with cgk dev"

    def install(application: web.Application, client: JobClient) -> None:
        Dashboard(
            Services(sdk, client, HistoryReader(file), lambda: recorder.version, access, replace(settings, kept=kept))
        ).install(application)

    try:
        with captured_output(recorder.log):
            yield DashboardSession(recorder, install)
    finally:
        recorder.close()
        if not persistent:
            delete_history(file)
