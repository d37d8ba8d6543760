"""Public names that every generated package exports; a catalog cannot use them for its types."""

from __future__ import annotations

from typing import Final

RUNTIME_EXPORTS: Final = (
    "AbortTask", "ApiError", "AuthenticationError", "BadRequestError", "BatchError", "CancelOn", "Catalog",
    "Concurrency", "ConfigurationError", "ConflictError", "ConnectionFailedError", "CrossTenantError", "Debounce",
    "EventDefinition", "Health", "InvalidOptionError", "InvalidPayloadError", "InvalidTenantError", "Job", "JobHandle",
    "JobItem", "JobMessage", "JobProvider", "JobsError", "MissingTenantError", "NoTenantError", "NotConfiguredError",
    "NotFoundError", "NotSupportedError", "PayloadTooLargeError", "PermissionDeniedError", "ProviderError",
    "QueueFullError", "RateLimit", "RateLimitError", "Retry", "RetryAfter", "Run", "RunFailedError", "RunFailure",
    "RunNotFoundError", "RunningLoopError", "ScheduleContext", "ScheduleDefinition", "ScopeInGeneratorError",
    "SendOptions", "ServerError", "TaskContext", "TaskOptions", "UnknownEventError", "UnknownScheduleError",
    "UnprocessableError", "WaitOptions", "WaitTimeoutError", "current_tenant",
)  # fmt: skip
"""The runtime's public names that a generated package re-exports."""

_WITH_SYNC_TWIN: Final = (
    "cancel_job", "get_run_status", "health_check", "replay_job", "reset_job_client", "send_job_dynamic", "send_jobs",
    "trigger_and_wait_dynamic",
)  # fmt: skip
"""Functions that also exist for code without an event loop, with the suffix `_sync`."""

CLIENT_EXPORTS: Final = (
    *_WITH_SYNC_TWIN,
    *(f"{name}_sync" for name in _WITH_SYNC_TWIN),
    *("around_run", "around_send", "create_job_client", "get_handle", "resource", "set_job_client", "tenant_source"),
    *("tenant_weight", "upcast", "with_tenant"),
)
"""The functions of `_client.py`."""
