"""The packages that `make dist` builds are installed and used as the documentation shows, without this checkout."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from documentation import DOCS, ROOT, blocks_of

INSTALL = DOCS / "how-to" / "install.md"
PAGE = DOCS / "how-to" / "use-in-your-service.md"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `dist/`, built by the commands of `make dist`."""
    folder = tmp_path_factory.mktemp("service")
    dry_run = subprocess.run(["make", "--dry-run", "dist"], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = dry_run.stdout.replace("\\\n", " ").splitlines()
    for line in lines:
        if "cgk-codegen package" in line or "pip wheel" in line:
            option = "--dist" if "cgk-codegen" in line else "--wheel-dir"
            subprocess.run(
                [*shlex.split(line), option, str(folder / "dist")], cwd=ROOT, check=True, capture_output=True
            )
    return folder


def test_dist_builds_the_files_listed(service: Path) -> None:
    documented = re.findall(r"^\| `([^`]+\.(?:whl|tgz))` \|", INSTALL.read_text(encoding="utf-8"), re.MULTILINE)
    assert {file.name for file in (service / "dist").iterdir()} == set(documented)


@pytest.mark.node
def test_files_are_installed_as_shown(service: Path) -> None:
    blocks = [block.code.strip() for block in blocks_of(PAGE, "bash")]
    (pip,) = (code for code in blocks if code.startswith("pip install") and "dist/" in code)
    options = ["--no-index", "--no-deps", "--disable-pip-version-check", "--target", "site"]
    run(service, [sys.executable, "-m", "pip", "install", *options, *shlex.split(pip)[2:]])
    assert (service / "site" / "bin" / "cgk").is_file()
    program = "import cgk_jobs, cgk_runtime; print(cgk_jobs.__file__, cgk_runtime.__file__)"
    output = run(service, [sys.executable, "-c", f"import sys; sys.path.insert(0, 'site'); {program}"])
    assert output.count(str(service / "site")) == 2

    (npm,) = (code for code in blocks if code.startswith("npm install"))
    (service / "package.json").write_text('{"name": "empty", "private": true, "type": "module"}', encoding="utf-8")
    node = [sys.executable, str(ROOT / "tools" / "node.py")]
    run(service, [*node, *shlex.split(npm), "--offline", "--ignore-scripts", "--no-audit"])
    program = "import { EVENT_CATEGORIES } from '@cgk-platform/jobs'; console.log(EVENT_CATEGORIES.commerce[0])"
    assert run(service, [*node, "node", "--input-type=module", "-e", program]) == "order.created\n"


def test_steps_printed_by_init_work(service: Path, tmp_path: Path) -> None:
    """The compiler and the runtime are installed from the files; then each printed step is pasted into a shell."""
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--python", str(environment)]
    pins = ["--constraint", str(ROOT / "requirements" / "dev.txt")]
    blocks = [block.code for block in blocks_of(INSTALL, "bash")]
    (install,) = (code for code in blocks if code.startswith("uv pip install dist/"))
    (package,) = (code.splitlines() for code in blocks if "[package]" in code)
    install_extra, build = package
    # Without `uv pip install` or `python -m pip install`; hatchling needs `editables` for `pip install -e`.
    run(service, [*uv, *pins, *shlex.split(install)[3:], "editables"])
    run(service, [*uv, *pins, *shlex.split(install_extra)[4:]])

    project = tmp_path / "acme shop"
    project.mkdir()
    path = f"{environment / 'bin'}:/usr/bin:/bin"
    shell = ["env", "-i", f"HOME={tmp_path}", f"PATH={path}", "bash", "-e", "-c"]
    printed = run(project, [*shell, "cgk-codegen init --yes --no-typescript"])
    commands = printed.partition("Next steps")[2].partition("\n")[2]
    steps = re.findall(r"^(?:  (\S[^\n]*)|(cat > .*?^END$))", commands, re.MULTILINE | re.DOTALL)
    # The environment has no pip, and the build backend is installed already.
    install_package = shlex.join([*uv, "--no-build-isolation", "--no-deps", "-e", "generated"])
    pasted = "\n".join(line or block for line, block in steps)
    assert pasted.count("python -m pip install -e generated") == 1
    # The shell has no settings for a package index, so the step that needs one runs outside of it.
    (install_mypy,) = re.findall(r"^python -m pip install mypy$", pasted, re.MULTILINE)
    run(project, [*uv, *pins, *shlex.split(install_mypy)[4:]])
    pasted = pasted.replace(f"{install_mypy}\n", "")
    out = run(project, [*shell, pasted.replace("python -m pip install -e generated", install_package)])
    assert out.splitlines() == [
        "generated: 2 events, 1 schedule; 33 files written, 0 deleted",
        "Success: no issues found in 1 source file",
        "handled for acme",
    ]
    run(project, [*shell, build])
    assert [file.name for file in (project / "dist").iterdir()] == ["acme_shop_jobs-0.1.0-py3-none-any.whl"]


def run(folder: Path, command: list[str]) -> str:
    completed = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200, check=False)
    assert completed.returncode == 0, completed.stderr
    return completed.stdout
