"""Durations on the command line: `90`, `90s`, `15m`, `2h`, `1d`, `1h30m`."""

from __future__ import annotations

import argparse
import re
from typing import Final

_UNITS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_FORM: Final = re.compile(r"(?:\d+(?:\.\d+)?[smhd])+")


def parse_duration(text: str) -> float:
    """Read a duration.

    Args:
        text: Seconds, or numbers with units.

    Returns:
        Seconds.

    Raises:
        argparse.ArgumentTypeError: It is none.

    Example:
        >>> duration("90"), duration("1h30m")
        (90.0, 5400.0)
    """
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    if not _FORM.fullmatch(text):
        raise argparse.ArgumentTypeError(f'"{text}" is no duration; write 90, 90s, 15m, 2h or 1d')
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"([\d.]+)([smhd])", text))
