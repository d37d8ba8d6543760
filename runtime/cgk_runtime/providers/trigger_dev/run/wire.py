"""Conversion of jobs and results between the runtime and the worker's SDK."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

from cgk_runtime.client.provider import JobMessage, Run, RunError, RunStatus
from cgk_runtime.providers.trigger_dev.job_options import wire_options

_STATUS_BY_CODE: Final[dict[str, RunStatus]] = {
    "TASK_RUN_CANCELLED": "cancelled",
    "MAX_DURATION_EXCEEDED": "timed_out",
}
"""Error codes of the SDK for runs that ended without failing."""


def job_request(message: JobMessage) -> dict[str, Any]:
    """Return a job for the worker: task id, JSON payload, and the SDK's `TriggerOptions`.

    Raises:
        InvalidOptionError: Trigger.dev would reject, drop or misread an option.
    """
    options = wire_options(message)
    # The SDK cannot show a key for a hash, and accepts a queue by name.
    options.pop("idempotencyKeyOptions", None)
    if "queue" in options:
        options["queue"] = options["queue"]["name"]
    return {"task": message.event.task_id, "payload": message.payload.decode(), "options": options}


def item_request(message: JobMessage) -> dict[str, Any]:
    """Return a batch item for the worker; its idempotency key identifies the run later."""
    body = job_request(message)
    body["options"].setdefault("idempotencyKey", secrets.token_hex(32))
    return body


def run_from_result(body: Mapping[str, Any], message: JobMessage) -> Run:
    """Convert a result of `triggerAndWait`."""
    run_id, event, tenant_id = str(body["id"]), message.event.name, message.tenant_id
    if body["ok"]:
        output = json.dumps(body.get("output"), ensure_ascii=False, separators=(",", ":")).encode()
        return Run(run_id, event, "completed", tenant_id, output=output)
    error = body["error"]
    name = str(error.get("name") or "Error")
    return Run(
        run_id, event, _STATUS_BY_CODE.get(name, "failed"), tenant_id, error=RunError(name, str(error.get("message")))
    )
