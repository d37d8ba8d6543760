"""Content of the image that `trigger.dev deploy` builds: Python, the project, its workspace, and no secret.

Building the image requires Docker and a registry, so these tests run its build commands in a local folder.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import Build, WorkerHarness
from .project import make_project

UV = Path(sys.executable).parent / "uv"
PASSWORD = "s3cret-of-the-index"  # noqa: S105  made up
WORKSPACE_PYPROJECT = """
[project]
name = "everything"
version = "0"
requires-python = ">=3.11"

[tool.uv.workspace]
members = ["apps/*", "packages/*"]
"""
JOBS_PYPROJECT = """
[project]
name = "jobs"
version = "0"
requires-python = ">=3.11"
dependencies = ["shared"]

[tool.uv.sources]
shared = { workspace = true }
"""
SHARED_PYPROJECT = """
[build-system]
requires = ["uv_build>=0.9"]
build-backend = "uv_build"

[project]
name = "shared"
version = "0"
requires-python = ">=3.11"
"""
HANDLER = """
from cgk_jobs import OrderCreatedPayload, task

@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> None: ...
"""


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def make_repository(build: Build, folder: Path) -> Path:
    """Create a repository; return its folder apps/jobs, which is a Trigger.dev and a Python project."""
    write_files(folder, {"handlers/__init__.py": "", "handlers/tasks.py": HANDLER})
    jobs = make_project(folder / "apps" / "jobs", folder / "handlers")
    write_files(
        folder,
        {
            "packages/shared/pyproject.toml": SHARED_PYPROJECT,
            "packages/shared/src/shared/__init__.py": 'NAME = "shared"\n',
            "packages/shared/.env.local": "TOKEN=1",
            "apps/jobs/.env.local": "TRIGGER_SECRET_KEY=tr_prod_x",
            "apps/jobs/app/data.csv": "1,2\n",
            "apps/jobs/tests/test_x.py": "",
        },
    )
    completed = build(jobs, "--no-schedules")
    assert completed.returncode == 0, completed.stderr
    config = jobs / "trigger.config.ts"
    config.write_text(
        config.read_text().replace(
            "pythonJobs()",
            'pythonJobs({ aptPackages: ["libpq5"], exclude: ["tests"], buildSecrets: ["ARTIFACTS_TOKEN"] })',
        )
    )
    return jobs


def deploy(shared_harness: WorkerHarness, folder: Path, **environment: str) -> tuple[Any, str]:
    """Build for deployment; return the build result and the text of the Containerfile."""
    result = shared_harness.run(shared_harness.worker.for_project(folder, **environment).build("deploy"))
    return result, (Path(result["destination"]) / "Containerfile").read_text()


def test_image_has_the_workspace_and_no_secret(build: Build, shared_harness: WorkerHarness, tmp_path: Path) -> None:
    jobs = make_repository(build, tmp_path)
    write_files(tmp_path, {"pyproject.toml": WORKSPACE_PYPROJECT, "apps/jobs/pyproject.toml": JOBS_PYPROJECT})
    subprocess.run([UV, "lock", "--offline", "--quiet"], cwd=tmp_path, check=True)
    result, containerfile = deploy(
        shared_harness,
        jobs,
        UV_INDEX_PRIVATE_USERNAME="reader",
        UV_INDEX_PRIVATE_PASSWORD=PASSWORD,
        ARTIFACTS_TOKEN=PASSWORD,
    )
    image = Path(result["destination"])

    copied = {str(path.relative_to(image / "python")) for path in (image / "python").rglob("*") if path.is_file()}
    assert {
        "pyproject.toml",
        "uv.lock",
        "apps/jobs/app/tasks.py",
        "apps/jobs/app/data.csv",
        "packages/shared/src/shared/__init__.py",
    } <= copied
    assert not [name for name in copied if re.search(r"\.env|node_modules|tests/|\.venv", name)]

    assert set(result["build"]["env"]) == {"UV_INDEX_PRIVATE_USERNAME", "UV_INDEX_PRIVATE_PASSWORD", "ARTIFACTS_TOKEN"}
    stages = dict(re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM |\Z)", containerfile, re.MULTILINE | re.DOTALL))
    assert "python3-venv libpq5" in stages["base"]
    assert "ARG UV_INDEX_PRIVATE_PASSWORD" in stages["build"]
    assert [name for name, text in stages.items() if "UV_INDEX_" in text or "ARTIFACTS" in text] == ["build"]
    assert PASSWORD not in containerfile

    bundled = "".join(file.read_text() for file in image.rglob("*.mjs"))
    assert '"command": "/app/.venv/bin/python", "directory": "/app/python/apps/jobs"' in bundled

    run_commands(result["build"]["commands"], image, tmp_path / "app")
    python = tmp_path / "app" / ".venv" / "bin" / "python"
    completed = subprocess.run(
        [python, "-c", "import shared; print(shared.__file__)"], capture_output=True, text=True, check=True
    )
    assert "site-packages" in completed.stdout


def test_requirements_install_without_a_lock(build: Build, shared_harness: WorkerHarness, tmp_path: Path) -> None:
    jobs = make_repository(build, tmp_path)
    write_files(
        tmp_path,
        {
            "apps/jobs/requirements.txt": "-r requirements/base.txt\n",
            "apps/jobs/requirements/base.txt": "-c ../../../constraints.txt\nshared @ ../../packages/shared  # ours\n",
            "constraints.txt": "shared==0\n",
        },
    )
    index = "https://packages.example/simple"
    result, _ = deploy(shared_harness, jobs, ARTIFACTS_TOKEN=PASSWORD, PIP_INDEX_URL=index)
    assert result["build"]["env"] == {"UV_INDEX_URL": index, "ARTIFACTS_TOKEN": PASSWORD}
    image = Path(result["destination"])
    assert (image / "python" / "packages" / "shared" / "src" / "shared" / "__init__.py").is_file()
    assert (image / "python" / "constraints.txt").is_file()
    run_commands(result["build"]["commands"], image, tmp_path / "app")
    python = tmp_path / "app" / ".venv" / "bin" / "python"
    subprocess.run([python, "-c", "import shared"], check=True)


def test_missing_file_or_secret_fails_the_build(build: Build, shared_harness: WorkerHarness, tmp_path: Path) -> None:
    jobs = make_repository(build, tmp_path)
    secret = {"ARTIFACTS_TOKEN": PASSWORD}
    # Content of requirements.txt, environment variables, error.
    cases: list[tuple[str | None, dict[str, str], str]] = [
        (None, secret, "or above, and no requirements.txt there"),
        ("", {}, "set ARTIFACTS_TOKEN, which buildSecrets requires"),
        ("-e ../gone", secret, "requires ../gone, which does not exist"),
        ("-r more.txt", secret, "more.txt, which does not exist"),
    ]
    for requirements, environment, message in cases:
        if requirements is not None:
            write_files(jobs, {"requirements.txt": requirements})
        with pytest.raises(RuntimeError, match=re.escape(message)):
            deploy(shared_harness, jobs, **environment)


def run_commands(commands: list[str], image: Path, app: Path) -> None:
    """Run the image's build commands offline with the local uv, using only the image's files."""
    app.mkdir()
    (app / "python").symlink_to(image / "python")
    for command in commands:
        local_command = command.replace("/app/", f"{app}/").replace("/opt/uv/bin/uv", shlex.quote(str(UV)))
        completed = subprocess.run(
            ["sh", "-c", local_command],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(app),
                "UV_OFFLINE": "1",
                "UV_PYTHON": sys.executable,
                "UV_PYTHON_INSTALL_DIR": str(app / ".python"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert completed.returncode == 0, completed.stderr
