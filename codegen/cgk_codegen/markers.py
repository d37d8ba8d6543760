"""Text that marks a file as generated."""

from __future__ import annotations

from typing import Final

GENERATED: Final = "Generated from the event catalog by cgk-codegen"
"""Part of the first lines of every generated file that can hold a comment."""
