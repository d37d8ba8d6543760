"""The typed calls: `send_job` and `trigger_and_wait` with an overload per event, `task`, `jobs`, and the client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog


@dataclass(frozen=True, slots=True)
class _Call:
    """A function with an overload per event, in a module of its own: importing it is slow for a large catalog."""

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
        module_summary="Sending a job by its event's name.",
        summary="Send a job",
        returns="A handle with the run's id.",
        raises=("JobsError: The payload is not valid, no provider is configured, or the provider refused the job.",),
    ),
    _Call(
        module="_wait",
        function="trigger_and_wait",
        options="WaitOptions",
        returns_handle=False,
        module_summary="Sending a job by its event's name and waiting for its result.",
        summary="Send a job and wait for what its handler returns",
        returns="What the handler returned.",
        raises=(
            "RunFailedError: The run failed, was cancelled or has expired.",
            "WaitTimeoutError: The option `timeout` is over; the run goes on.",
            "JobsError: As `send_job`.",
        ),
    ),
)


def emit_calls(catalog: Catalog) -> dict[str, str]:
    """Render the modules of `_CALLS`, and those with the other functions, the examples and the test kit."""
    modules = {call.module: render("python/templates/_calls.py.jinja", catalog=catalog, call=call) for call in _CALLS}
    for name in ("_task", "_jobs", "_client", "_job_client", "_examples", "testing"):
        modules[name] = render(f"python/templates/{name}.py.jinja", catalog=catalog)
    return {f"{catalog.package}/{name}.py": text for name, text in modules.items()}
