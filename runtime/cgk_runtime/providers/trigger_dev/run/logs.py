"""Forwarding of logs and output to Trigger.dev: records keep their level and get their tenant."""

from __future__ import annotations

import io
import logging
import os
import sys
from typing import TYPE_CHECKING, Final

from cgk_runtime.tenant import current_tenant_or_none

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.run.channel import Channel

_STANDARD_ATTRIBUTES: Final = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"})


class ChannelHandler(logging.Handler):
    """Log handler that sends records to the worker, which writes them to the run's log.

    Args:
        channel: Channel to the worker.
    """

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record."""
        try:
            self._channel.send(
                {
                    "type": "log",
                    "level": _level(record.levelno),
                    "message": self.format(record),
                    "attributes": _attributes(record),
                }
            )
        except Exception:  # noqa: BLE001  logging must not fail its caller; handleError reports to standard error
            self.handleError(record)


def capture_logs(channel: Channel) -> None:
    """Send all log records to the worker, and write output line by line.

    This works with any logging configuration of the application. Handlers of the root logger that write to the terminal
    are removed, because each of their records would arrive twice.

    Args:
        channel: Channel to the worker.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if _writes_to_terminal(handler)]:
        root.removeHandler(handler)
    root.addHandler(ChannelHandler(channel))
    if root.level in (logging.NOTSET, logging.WARNING):
        root.setLevel(logging.INFO)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)


def write_end_marker(marker: str) -> None:
    """Write the marker to both output streams, as a sign for the worker that the run's output is complete."""
    for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            stream.flush()
            os.write(descriptor, f"{marker}\n".encode())
        except (OSError, ValueError):  # the handler closed the stream; the worker stops waiting after two seconds
            continue


def _writes_to_terminal(handler: logging.Handler) -> bool:
    # A subclass of StreamHandler may also write elsewhere, so it stays.
    stream: object = vars(handler).get("stream")
    return type(handler) is logging.StreamHandler and (stream is sys.stdout or stream is sys.stderr)


def _level(number: int) -> str:
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warn"
    return "info" if number >= logging.INFO else "debug"


def _attributes(record: logging.LogRecord) -> dict[str, object]:
    extra = {name: value for name, value in vars(record).items() if name not in _STANDARD_ATTRIBUTES}
    tenant_id = extra.pop("tenant_id", None) or current_tenant_or_none()
    tenant = {"tenantId": tenant_id} if tenant_id else {}
    return {"logger": record.name, **tenant, **extra}
