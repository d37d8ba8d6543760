"""Every Python snippet of the documentation runs, and passes `mypy --strict`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```python(?P<flags>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    """A fenced block; `no-check` after its language marks a mistake on show, `no-run` one to check only."""

    page: Path
    line: int
    flags: str
    code: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def snippets() -> list[Snippet]:
    found: list[Snippet] = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(Snippet(page, line, match["flags"], match["code"]))
    return found


@pytest.mark.parametrize("snippet", [s for s in snippets() if "no-" not in s.flags], ids=str)
def test_a_snippet_runs(snippet: Snippet, tmp_path: Path) -> None:
    program = tmp_path / "snippet.py"
    program.write_text(snippet.code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "JOBS_PROVIDER": "local"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_all_snippets_are_typed(tmp_path: Path) -> None:
    checked = [snippet for snippet in snippets() if "no-check" not in snippet.flags]
    assert checked
    names: dict[str, str] = {}
    for at, snippet in enumerate(checked):
        path = tmp_path / f"snippet_{at}.py"
        path.write_text(snippet.code, encoding="utf-8")
        names[path.name] = str(snippet)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", *sorted(names)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout
    for name, place in names.items():
        said = said.replace(name, f"{place} ({name})")
    assert done.returncode == 0, said


def test_what_the_readme_prints_is_what_it_says(tmp_path: Path) -> None:
    first = next(snippet for snippet in snippets() if snippet.page.name == "README.md")
    program = tmp_path / "app.py"
    program.write_text(first.code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "JOBS_PROVIDER": "local"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "{'order': 'order_123', 'tenant': 'rawdog'}"
    assert f"It prints `{done.stdout.strip()}`" in first.page.read_text(encoding="utf-8")


def test_the_readmes_new_event_is_refused_by_mypy_without_its_tenant(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    event = re.search(r"^```yaml\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    wrong = next(snippet for snippet in snippets() if "no-check" in snippet.flags)
    promised = re.search(r"^```text\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert event
    assert promised
    catalog = (ROOT / "events.yaml").read_text(encoding="utf-8")
    (tmp_path / "events.yaml").write_text(catalog.replace("\nschedules:", "\n" + event[1] + "\nschedules:"))
    subprocess.run([sys.executable, "-m", "cgk_codegen", "generate"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "wrong.py").write_text(wrong.code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "wrong.py"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "MYPYPATH": str(tmp_path / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert promised[1].strip() in done.stdout, done.stdout + done.stderr
