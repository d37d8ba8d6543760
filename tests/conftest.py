"""Settings and checks for every test."""

from __future__ import annotations

import signal

import pytest
from processes import adopt_orphans, end_survivors

pytest.register_assert_rewrite("golden")

SURVIVORS = pytest.StashKey[dict[int, str]]()


@pytest.fixture
def anyio_backend() -> str:
    """Event loop of asynchronous tests."""
    return "asyncio"


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the processes of the tests."""
    # A shell ignores Ctrl-C in the background, and children inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not _is_xdist_worker(config):
        adopt_orphans()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run if a process that a test started is still running."""
    if not _is_xdist_worker(session.config) and (survivors := end_survivors()):
        session.config.stash[SURVIVORS] = survivors
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Report the processes that were still running."""
    for process, command in config.stash.get(SURVIVORS, {}).items():
        terminalreporter.line(f"ERROR a test left process {process} running: {command}", red=True)


def _is_xdist_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
