"""Entry point of `python -m cgk_runtime.providers.trigger_dev.run`, which the generated bridge starts."""

from __future__ import annotations

import argparse
import asyncio
import atexit
import os
import signal
import sys

from cgk_runtime._internal.resilient_output import resilient_output
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.trigger_dev.run.channel import PROTOCOL, Channel
from cgk_runtime.providers.trigger_dev.run.failure import describe_error
from cgk_runtime.providers.trigger_dev.run.logs import capture_logs


def main() -> int:
    """Import the handlers and run them until the worker ends.

    Returns:
        0 at the end of the loop, 1 if the handlers could not be imported; the worker receives the error.
    """
    parser = argparse.ArgumentParser(prog="python -m cgk_runtime.providers.trigger_dev.run")
    parser.add_argument("modules", nargs="+", metavar="MODULE")
    parser.add_argument("--channel", type=int, required=True, help="file descriptor of the socket")
    parser.add_argument("--protocol", type=int, required=True, help="protocol version of the bridge")
    parser.add_argument("--sdk", help="the generated package")
    options = parser.parse_args()
    channel = Channel(options.channel)
    # Registered first, so it runs last: it ends the processes that handlers left running.
    atexit.register(end_children)
    # Overrides .env files: jobs of handlers go through the worker, never to the local provider.
    os.environ["JOBS_PROVIDER"] = "trigger.dev"
    try:
        _check_protocol(options.protocol)
        from cgk_runtime.installed_sdk import import_handlers
        from cgk_runtime.providers.trigger_dev.run.loop import RunLoop

        sdk = import_handlers(options.modules, options.sdk)
        capture_logs(channel)
    except Exception as error:  # noqa: BLE001  any exception of an application's module is shown in the run
        channel.send({"type": "failed", **describe_error(error), "permanent": False, "replace": True})
        return 1
    asyncio.run(RunLoop(sdk, channel).serve())
    sys.stdout.flush()  # `end_children` kills this process before Python would flush
    return 0


def end_children() -> None:
    """Kill this process and its children, if the bridge gave it a process group of its own."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)


def _check_protocol(version: int) -> None:
    if version != PROTOCOL:
        raise ConfigurationError(
            f"The bridge uses protocol {version}, this cgk-runtime {PROTOCOL}; run `cgk trigger:build` again"
        )


if __name__ == "__main__":
    with resilient_output():
        status = main()
    sys.exit(status)
