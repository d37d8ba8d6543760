"""The typed calls: `send_job` and `trigger_and_wait` with an overload per event, `task`, `jobs`, and the client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cgk_codegen.plan.outline import Outline
from cgk_codegen.plan.texts import Filled, Text
from cgk_codegen.resolve import Catalog


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


def emit_calls(catalog: Catalog, outline: Outline) -> dict[str, Text]:
    """Make the modules of `_CALLS`, and those with the other functions, the examples and the test kit."""
    files: dict[str, Text] = {f"{catalog.package}/{call.module}.py": _call(call, outline) for call in _CALLS}
    for name in ("_task", "_jobs", "_client", "_job_client", "testing"):
        files[f"{catalog.package}/{name}.py"] = Filled(f"python/templates/{name}.py.jinja", outline)
    examples = {"examples": [(event.name, event.example) for event in catalog.events.values()]}
    files[f"{catalog.package}/_examples.py"] = Filled("python/templates/_examples.py.jinja", outline, examples)
    return files


def _call(call: _Call, outline: Outline) -> Filled:
    values = {
        "function": call.function,
        "options": call.options,
        "result": call.result,
        "handle": call.result.startswith("JobHandle"),
        "module_summary": call.module_summary,
        "summary": call.summary,
        "returns": call.returns,
        "raises": call.raises,
    }
    return Filled("python/templates/_calls.py.jinja", outline, values)
