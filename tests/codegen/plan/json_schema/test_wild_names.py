"""Unusual names and texts: a package that compiles can be imported and passes type checkers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from mypy_cache import mypy_cache
from paths import ROOT

from .conftest import Compiled

TSC = [sys.executable, str(ROOT / "tools" / "node.py"), "tsc"]


def test_every_module_and_name_can_be_imported(wild: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(wild.folder), *sys.path])
    package = import_module("wild_jobs")
    modules = [import_module(module.name) for module in walk_packages(package.__path__, "wild_jobs.")]
    assert len(modules) > 20
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


def test_mypy_reports_no_error(wild: Compiled) -> None:
    completed = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(mypy_cache("strict")), "wild_jobs"],
        cwd=wild.folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr


def test_typescript_compiler_finds_no_error(wild: Compiled, tmp_path: Path) -> None:
    options = {
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "module": "nodenext",
        "target": "es2022",
        "noEmit": True,
    }
    declarations = [str(wild.folder / "typescript" / f"{name}.d.ts") for name in ("index", "schemas")]
    project = {"compilerOptions": options, "files": declarations}
    (tmp_path / "tsconfig.json").write_text(json.dumps(project), encoding="utf-8")
    completed = subprocess.run([*TSC, "-p", str(tmp_path)], capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stdout + completed.stderr
