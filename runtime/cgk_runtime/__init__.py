"""The engine under every generated job catalog: sends jobs, runs handlers in their tenant's context, retries.

Applications import these names from their generated package, which re-exports them. Each is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

__version__ = "0.1.0"

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition, Retry, ScheduleDefinition
    from cgk_runtime.client.batch import BatchError, JobItem
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.client.handle import JobHandle
    from cgk_runtime.client.job import Job
    from cgk_runtime.client.options import SendOptions, WaitOptions
    from cgk_runtime.client.provider import Health, JobMessage, JobProvider, Run, RunError
    from cgk_runtime.errors import (
        AbortTask,
        ApiError,
        AuthenticationError,
        BadRequestError,
        ClosedError,
        ConfigurationError,
        ConflictError,
        ConnectionFailedError,
        CrossTenantError,
        FieldProblem,
        HandlerDefinitionError,
        InvalidOptionError,
        InvalidPayloadError,
        InvalidTenantError,
        JobsError,
        MissingTenantError,
        NoHandlerError,
        NotConfiguredError,
        NoTenantError,
        NotFoundError,
        NotSupportedError,
        PayloadTooLargeError,
        PermissionDeniedError,
        ProviderError,
        QueueFullError,
        RateLimitError,
        RetryAfter,
        RunFailedError,
        RunningLoopError,
        RunNotFoundError,
        ScopeInGeneratorError,
        ServerError,
        TenantError,
        UnknownEventError,
        UnknownScheduleError,
        UnprocessableError,
        WaitTimeoutError,
    )
    from cgk_runtime.schedules.definitions import ScheduleContext
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings
    from cgk_runtime.tasks.context import TaskContext
    from cgk_runtime.tasks.failures import RunFailure
    from cgk_runtime.tasks.options import CancelOn, Concurrency, Debounce, RateLimit, TaskOptions
    from cgk_runtime.tasks.steps.driver import StepError, StepFailedError
    from cgk_runtime.tasks.steps.steps import Steps
    from cgk_runtime.tasks.task import Task
    from cgk_runtime.tenant import current_tenant, with_tenant

__all__ = [
    "AbortTask",
    "ApiError",
    "AuthenticationError",
    "BadRequestError",
    "BatchError",
    "CancelOn",
    "Catalog",
    "ClosedError",
    "Concurrency",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "CrossTenantError",
    "Debounce",
    "EventDefinition",
    "FieldProblem",
    "HandlerDefinitionError",
    "Health",
    "InvalidOptionError",
    "InvalidPayloadError",
    "InvalidTenantError",
    "Job",
    "JobClient",
    "JobHandle",
    "JobItem",
    "JobMessage",
    "JobProvider",
    "JobsError",
    "MissingTenantError",
    "NoHandlerError",
    "NoTenantError",
    "NotConfiguredError",
    "NotFoundError",
    "NotSupportedError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "ProviderError",
    "QueueFullError",
    "RateLimit",
    "RateLimitError",
    "Retry",
    "RetryAfter",
    "Run",
    "RunError",
    "RunFailedError",
    "RunFailure",
    "RunNotFoundError",
    "RunningLoopError",
    "ScheduleContext",
    "ScheduleDefinition",
    "ScopeInGeneratorError",
    "Sdk",
    "SendOptions",
    "ServerError",
    "Settings",
    "StepError",
    "StepFailedError",
    "Steps",
    "Task",
    "TaskContext",
    "TaskOptions",
    "TenantError",
    "UnknownEventError",
    "UnknownScheduleError",
    "UnprocessableError",
    "WaitOptions",
    "WaitTimeoutError",
    "current_tenant",
    "with_tenant",
]

_MODULES: Final = {
    "catalog": ("Catalog", "EventDefinition", "Retry", "ScheduleDefinition"),
    "client.batch": ("BatchError", "JobItem"),
    "client.client": ("JobClient",),
    "tasks.failures": ("RunFailure",),
    "client.handle": ("JobHandle",),
    "client.job": ("Job",),
    "client.options": ("SendOptions", "WaitOptions"),
    "client.provider": ("Health", "JobMessage", "JobProvider", "Run", "RunError"),
    "schedules.definitions": ("ScheduleContext",),
    "sdk": ("Sdk",),
    "settings": ("Settings",),
    "tasks.steps.driver": ("StepError", "StepFailedError"),
    "tasks.steps.steps": ("Steps",),
    "tasks.options": ("CancelOn", "Concurrency", "Debounce", "RateLimit", "TaskOptions"),
    "tasks.context": ("TaskContext",),
    "tasks.task": ("Task",),
    "tenant": ("current_tenant", "with_tenant"),
}
"""Public names by module; names that are not listed here are in `errors`."""

_MODULE_OF: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"cgk_runtime.{_MODULE_OF.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
