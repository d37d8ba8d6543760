"""Test kit: jobs on a virtual clock, example payloads, payload strategies and a conformance suite for providers.

The names are imported on first use, because pytest loads this package as a plugin in every test run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cgk_runtime.testing.clock import VirtualClock
    from cgk_runtime.testing.conformance import ProviderConformance
    from cgk_runtime.testing.examples import make_example
    from cgk_runtime.testing.failures import HandlerFailedError
    from cgk_runtime.testing.sent_job import SentJob
    from cgk_runtime.testing.sent_jobs import SentJobs
    from cgk_runtime.testing.strategies import payload_strategy

__all__ = [
    "HandlerFailedError",
    "ProviderConformance",
    "SentJob",
    "SentJobs",
    "VirtualClock",
    "make_example",
    "payload_strategy",
]

_MODULES: Final = {
    "HandlerFailedError": "cgk_runtime.testing.failures",
    "ProviderConformance": "cgk_runtime.testing.conformance",
    "SentJob": "cgk_runtime.testing.sent_job",
    "SentJobs": "cgk_runtime.testing.sent_jobs",
    "VirtualClock": "cgk_runtime.testing.clock",
    "make_example": "cgk_runtime.testing.examples",
    "payload_strategy": "cgk_runtime.testing.strategies",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
