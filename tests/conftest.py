"""Settings, markers and checks for every test."""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from cgk_runtime.tenant import current_scope
from paths import TESTS
from processes import adopt_orphans, end_survivors

pytest.register_assert_rewrite("golden")
pytest_plugins = ["browser", "forked_commands"]

ROUNDS = int(os.environ.get("ROUNDS") or 1)

MARKED = {
    "node": (
        "codegen/plan/asyncapi",
        "codegen/plan/json_schema",
        "codegen/test_packages.py",
        "runtime/providers/trigger_dev",
        "typescript",
    ),
    "postgres": ("runtime/db", "runtime/providers/postgres"),
    "slow": (
        "codegen/cli/test_pre_commit.py",
        "codegen/evolution/test_soundness.py",
        "codegen/plan/json_schema/test_validators_agree.py",
        "docs/test_snippets.py",
        "runtime/providers/inngest/test_worker.py",
        "runtime/providers/trigger_dev/build",
        "typescript/test_emitted.py",
        "typing",
    ),
}
"""Folders and files whose tests all have a marker."""

STDERR = pytest.StashKey[int]()
SURVIVORS = pytest.StashKey[dict[int, str]]()


@pytest.fixture
def anyio_backend() -> str:
    """Event loop of asynchronous tests."""
    return "asyncio"


@pytest.fixture(autouse=True)
def no_tenant_is_left() -> Iterator[None]:
    """Fail a test that leaves a tenant's scope open, in which later tests would run."""
    yield
    assert current_scope() is None


def pytest_configure(config: pytest.Config) -> None:
    """Configure hypothesis, signal handling and the parent of orphaned processes."""
    hypothesis.settings.register_profile(
        "tests", max_examples=50 * ROUNDS, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("tests")
    # A shell starts background commands with SIGINT ignored, and their children inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.stash[STDERR] = os.dup(2)  # not captured yet
    if not _is_xdist_worker(config):
        adopt_orphans()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import the tests without garbage collection, and exclude what they import from later ones."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of whole folders and files; run the slow ones first to keep all xdist workers busy."""
    for item in items:
        for marker in _markers_of(item.path):
            item.add_marker(marker)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Start the timer of faulthandler again, because pytest stops it when a test fails; the teardown may hang, too."""
    if seconds := item.config.getini("faulthandler_timeout"):
        faulthandler.dump_traceback_later(float(seconds), exit=True, file=item.config.stash[STDERR])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run if a process that a test started is still running."""
    if not _is_xdist_worker(session.config) and (survivors := end_survivors()):
        session.config.stash[SURVIVORS] = survivors
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Report the processes that were still running."""
    for process, command in config.stash.get(SURVIVORS, dict[int, str]()).items():
        terminalreporter.line(f"ERROR a test left process {process} running: {command}", red=True)


@cache
def _markers_of(path: Path) -> list[str]:
    inside = path.relative_to(TESTS)
    return [marker for marker, places in MARKED.items() if any(inside.is_relative_to(place) for place in places)]


def _is_xdist_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
