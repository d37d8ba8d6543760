"""A file with every job that was taken, a JSON document per line: what `cgk-codegen live-check` reads."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.errors import ConfigurationError, ProviderError
from cgk_runtime.providers.local.options import LOG_VARIABLE
from cgk_runtime.providers.local.reports import SPEAKER

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.settings import Settings


class JobLog:
    """Appends jobs to a file that only its owner can read, for payloads hold personal data.

    A line is written at once as a whole, so that several processes may write to one file.

    Args:
        path: The file; its folder is there.

    Raises:
        ConfigurationError: It cannot be opened.

    Example of a line:
        {"id":"run_1","at":"2026-11-25T06:00:00Z","tenantId":"acme","event":"order.created","payload":{...},
         "options":{"tags":["vip"]},"headers":{"catalog-version":"1.4.2"}}
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ConfigurationError(f"{LOG_VARIABLE}: {path} cannot be written: {error.strerror}") from None

    def write(self, job_id: str, message: JobMessage, at: float) -> None:
        """Append a job.

        Args:
            job_id: Its id.
            message: The job.
            at: When it was sent, in seconds since 1970.

        Raises:
            ProviderError: The file cannot be written; a log with holes would be taken for a whole one.
        """
        from cgk_runtime.providers.local.dev.wire import job_body

        line = {
            "id": job_id,
            "at": datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z"),
            "tenantId": message.tenant_id,
            **job_body(message).model_dump(mode="json", exclude_defaults=True),
        }
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
        try:
            written = os.write(self._descriptor, text)
        except OSError as error:
            raise self._unwritten(message, error.strerror or str(error)) from None
        if written < len(text):
            raise self._unwritten(message, "the disk is full")

    def _unwritten(self, message: JobMessage, why: str) -> ProviderError:
        return ProviderError(
            f'"{message.event.name}" was not taken, for {self.path} ({LOG_VARIABLE}) cannot be written: {why}',
            speaker=SPEAKER,
        )


def job_log(settings: Settings) -> JobLog | None:
    """Open the file that `JOBS_LOCAL_LOG` names; None where it is not set.

    Raises:
        ConfigurationError: It cannot be opened.
    """
    path = settings.get(LOG_VARIABLE)
    return None if path is None else JobLog(Path(path))
