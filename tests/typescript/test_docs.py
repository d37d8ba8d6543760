"""Every TypeScript snippet of the documentation compiles, and the compiler reports the documented error."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from documentation import DOCS, blocks_of
from paths import GOLDEN, ROOT

from .conftest import Project

PAGE = ROOT / "docs" / "how-to" / "use-typescript.md"


def test_snippets_compile(project: Project) -> None:
    snippets = re.findall(r"^```typescript\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert snippets
    for index, snippet in enumerate(snippets):
        project.write(f"snippet{index}.ts", snippet)
    pages = sorted((ROOT / "generated/cgk_jobs/pages").iterdir())
    for page in pages:
        project.write(f"{page.stem}.ts", json.loads(page.read_text(encoding="utf-8"))["snippets"]["typescript"])
    assert pages
    # Inngest's adapter imports types of Next.js, which is not installed here.
    reported = [line for line in project.tsc().splitlines() if "next" not in line]
    assert reported == []


def test_compiler_reports_the_documented_error() -> None:
    documented = re.search(r"^```text\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert documented
    assert documented[1] in (GOLDEN / "typescript" / "wrong.txt").read_text(encoding="utf-8")


def test_trigger_dev_page_builds_and_compiles(project: Project) -> None:
    page = DOCS / "how-to" / "run-on-trigger-dev.md"
    (handlers,) = blocks_of(page, "python")
    project.write("app/tasks.py", handlers.code)
    command = [sys.executable, "-m", "cgk_runtime.cli", "trigger:build", "app.tasks", "--out", "src/trigger"]
    subprocess.run(command, cwd=project.folder, check=True, capture_output=True)
    bridge, options = (block.code for block in blocks_of(page, "ts"))
    imports, _, settings = bridge.partition("\n")
    project.write(
        "trigger.config.ts",
        f"""\
import {{ defineConfig }} from "@trigger.dev/sdk"
{imports}
export const extension = {options}
export default defineConfig({{
  project: "proj_example", maxDuration: 60,
  {settings.removeprefix("// in defineConfig: ")}
}})
""",
    )
    assert project.tsc() == ""
