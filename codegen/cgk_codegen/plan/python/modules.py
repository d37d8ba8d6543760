"""Emitter of the Python modules whose templates need only the catalog: the typed functions and the catalog's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog
from cgk_codegen.sdk_exports import CLIENT_EXPORTS


@dataclass(frozen=True, slots=True)
class _TypedFunction:
    """Function with an overload per event, in a module of its own because it loads slowly for a large catalog."""

    module: str
    name: str
    options: str
    returns_handle: bool
    module_summary: str
    summary: str
    returns: str
    raises: tuple[str, ...]


_TYPED_FUNCTIONS: Final = (
    _TypedFunction(
        module="_send",
        name="send_job",
        options="SendOptions",
        returns_handle=True,
        module_summary="Typed sends.",
        summary="Send a job",
        returns="A handle with the run's id.",
        raises=("JobsError: The payload is invalid, no provider is configured, or the provider refused the job.",),
    ),
    _TypedFunction(
        module="_wait",
        name="trigger_and_wait",
        options="WaitOptions",
        returns_handle=False,
        module_summary="Typed sends that wait for the result.",
        summary="Send a job and return the result of its handler",
        returns="The result of the handler.",
        raises=(
            "RunFailedError: The run failed, was canceled, expired or timed out.",
            "WaitTimeoutError: The run did not end within the option `timeout`; it continues.",
            "JobsError: As for `send_job`.",
        ),
    ),
)


def emit_modules(catalog: Catalog) -> dict[str, str]:
    """Render the modules with typed functions, the test kit, the examples, the events and the schedules."""
    modules: dict[str, str] = {}
    for function in _TYPED_FUNCTIONS:
        modules[function.module] = render("python/templates/_calls.py.jinja", catalog=catalog, function=function)
    client_functions = sorted(name for name in CLIENT_EXPORTS if name != "create_job_client")
    for name in ("_task", "_jobs", "_client", "_job_client", "_examples", "testing", "_catalog", "events", "schedules"):
        template = f"python/templates/{name}.py.jinja"
        modules[name] = render(template, catalog=catalog, client_functions=client_functions)
    return {f"{catalog.package}/{name}.py": text for name, text in modules.items()}
