"""The option `--sdk`, which selects a generated package."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


def add_sdk_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--sdk`."""
    parser.add_argument(
        "--sdk", metavar="PACKAGE", help="the generated package, if several are installed ([tool.cgk] sdk)"
    )


def find_sdk(options: argparse.Namespace) -> Sdk:
    """Return the selected generated package.

    Raises:
        ConfigurationError: No package is installed, or several are and none is selected.
    """
    from cgk_runtime.sdk import choose_sdk

    return choose_sdk(options.sdk)
