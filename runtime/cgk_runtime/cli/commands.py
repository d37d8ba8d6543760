"""Table of the commands of `cgk`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NamedTuple, Protocol, cast


class Command(NamedTuple):
    """Row of the command table.

    Attributes:
        name: The word after `cgk` on the command line.
        module: The command's module below `cgk_runtime.cli`; it has `declare(parser)` and `run(options)`.
        summary: The command's line in `cgk --help`, without a full stop.
    """

    name: str
    module: str
    summary: str


COMMANDS: Final = (
    Command("setup:jobs", "setup.command", "choose a provider, write .env.local, check the setup"),
    Command("dev", "dev", "run handlers and schedules locally, restart when a file changes"),
    Command("serve", "serve", "serve handlers to Inngest over HTTP"),
    Command("worker", "worker", "run handlers for the configured provider"),
    Command("send", "send", "send one job"),
    Command("runs", "runs", "list, show, cancel, replay and delete runs"),
    Command("events", "events", "list the catalog's events, or show one and how to send it"),
    Command("handlers", "handlers.command", "list handlers by event, and those affected by a catalog change"),
    Command("schedules", "schedules", "list the next runs of schedules and their tenants"),
    Command("tenants", "tenants", "create and list tenant schemas, audit isolation, erase a tenant's jobs"),
    Command("db", "db", "create or upgrade the queue in PostgreSQL"),
    Command("outbox", "outbox", "send the jobs that transactions have written, manage failed ones"),
    Command("doctor", "doctor", "check this machine, or explain an error message"),
    Command("lint", "lint", "check handlers, schedules and sends against provider limits"),
    Command("mcp", "mcp", "serve the catalog to assistants over the Model Context Protocol"),
    Command("trigger:build", "trigger_build", "write a Trigger.dev task for every handler and schedule"),
    Command("completion", "completion", "print the completion script for your shell"),
)


class CommandModule(Protocol):
    """Interface of a command's module."""

    def declare(self, parser: argparse.ArgumentParser) -> None:
        """Add the description and the arguments to the command's parser."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Run the command and return its exit status.

        Raises:
            JobsError: The command failed; the error is printed to stderr and the exit status is 1.
        """
        ...


def find_command(arguments: Sequence[str]) -> Command | None:
    """Return the command of a command line, or None.

    Args:
        arguments: The words after `cgk`. The first one that is not an option is the command, because no option before
            the command has a value.
    """
    name = next((argument for argument in arguments if not argument.startswith("-")), None)
    return next((command for command in COMMANDS if command.name == name), None)


def load_command(command: Command) -> CommandModule:
    """Import a command's module."""
    return cast("CommandModule", import_module(f"cgk_runtime.cli.{command.module}"))
