"""Trigger.dev project on disk: creation with an application and linked npm packages, and `cgk trigger:build` in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from paths import ROOT

APP = Path(__file__).parent / "app"
TSCONFIG = {
    "compilerOptions": {
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "noUncheckedIndexedAccess": True,
        "noPropertyAccessFromIndexSignature": True,
        "noImplicitOverride": True,
        "noUnusedLocals": True,
        "noUnusedParameters": True,
        "verbatimModuleSyntax": True,
        "erasableSyntaxOnly": True,
        "skipLibCheck": True,
        "target": "es2022",
        "module": "nodenext",
        "moduleResolution": "nodenext",
        "noEmit": True,
        "types": ["node"],
    },
    "include": ["src", "trigger.config.ts"],
}


def make_project(folder: Path, application: Path = APP) -> Path:
    """Create a project with an application and links to this repository's npm packages; return its folder."""
    shutil.copytree(application, folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    packages = folder / "node_modules"
    packages.mkdir()
    for entry in (ROOT / "node_modules").iterdir():
        if not entry.name.startswith("."):
            (packages / entry.name).symlink_to(entry)
    (packages / "@cgk-platform").mkdir()
    (packages / "@cgk-platform" / "jobs").symlink_to(ROOT / "generated" / "typescript")
    (folder / "package.json").write_text(json.dumps({"name": "shop", "private": True, "type": "module"}))
    (folder / "package-lock.json").write_text(json.dumps({"name": "shop", "lockfileVersion": 3, "packages": {}}))
    (folder / "tsconfig.json").write_text(json.dumps(TSCONFIG))
    return folder


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `cgk trigger:build` for the handlers in `app.tasks`, in a new process."""
    return subprocess.run(
        [sys.executable, "-m", "cgk_runtime.cli", "trigger:build", "app.tasks"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
