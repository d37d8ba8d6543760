"""The argument EVENT, with completion from the catalog."""

from __future__ import annotations

import argparse
from typing import Any


def add_event_argument(parser: argparse.ArgumentParser, **keywords: Any) -> None:
    """Declare the name of an event.

    Args:
        parser: The command's parser.
        **keywords: Further arguments of `add_argument`.
    """
    argument: Any = parser.add_argument("event", metavar="EVENT", **keywords)
    argument.completer = complete_event_name


def complete_event_name(prefix: str, parsed_args: argparse.Namespace, **_keywords: object) -> dict[str, str]:
    """Return the events whose names start with the prefix, with their descriptions."""
    from cgk_runtime.sdk import choose_sdk

    events = choose_sdk(getattr(parsed_args, "sdk", None)).catalog.events
    return {name: event.description for name, event in events.items() if name.startswith(prefix)}
