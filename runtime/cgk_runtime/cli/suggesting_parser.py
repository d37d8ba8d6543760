"""Command-line parser that suggests the nearest choice.

The compiler and the runtime each have a copy of this file, because neither imports the other; a test compares them.
"""

from __future__ import annotations

import argparse
from typing import Any


class SuggestingParser(argparse.ArgumentParser):
    """Parser that suggests the nearest choice instead of listing all of them."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices = [str(choice) for choice in action.choices or ()]
        if choices and str(value) not in choices:
            # Imported on use, because most command lines have no mistake.
            from difflib import get_close_matches

            nearest = get_close_matches(str(value), choices, n=1)
            if nearest:
                raise argparse.ArgumentError(action, f'unknown value "{value}"; did you mean "{nearest[0]}"?')
        super()._check_value(action, value)
