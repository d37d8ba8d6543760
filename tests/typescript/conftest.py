"""TypeScript projects with the generated package installed, checked by the real compiler and run by the real Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.compiler import compile_catalog
from paths import ROOT

PACKAGE = ROOT / "generated" / "typescript"
NODE = [sys.executable, str(ROOT / "tools" / "node.py")]
COMPILER_OPTIONS: dict[str, Any] = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "noImplicitOverride": True,
    "noPropertyAccessFromIndexSignature": True,
    "noEmit": True,
    "module": "nodenext",
    "target": "es2023",
    "lib": ["es2024"],
    "types": ["node"],
    "typeRoots": [str(ROOT / "node_modules" / "@types")],
    # The declarations of Trigger.dev and Inngest do not compile with these options.
    "skipLibCheck": True,
}


class Project:
    """Project in its own folder; its dependencies are the workspace's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "node_modules" / "@cgk-platform").mkdir(parents=True)
        (folder / "node_modules" / "@cgk-platform" / "jobs").symlink_to(PACKAGE, target_is_directory=True)
        for name in ("@trigger.dev", "inngest", "typebox", "zod"):
            (folder / "node_modules" / name).symlink_to(ROOT / "node_modules" / name, target_is_directory=True)
        (folder / ".git").mkdir()  # ends the search for settings in parent folders
        self.write("package.json", '{"type": "module"}')
        self.write("tsconfig.json", json.dumps({"compilerOptions": COMPILER_OPTIONS, "include": ["**/*.ts"]}))

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def tsc(self) -> str:
        """Check the project's types; return the compiler's output, empty without errors."""
        completed = subprocess.run(
            [*NODE, "tsc", "-p", str(self.folder)], capture_output=True, text=True, check=False, cwd=self.folder
        )
        assert completed.stderr == ""
        return completed.stdout

    def node(self, program: str, **environment: str) -> Any:  # any JSON data
        """Run a program that prints one JSON document, with only `PATH` and these environment variables; return it."""
        completed = self.run(program, **environment)
        assert completed.returncode == 0, completed.stderr
        return json.loads(completed.stdout)

    def run(self, program: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program with only `PATH` and these environment variables."""
        self.write("program.mjs", program)
        return subprocess.run(
            [*NODE, "node", "program.mjs"],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", **environment},
            timeout=60,
        )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "project"
    folder.mkdir()
    return Project(folder)


def install_package(project: Project, catalog: str, folder: Path) -> None:
    """Compile a catalog in `folder`, and install its TypeScript package, `@acme/jobs`, in a project."""
    file = folder / "events.yaml"
    file.write_text(catalog, encoding="utf-8")
    compile_catalog(file, folder / "compiled")
    target = project.folder / "node_modules" / "@acme" / "jobs"
    shutil.copytree(folder / "compiled" / "typescript", target)
    (target / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
