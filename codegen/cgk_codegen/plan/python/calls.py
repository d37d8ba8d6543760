"""Emitter of the typed functions: `send_job` and `trigger_and_wait` with an overload per event, `task` and others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog


@dataclass(frozen=True, slots=True)
class _Call:
    """Function with an overload per event. It has its own module, which is slow to import for a large catalog."""

    module: str
    function: str
    options: str
    returns_handle: bool
    module_summary: str
    summary: str
    returns: str
    raises: tuple[str, ...]


_CALLS: Final = (
    _Call(
        module="_send",
        function="send_job",
        options="SendOptions",
        returns_handle=True,
        module_summary="Typed sends.",
        summary="Send a job",
        returns="A handle with the run's id.",
        raises=("JobsError: The payload is invalid, no provider is configured, or the provider refused the job.",),
    ),
    _Call(
        module="_wait",
        function="trigger_and_wait",
        options="WaitOptions",
        returns_handle=False,
        module_summary="Typed sends that wait for the result.",
        summary="Send a job and return the result of its handler",
        returns="The result of the handler.",
        raises=(
            "RunFailedError: The run failed, was cancelled or expired.",
            "WaitTimeoutError: The run did not end within the option `timeout`; it continues.",
            "JobsError: As for `send_job`.",
        ),
    ),
)


def emit_calls(catalog: Catalog) -> dict[str, str]:
    """Render the modules of `_CALLS`, and those of the other functions, the examples and the test kit."""
    modules = {call.module: render("python/templates/_calls.py.jinja", catalog=catalog, call=call) for call in _CALLS}
    for name in ("_task", "_jobs", "_client", "_job_client", "_examples", "testing"):
        modules[name] = render(f"python/templates/{name}.py.jinja", catalog=catalog)
    return {f"{catalog.package}/{name}.py": text for name, text in modules.items()}
