"""The package's front door: everything importable from one place, nothing loaded before it is used."""

from __future__ import annotations

from typing import Final

from cgk_codegen.plan.python.models import in_order_of_use
from cgk_codegen.plan.runtime import RUNTIME_BELOW, RUNTIME_FROM, RUNTIME_RANGE
from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.catalog import dict_type_name
from cgk_codegen.resolve.names import snake_case

RUNTIME_EXPORTS: Final = (
    "AbortTask",
    "ApiError",
    "AuthenticationError",
    "BadRequestError",
    "BatchError",
    "CancelOn",
    "Catalog",
    "Concurrency",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "CrossTenantError",
    "Debounce",
    "EventDefinition",
    "Health",
    "InvalidOptionError",
    "InvalidPayloadError",
    "InvalidTenantError",
    "Job",
    "JobHandle",
    "JobItem",
    "JobMessage",
    "JobProvider",
    "JobsError",
    "MissingTenantError",
    "NoTenantError",
    "NotConfiguredError",
    "NotFoundError",
    "NotSupportedError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "ProviderError",
    "QueueFullError",
    "RateLimitError",
    "Retry",
    "RetryAfter",
    "Run",
    "RunFailedError",
    "RunFailure",
    "RunNotFoundError",
    "RunningLoopError",
    "ScheduleContext",
    "ScheduleDefinition",
    "SendOptions",
    "ServerError",
    "TaskContext",
    "TaskOptions",
    "UnknownEventError",
    "UnknownScheduleError",
    "UnprocessableError",
    "WaitOptions",
    "WaitTimeoutError",
    "current_tenant",
)
"""The runtime's public names that a generated package hands on, so that its users import from one place."""

CLIENT_EXPORTS: Final = (
    "around_run",
    "around_send",
    "cancel_job",
    "cancel_job_sync",
    "create_job_client",
    "get_handle",
    "get_run_status",
    "get_run_status_sync",
    "health_check",
    "health_check_sync",
    "replay_job",
    "replay_job_sync",
    "reset_job_client",
    "reset_job_client_sync",
    "resource",
    "send_job_dynamic",
    "send_job_dynamic_sync",
    "send_jobs",
    "send_jobs_sync",
    "set_job_client",
    "tenant_source",
    "upcast",
    "trigger_and_wait_dynamic",
    "trigger_and_wait_dynamic_sync",
    "with_tenant",
)
"""The functions of `_client.py`."""


def emit_exports(catalog: Catalog) -> dict[str, str]:
    """Make `__init__.py` and `py.typed`."""
    package = catalog.package
    own = {
        f"{package}._catalog": ["CATALOG"],
        f"{package}._client": list(CLIENT_EXPORTS),
        f"{package}._job_client": ["JobClient"],
        f"{package}._jobs": ["Jobs", "jobs"],
        f"{package}._send": ["send_job", "send_job_sync"],
        f"{package}._task": ["schedule", "task"],
        f"{package}._wait": ["trigger_and_wait", "trigger_and_wait_sync"],
        f"{package}.events": ["EVENT_CATEGORIES", "TOTAL_EVENT_COUNT", "EventName", "JobEvents"],
        f"{package}.schedules": ["SCHEDULES", "ScheduleName", "Schedules"],
        "cgk_runtime": list(RUNTIME_EXPORTS),
    }
    shared = [named.name for named in in_order_of_use(catalog) if named.fields is not None]
    if shared:
        own[f"{package}.models.shared"] = shared
        own[f"{package}.payloads.shared"] = [dict_type_name(name) for name in shared]
    for category in catalog.categories:
        events = catalog.events_of(category)
        if events:
            objects = [named.name for named in in_order_of_use(catalog, category)]
            results = [event.result.name for event in events if event.result is not None]
            payloads = [event.payload_type for event in events]
            own[f"{package}.models.{snake_case(category)}"] = [*objects, *payloads, *results]
            own[f"{package}.payloads.{snake_case(category)}"] = [
                dict_type_name(name) for name in (*objects, *payloads, *results)
            ]
    exports = dict(sorted((name, module) for module, names in own.items() for name in names))
    modules = {module: sorted(names) for module, names in sorted(own.items())}
    text = render(
        "python/templates/__init__.py.jinja",
        catalog=catalog,
        modules=modules,
        exports=exports,
        runtime_from=str(RUNTIME_FROM),
        runtime_below=str(RUNTIME_BELOW),
        runtime_range=RUNTIME_RANGE,
    )
    return {f"{package}/__init__.py": text, f"{package}/py.typed": ""}
