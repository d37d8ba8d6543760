"""Runs `cgk` as people do: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Cgk = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def cgk(tmp_path: Path) -> Cgk:
    """Run `cgk` in an empty folder, without the environment of whoever runs the tests."""

    def run(
        *arguments: str, cwd: Path = tmp_path, stdin: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cgk_runtime.cli", *arguments],
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "COLUMNS": "80", **environment},
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
