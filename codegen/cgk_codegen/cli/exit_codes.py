"""Exit codes of the command `cgk-codegen`."""

from __future__ import annotations

from typing import Final

EXIT_OK: Final = 0
EXIT_DRIFT: Final = 1
EXIT_BAD_CATALOG: Final = 2
EXIT_BAD_OUTPUT: Final = 3
EXIT_INTERRUPTED: Final = 130
"""The code that shells use for a program ended by Ctrl-C."""
