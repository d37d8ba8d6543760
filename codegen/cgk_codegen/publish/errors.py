"""Errors of the output folder."""

from __future__ import annotations


class OutputError(Exception):
    """The output folder cannot be read or written."""
