"""What handlers log and print, on its way to Trigger.dev: records at their level, each with its tenant."""

from __future__ import annotations

import io
import logging
import os
import sys
from typing import TYPE_CHECKING, Final

from cgk_runtime.tenant import current_tenant_or_none

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.run.channel import Channel

_OF_EVERY_RECORD: Final = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"})


class ChannelHandler(logging.Handler):
    """Hands log records to the worker, which writes them to the run's log.

    Args:
        channel: The way there.
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
        except Exception:  # noqa: BLE001  logging never fails its caller; this reports to standard error
            self.handleError(record)


def capture_logs(channel: Channel) -> None:
    """Have everything that is logged or printed reach the worker, whatever the application has set up.

    Handlers of the root logger that write to the terminal are replaced: each record would arrive twice.

    Args:
        channel: The way to the worker.
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


def mark_end(marker: str) -> None:
    """Write a line to both output streams, after which the worker knows that it has read all of a run's output."""
    for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            stream.flush()
            os.write(descriptor, f"{marker}\n".encode())
        except (OSError, ValueError):  # the handler closed it; the worker does not wait for long
            continue


def _writes_to_terminal(handler: logging.Handler) -> bool:
    # The handler's own class only: others may write to the terminal as well as elsewhere.
    stream: object = vars(handler).get("stream")
    return type(handler) is logging.StreamHandler and (stream is sys.stdout or stream is sys.stderr)


def _level(number: int) -> str:
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warn"
    return "info" if number >= logging.INFO else "debug"


def _attributes(record: logging.LogRecord) -> dict[str, object]:
    extra = {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
    tenant_id = extra.pop("tenant_id", None) or current_tenant_or_none()
    named = {"tenantId": tenant_id} if tenant_id else {}
    return {"logger": record.name, **named, **extra}
