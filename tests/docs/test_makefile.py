"""Targets that set up the environment, with stubs in place of Python and its tools."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from documentation import ROOT

STUB = """#!/bin/sh
case "$*" in *"-m venv"*) ;; *) exit 0 ;; esac
mkdir -p .venv/bin
for name in python uv cgk-codegen; do
    if test -e hang; then status=1; else status=0; fi
    printf '#!/bin/sh\\nexit %s\\n' $status > .venv/bin/$name
    chmod +x .venv/bin/$name
done
if test -e hang; then exec sleep 600; fi
"""
"""Stub of Python. `-m venv` writes stubs of the tools. If a file `hang` exists, these fail and Python hangs."""


def test_interrupted_setup_starts_over(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in (
        "requirements/dev.txt",
        "requirements/bootstrap.txt",
        "codegen/pyproject.toml",
        "runtime/pyproject.toml",
    ):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    stub = tmp_path / "python"
    stub.write_text(STUB)
    stub.chmod(0o755)
    (tmp_path / "hang").touch()
    make = ["make", "generate", f"PYTHON={stub}"]
    first = subprocess.Popen(make, cwd=tmp_path, start_new_session=True, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / ".venv" / "bin" / "cgk-codegen").exists():
        assert first.poll() is None
        time.sleep(0.02)
    os.killpg(first.pid, signal.SIGINT)
    _, errors = first.communicate(timeout=60)
    assert first.returncode != 0
    assert "Installing the Python tools into .venv/" in errors
    (tmp_path / "hang").unlink()
    second = subprocess.run(make, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 0, second.stderr
    assert not (tmp_path / ".venv" / ".incomplete").exists()
    third = subprocess.run(make, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (third.returncode, third.stderr) == (0, "")
