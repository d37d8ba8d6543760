"""Which generated package a command is about."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


def add_sdk_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--sdk`."""
    parser.add_argument(
        "--sdk", metavar="PACKAGE", help="the generated package, where several are installed ([tool.cgk] sdk)"
    )


def find_sdk(options: argparse.Namespace) -> Sdk:
    """Give the generated package that is meant.

    Raises:
        ConfigurationError: There is none, or several could be meant.
    """
    from cgk_runtime.sdk import choose_sdk

    return choose_sdk(options.sdk)
