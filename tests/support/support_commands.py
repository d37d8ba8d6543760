"""Type of the fixture that runs `cgk-codegen`."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]
"""Runs a command line in this process; returns its exit code, stdout and stderr."""
