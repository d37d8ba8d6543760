"""Event names on the command line, and their completion in a shell."""

from __future__ import annotations

import argparse
from typing import Any


def add_event_argument(parser: argparse.ArgumentParser, **keywords: Any) -> None:
    """Declare an event's name; a shell completes it from the catalog.

    Args:
        parser: The command's.
        **keywords: More of `add_argument`.
    """
    argument: Any = parser.add_argument("event", metavar="EVENT", **keywords)
    argument.completer = complete_event_name


def complete_event_name(prefix: str, parsed_args: argparse.Namespace, **_keywords: object) -> dict[str, str]:
    """Give the events that begin with what is typed, each with its description."""
    from cgk_runtime.sdk import choose_sdk

    events = choose_sdk(getattr(parsed_args, "sdk", None)).catalog.events
    return {name: event.description for name, event in events.items() if name.startswith(prefix)}
