"""Durations on the command line: `90`, `90s`, `15m`, `2h`, `1d`, `1h30m`."""

from __future__ import annotations

import argparse
import re
from typing import Final

_UNITS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_NUMBER: Final = r"\d+(?:\.\d+)?"


def parse_duration(text: str) -> float:
    """Return the seconds of a duration: a number of seconds, or numbers with units.

    Raises:
        argparse.ArgumentTypeError: The text is not a duration.

    Example:
        >>> parse_duration("90"), parse_duration("1h30m")
        (90.0, 5400.0)
    """
    if re.fullmatch(_NUMBER, text):
        return float(text)
    if not re.fullmatch(f"(?:{_NUMBER}[smhd])+", text):
        raise argparse.ArgumentTypeError(f'"{text}" is not a duration; write 90, 90s, 15m, 2h or 1d')
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"([\d.]+)([smhd])", text))
