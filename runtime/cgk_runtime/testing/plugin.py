"""Pytest plugin: the fixture `sent_jobs`, and a guard that keeps all other tests from sending real jobs."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Final

import pytest

from cgk_runtime._internal.environment_guard import refuse_environment

if TYPE_CHECKING:
    from cgk_runtime.testing.sent_jobs import SentJobs

_SDK: Final = "cgk_jobs_sdk"
_MARKER: Final = "jobs_from_environment"
_REFUSAL: Final = (
    "Tests do not send jobs to the provider of the environment; use the fixture sent_jobs, pass a provider or settings "
    f"to create_job_client, or mark the test with @pytest.mark.{_MARKER}"
)


pytest.register_assert_rewrite("cgk_runtime.testing.conformance", "cgk_runtime.testing.operations")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini option that names the generated package if several are installed."""
    parser.addini(_SDK, "generated package whose jobs the fixture sent_jobs records, if several are installed")


def pytest_configure(config: pytest.Config) -> None:
    """Enable the guard."""
    config.addinivalue_line("markers", f"{_MARKER}: let the test send jobs to the provider of the environment")
    previous_refusal = refuse_environment(_REFUSAL)
    config.add_cleanup(lambda: _restore(previous_refusal))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Lift the guard for a marked test and its fixtures."""
    if item.get_closest_marker(_MARKER) is None:
        return (yield)
    previous_refusal = refuse_environment(None)
    try:
        return (yield)
    finally:
        refuse_environment(previous_refusal)


@pytest.fixture
def sent_jobs(pytestconfig: pytest.Config) -> Generator[SentJobs]:
    """Record every job the test sends, and run jobs on a virtual clock."""
    from cgk_runtime.installed_sdk import choose_sdk
    from cgk_runtime.testing.sent_jobs import SentJobs

    name: str = pytestconfig.getini(_SDK)
    with SentJobs(choose_sdk(name or None)) as sent:
        yield sent


def _restore(refusal: str | None) -> None:
    refuse_environment(refusal)
