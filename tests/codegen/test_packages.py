"""The wheel and the npm tarball: they are built, installed into empty projects, and used there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from cgk_codegen.cli.exit_codes import EXIT_BAD_OUTPUT, EXIT_DRIFT
from paths import ROOT
from support_commands import Run

NODE = [sys.executable, str(ROOT / "tools" / "node.py")]
USE_IN_PYTHON = """
import asyncio
from importlib.metadata import entry_points, version

import tiny_jobs
from tiny_jobs import OrderCreatedPayload, send_job, task

@task("order.created")
async def handle(payload: OrderCreatedPayload) -> str:
    return payload.order_id

async def main() -> None:
    job = await send_job("order.created", {"tenantId": "acme", "orderId": "o1"})
    print(await job.wait(timeout=10), tiny_jobs.__version__, version("tiny-jobs"))

asyncio.run(main())
entries = entry_points(group="cgk_runtime.sdk", name="tiny_jobs")
print([entry.load().catalog.name for entry in entries])
"""
USE_IN_NODE = """
import { EVENT_CATEGORIES } from 'tiny-jobs'
console.log(JSON.stringify(EVENT_CATEGORIES))
"""


@pytest.fixture
def packages(tiny: Path, run: Run) -> tuple[Path, Path]:
    """Return the paths of the wheel and of the tarball."""
    code, out, err = run("package")
    assert (code, err) == (0, "")
    wheel, tarball = map(Path, out.split())
    return wheel, tarball


def first_code_block(readme: Path, language: str) -> str:
    """Return the first code block of a language in a README."""
    return readme.read_text(encoding="utf-8").partition(f"```{language}\n")[2].partition("```")[0]


def test_packages_have_one_version(packages: tuple[Path, Path]) -> None:
    wheel, tarball = packages
    assert (wheel.name, tarball.name) == ("tiny_jobs-1.0.0-py3-none-any.whl", "tiny-jobs-1.0.0.tgz")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert "tiny_jobs/py.typed" in names
        assert {name.partition("/")[0] for name in names} == {"tiny_jobs", "tiny_jobs-1.0.0.dist-info"}
        assert b"Requires-Dist: cgk-runtime<0.2,>=0.1" in archive.read("tiny_jobs-1.0.0.dist-info/METADATA")
    with tarfile.open(tarball) as archive:
        assert "package/package.json" in archive.getnames()
        assert all(name.startswith("package/") for name in archive.getnames())


def test_same_tree_gives_the_same_bytes(packages: tuple[Path, Path], run: Run) -> None:
    run("package", "--dist", "again")
    assert [path.read_bytes() for path in packages] == [(Path("again") / path.name).read_bytes() for path in packages]


def test_package_has_only_the_generated_files(packages: tuple[Path, Path], run: Run) -> None:
    for path in ("tiny_jobs/models/mine.py", "schema/events/gone.json", "typescript/node_modules/left/index.js"):
        file = Path("generated") / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", encoding="utf-8")
    Path(".git").mkdir()
    Path(".gitignore").write_text("generated/\n*.json\n", encoding="utf-8")
    assert run("package", "--dist", "again")[0] == 0
    assert [path.read_bytes() for path in packages] == [(Path("again") / path.name).read_bytes() for path in packages]


def test_file_as_output_folder_is_refused(tiny: Path, run: Run) -> None:
    code, _, err = run("package", "--dist", "events.yaml")
    assert (code, err) == (EXIT_BAD_OUTPUT, "cgk-codegen: events.yaml is a file; name a folder with --dist\n")


def test_wheel_works_in_an_empty_project(packages: tuple[Path, Path], tmp_path: Path) -> None:
    project = tmp_path / "python"
    uv = [sys.executable, "-m", "uv"]
    subprocess.run(
        [*uv, "venv", "--offline", "--python", sys.executable, str(project)], check=True, capture_output=True
    )
    python = project / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    build = [
        sys.executable,
        "-c",
        "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))",
    ]
    subprocess.run([*build, str(tmp_path)], cwd=ROOT / "runtime", check=True, capture_output=True)
    (runtime,) = tmp_path.glob("cgk_runtime-*.whl")
    install = [*uv, "pip", "install", "--offline", "--no-deps", "--python", str(python), str(packages[0]), str(runtime)]
    subprocess.run(install, check=True, capture_output=True)
    # Their dependencies come from this environment, because tests download nothing.
    (site,) = project.rglob("site-packages")
    (site / "installed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (project / "use.py").write_text(USE_IN_PYTHON, encoding="utf-8")
    completed = subprocess.run(
        [str(python), "use.py"], cwd=project, env={"PATH": os.environ["PATH"], "JOBS_PROVIDER": "local"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert completed.stdout.splitlines() == ["o1 1.0.0 1.0.0", "['tiny-jobs']"], completed.stderr
    readme = first_code_block(Path("generated/README.md"), "python")
    assert 'send_job("order.created"' in readme
    subprocess.run(
        [str(python), "-c", readme], cwd=project, env={"PATH": os.environ["PATH"], "JOBS_PROVIDER": "local"},
        capture_output=True, check=True,
    )  # fmt: skip


def test_tarball_works_in_an_empty_project(packages: tuple[Path, Path], tmp_path: Path) -> None:
    project = tmp_path / "node"
    project.mkdir()
    (project / "package.json").write_text('{"name": "empty", "private": true, "type": "module"}', encoding="utf-8")
    install = [*NODE, "npm", "install", str(packages[1].resolve()), "--offline", "--ignore-scripts", "--no-audit"]
    completed = subprocess.run(install, cwd=project, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stderr
    assert (
        json.loads((project / "node_modules/tiny-jobs/package.json").read_text(encoding="utf-8"))["version"] == "1.0.0"
    )
    (project / "use.mjs").write_text(USE_IN_NODE, encoding="utf-8")
    completed = subprocess.run([*NODE, "node", "use.mjs"], cwd=project, capture_output=True, text=True, check=False)
    assert json.loads(completed.stdout) == {"orders": ["order.created"], "mails": ["mail.sent"]}, completed.stderr
    (project / "use.ts").write_text(
        "import type { OrderCreatedPayload } from 'tiny-jobs'\n"
        "export const right: OrderCreatedPayload = { tenantId: 'acme', orderId: 'o1' }\n"
        "// @ts-expect-error no tenant\n"
        "export const wrong: OrderCreatedPayload = { orderId: 'o1' }\n",
        encoding="utf-8",
    )
    readme = first_code_block(project / "node_modules" / "tiny-jobs" / "README.md", "ts")
    assert 'sendJob("order.created"' in readme
    (project / "readme.ts").write_text(readme, encoding="utf-8")
    check = [*NODE, "tsc", "--noEmit", "--strict", "--module", "nodenext", "--skipLibCheck", "use.ts", "readme.ts"]
    completed = subprocess.run(check, cwd=project, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stdout


def test_outdated_output_is_not_packed(tiny: Path, run: Run) -> None:
    tiny.write_text(tiny.read_text(encoding="utf-8").replace("number?", "integer?"), encoding="utf-8")
    code, _, err = run("package")
    assert code == EXIT_DRIFT
    assert "generated is out of date; run `cgk-codegen generate` first" in err
    assert not Path("dist").exists()


def find_nothing(_name: str) -> None:
    """Find no Node, as a wheel or on the PATH."""


def test_placeholder_validators_are_not_packed(
    tiny: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("importlib.util.find_spec", find_nothing)
    monkeypatch.setattr("shutil.which", find_nothing)
    tiny.write_text(tiny.read_text(encoding="utf-8").replace("number?", "integer?"), encoding="utf-8")
    assert run("generate")[0] == 0
    code, _, err = run("package")
    assert code == EXIT_DRIFT
    assert "warning[CGK801]: the TypeScript validators of orders were not built" in err
    assert "nothing was packed; install Node and run `cgk-codegen generate`, or pass --allow-unbuilt" in err
    assert not Path("dist").exists()
    assert run("package", "--allow-unbuilt")[0] == 0
    assert len(list(Path("dist").iterdir())) == 2


@pytest.mark.parametrize("version", ["0.9.1", "0.2rc1", "1.0"])
def test_runtime_mismatch_is_reported_at_import(tiny: Path, version: str) -> None:
    program = f"import cgk_runtime; cgk_runtime.__version__ = '{version}'; import tiny_jobs"
    completed = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": "generated"}, capture_output=True, text=True, check=False
    )
    assert completed.stderr.splitlines()[-1] == (
        f"ImportError: tiny-jobs 1.0.0 requires cgk-runtime>=0.1,<0.2, but cgk-runtime {version} is installed; "
        "run `pip install 'cgk-runtime>=0.1,<0.2'`, or generate tiny-jobs with a cgk-codegen that matches it"
    )


def test_versions_match_the_distributions() -> None:
    import tomllib

    import cgk_codegen
    import cgk_runtime

    for folder, module in (("codegen", cgk_codegen), ("runtime", cgk_runtime)):
        project_file = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))
        assert module.__version__ == project_file["project"]["version"]
