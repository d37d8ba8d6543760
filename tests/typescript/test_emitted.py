"""Emitted TypeScript passes a strict tsc and typescript-eslint's strictest rules."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from paths import ROOT

from .conftest import COMPILER_OPTIONS, NODE, PACKAGE

SMALL = ROOT / "tests" / "golden" / "small" / "typescript"


@pytest.fixture(scope="module")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of two packages, in a project whose dependencies are the workspace's."""
    folder = tmp_path_factory.mktemp("emitted")
    (folder / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
    shutil.copytree(PACKAGE, folder / "platform")
    shutil.copytree(SMALL, folder / "small")
    modules = [path for name in ("platform", "small") for path in (folder / name).rglob("*.*s")]
    files = sorted(str(path) for path in modules if path.parent.name != "validators")
    options = {**COMPILER_OPTIONS, "allowJs": True, "checkJs": True, "skipLibCheck": False}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": files}), encoding="utf-8")
    return folder


def test_tsc_accepts_declarations_and_modules(emitted: Path) -> None:
    completed = subprocess.run([*NODE, "tsc", "-p", "."], capture_output=True, text=True, check=False, cwd=emitted)
    # The declarations of Trigger.dev and Inngest do not compile with these options, so only errors in our files count.
    ours = [line for line in completed.stdout.splitlines() if "node_modules" not in line and line[:1] != " "]
    assert ours == []


def test_eslint_finds_nothing(emitted: Path) -> None:
    completed = subprocess.run(
        [*NODE, "eslint", "--config", str(Path(__file__).parent / "eslint.config.mjs"), "--max-warnings", "0", "."],
        capture_output=True,
        text=True,
        check=False,
        cwd=emitted,
        env={**os.environ, "LINTED": str(emitted)},
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr


def test_modules_use_no_require_or_network() -> None:
    for module in PACKAGE.rglob("*.js"):
        text = module.read_text(encoding="utf-8")
        assert "require(" not in text, module
        assert "http://" not in text or module.name in {"dev.js", "inngest.js", "settings.js"}, module
