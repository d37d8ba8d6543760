"""The typed calls: `send_job` and `trigger_and_wait` with an overload per event, `task`, `jobs`, and the client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cgk_codegen.plan.python.docs import deprecation_of
from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.names import snake_case


@dataclass(frozen=True, slots=True)
class _Call:
    """A function with overloads; who does not import its module does not pay for them."""

    module: str
    function: str
    options: str
    result: str
    module_summary: str
    summary: str
    returns: str
    raises: tuple[str, ...]


_CALLS: Final = (
    _Call(
        module="_send",
        function="send_job",
        options="SendOptions",
        result="JobHandle[Any]",
        module_summary="Sending a job by its event's name.",
        summary="Send a job",
        returns="A handle with the run's id.",
        raises=("JobsError: The payload is not valid, no provider is configured, or the provider refused the job.",),
    ),
    _Call(
        module="_wait",
        function="trigger_and_wait",
        options="WaitOptions",
        result="Any",
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
    """Make the modules of `_CALLS`, and those with the other functions, the examples and the test kit."""
    modules = {name: snake_case(name) for name in catalog.categories}
    calls = {
        f"{catalog.package}/{call.module}.py": render(
            "python/templates/_calls.py.jinja",
            catalog=catalog,
            modules=modules,
            deprecations={event.name: deprecation_of(event) for event in catalog.events.values()},
            function=call.function,
            options=call.options,
            result=call.result,
            handle=call.result.startswith("JobHandle"),
            module_summary=call.module_summary,
            summary=call.summary,
            returns=call.returns,
            raises=call.raises,
        )
        for call in _CALLS
    }
    rest = {
        f"{catalog.package}/{name}.py": render(f"python/templates/{name}.py.jinja", catalog=catalog, modules=modules)
        for name in ("_task", "_jobs", "_client", "_job_client", "_examples", "testing")
    }
    return {**calls, **rest}
