"""Jobs and results as the worker's SDK names them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

from cgk_runtime.client.provider import JobMessage, Run, RunError, RunStatus
from cgk_runtime.providers.trigger_dev.job_options import wire_options

_ENDINGS: Final[dict[str, RunStatus]] = {
    "TASK_RUN_CANCELLED": "cancelled",
    "MAX_DURATION_EXCEEDED": "timed_out",
}
"""The SDK's codes that say how a run has ended, where it did not fail."""


def job_request(message: JobMessage) -> dict[str, Any]:
    """Write a job for the worker: the task's id, the payload as JSON, the SDK's `TriggerOptions`.

    Raises:
        InvalidOptionError: Options that Trigger.dev would refuse, drop or misread.
    """
    options = wire_options(message)
    # The SDK shows no key of its own beside one that comes to it as a hash, and takes a queue by its name.
    options.pop("idempotencyKeyOptions", None)
    if "queue" in options:
        options["queue"] = options["queue"]["name"]
    return {"task": message.event.task_id, "payload": message.payload.decode(), "options": options}


def item_request(message: JobMessage) -> dict[str, Any]:
    """Write a job of a batch, by whose idempotency key its run is found."""
    body = job_request(message)
    body["options"].setdefault("idempotencyKey", secrets.token_hex(32))
    return body


def run_from_result(body: Mapping[str, Any], message: JobMessage) -> Run:
    """Read what `triggerAndWait` gave."""
    run_id, event, tenant_id = str(body["id"]), message.event.name, message.tenant_id
    if body["ok"]:
        output = json.dumps(body.get("output"), ensure_ascii=False, separators=(",", ":")).encode()
        return Run(run_id, event, "completed", tenant_id, output=output)
    error = body["error"]
    name = str(error.get("name") or "Error")
    return Run(run_id, event, _ENDINGS.get(name, "failed"), tenant_id, error=RunError(name, str(error.get("message"))))
