"""Log of accepted jobs, one JSON document per line; input of `cgk-codegen live-check`."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ConfigurationError, ProviderError
from cgk_runtime.providers.local.dev.wire import to_wire
from cgk_runtime.providers.local.reporting import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

LOG_VARIABLE: Final = "JOBS_LOCAL_LOG"


class JobLog:
    """File that jobs are appended to; a new one is readable by its owner alone because payloads hold personal data.

    Each line is written at once, and several processes may share one file.

    Args:
        path: The file; its folder must exist.

    Raises:
        ConfigurationError: The file cannot be opened.

    Example of a line:
        {"id":"run_1","at":"2026-11-25T06:00:00Z","tenantId":"acme","event":"order.created","payload":{...},
         "options":{"tags":["vip"]},"headers":{"catalog-version":"1.4.2"}}
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ConfigurationError(f"{LOG_VARIABLE}: cannot write {path}: {error.strerror}") from None

    def write(self, job_id: str, message: JobMessage, at: float) -> None:
        """Append a job.

        Args:
            job_id: The job's id.
            message: The job.
            at: When it was sent, in seconds since 1970.

        Raises:
            ProviderError: The line cannot be written; the job is refused to keep the log complete.
        """
        fields = {
            "id": job_id,
            "at": datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z"),
            "tenantId": message.tenant_id,
            **to_wire(message).model_dump(mode="json", exclude_defaults=True),
        }
        line = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
        try:
            problem = None if os.write(self._descriptor, line) == len(line) else "the disk is full"
        except OSError as error:
            problem = error.strerror or str(error)
        if problem is not None:
            raise ProviderError(
                f'"{message.event.name}" was not sent: cannot write {self.path} ({LOG_VARIABLE}): {problem}',
                component=COMPONENT,
            )
