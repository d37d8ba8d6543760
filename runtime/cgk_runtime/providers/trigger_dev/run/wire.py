"""Conversion of jobs and results between the runtime and the worker's SDK."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from cgk_runtime.client.provider import JobMessage, Run, RunError, RunStatus
from cgk_runtime.providers.trigger_dev.job_options import keyed_options

_STATUS_BY_CODE: Final[dict[str, RunStatus]] = {
    "TASK_RUN_CANCELLED": "cancelled",
    "MAX_DURATION_EXCEEDED": "timed_out",
}
"""Error codes of the SDK for runs that ended without failing."""


def job_request(message: JobMessage) -> dict[str, Any]:
    """Return a job for the worker: task id, JSON payload, and the SDK's `TriggerOptions`.

    Every job has an idempotency key: it makes a repeated request harmless, and identifies the run of a batch item.

    Raises:
        InvalidOptionError: Trigger.dev would reject, drop or misread an option.
    """
    options = keyed_options(message)
    if "queue" in options:  # unlike the API, the SDK expects only the queue's name
        options["queue"] = options["queue"]["name"]
    return {"task": message.event.task_id, "payload": message.payload.decode(), "options": options}


def run_from_result(result: Mapping[str, Any], message: JobMessage) -> Run:
    """Convert a result of `triggerAndWait`."""
    run_id, event, tenant_id = str(result["id"]), message.event.name, message.tenant_id
    if result["ok"]:
        output = json.dumps(result.get("output"), ensure_ascii=False, separators=(",", ":")).encode()
        return Run(run_id, event, "completed", tenant_id, output=output)
    error = result["error"]
    name = str(error.get("name") or "Error")
    return Run(
        run_id, event, _STATUS_BY_CODE.get(name, "failed"), tenant_id, error=RunError(name, str(error.get("message")))
    )
