"""Entry point of `python -m cgk_runtime.providers.trigger_dev.run`, which the emitted bridge starts."""

from __future__ import annotations

import argparse
import atexit
import os
import signal
import sys

from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.trigger_dev.run.channel import PROTOCOL, Channel
from cgk_runtime.providers.trigger_dev.run.failure import describe
from cgk_runtime.providers.trigger_dev.run.logs import capture_logs


def main() -> int:
    """Import the handlers and serve the worker.

    Returns:
        0 when the worker is gone, 1 when the handlers could not be imported; the worker is told why.
    """
    parser = argparse.ArgumentParser(prog="python -m cgk_runtime.providers.trigger_dev.run")
    parser.add_argument("modules", nargs="+", metavar="MODULE")
    parser.add_argument("--channel", type=int, required=True, help="the socket's file descriptor")
    parser.add_argument("--protocol", type=int, required=True, help="what the bridge speaks")
    parser.add_argument("--sdk", help="the generated package")
    options = parser.parse_args()
    channel = Channel(options.channel)
    # Registered first, so done last: what handlers started and left running does not outlive this process.
    atexit.register(end_children)
    # Whatever a file says: jobs of handlers go through the worker, never to a queue in this process.
    os.environ["JOBS_PROVIDER"] = "trigger.dev"
    try:
        _check_protocol(options.protocol)
        from cgk_runtime.providers.trigger_dev.run.worker import run_worker
        from cgk_runtime.sdk import import_handlers

        sdk = import_handlers(options.modules, options.sdk)
        capture_logs(channel)
    except Exception as error:  # noqa: BLE001  whatever an application's module raises is shown in the run
        channel.send({"type": "failed", **describe(error), "permanent": False, "replace": True})
        return 1
    return run_worker(sdk, channel)


def end_children() -> None:
    """End the process group, where the bridge has made one for this process."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)


def _check_protocol(spoken: int) -> None:
    if spoken != PROTOCOL:
        raise ConfigurationError(
            f"The bridge speaks protocol {spoken}, this cgk-runtime {PROTOCOL}; run `cgk trigger:build` again"
        )


if __name__ == "__main__":
    sys.exit(main())
