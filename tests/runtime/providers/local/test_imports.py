"""Test that the local provider imports only the modules that sending needs."""

from __future__ import annotations

import subprocess
import sys


def test_provider_imports_no_task_options() -> None:
    program = "import cgk_runtime.providers.local.provider, sys; print(*sys.modules)"
    completed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(completed.stdout.split())
    assert "cgk_runtime.providers.local.engine" in loaded
    assert not loaded & {"cgk_runtime.tasks.constraints", "cgk_runtime.tasks.options"}
