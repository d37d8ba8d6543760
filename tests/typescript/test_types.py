"""Types as TypeScript's compiler checks them: it accepts every correct call, and refuses every wrong one.

One run of the compiler checks all files, because it takes seconds to read the package's declarations.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from documentation import DOCS, blocks_of
from golden import assert_golden
from paths import GOLDEN, ROOT, TESTS

from .conftest import COMPILER_OPTIONS, Project

CASES = Path(__file__).parent / "cases"
GUIDE = DOCS / "how-to" / "use-typescript.md"
PAGES = ROOT / "generated" / "cgk_jobs" / "pages"

TYPES = {
    "date-time": "Date",
    "object (string -> any)": "Record<string, unknown>",
    "string or null": "string | null",
    "array of string": "string[]",
    "array of any": "unknown[]",
}
"""The platform's own TypeScript types, by their names in events.tsv."""


def platform_types() -> tuple[str, list[str]]:
    """Return the platform's `JobEvents` as its TypeScript code declares it, and the names of the events."""
    events: dict[str, list[str]] = defaultdict(list)
    with (TESTS / "sdk" / "facts" / "events.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            fields = events[row["event"]]
            if row["field"]:
                optional = "" if row["required"] == "yes" else "?"
                fields.append(f"{row['field']}{optional}: {typescript_type(row['type'])}")
    lines = [f"  '{name}': {{ {'; '.join(['tenantId: string', *fields])} }}" for name, fields in events.items()]
    return "\n".join(["type JobEvents = {", *lines, "}"]), list(events)


def typescript_type(text: str) -> str:
    """Return a type of events.tsv in TypeScript."""
    if text.startswith("enum"):
        return " | ".join(f"'{value}'" for value in text.removeprefix("enum").removeprefix(":").split())
    if text.startswith("object {"):
        fields = (field.split(": ") for field in text.removeprefix("object {").removesuffix("}").split(", "))
        return f"{{ {'; '.join(f'{name}: {typescript_type(field_type)}' for name, field_type in fields)} }}"
    return TYPES.get(text, text)


def platform_sends() -> str:
    """Return a program that sends the platform's own payloads."""
    types, names = platform_types()
    assert len(names) == 92
    assert types.count(": Date") == 13
    sends = "\n".join(f"await sendJob('{name}', events['{name}'])" for name in names)
    return f"""import {{ sendJob, sendJobs, type JobInputs }} from '@cgk-platform/jobs'
{types}
declare const events: JobEvents
export const inputs: JobInputs = events
export const send = <E extends keyof JobEvents>(event: E, payload: JobEvents[E]) => sendJob(event, payload)
{sends}
await sendJobs([{{ event: 'payout.completed', payload: events['payout.completed'] }}])
"""


def write_trigger_dev_project(project: Project) -> None:
    """Write the files of the page about Trigger.dev, and build the tasks of its handlers."""
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


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The compiler's errors by file: of the cases, the platform's payloads, and the documentation."""
    project = Project(tmp_path_factory.mktemp("types"))
    # The compiler checks wrong.ts first, so no other file changes the order in which it lists types.
    settings = {"compilerOptions": COMPILER_OPTIONS, "files": ["wrong.ts"], "include": ["**/*.ts"]}
    project.write("tsconfig.json", json.dumps(settings))
    for case in CASES.iterdir():
        project.write(case.name, case.read_text(encoding="utf-8"))
    project.write("platform.ts", platform_sends())
    snippets = re.findall(r"^```typescript\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert snippets
    for index, snippet in enumerate(snippets):
        project.write(f"guide/{index}.ts", snippet)
    pages = sorted(PAGES.iterdir())
    assert pages
    for page in pages:
        snippet = json.loads(page.read_text(encoding="utf-8"))["snippets"]["typescript"]
        project.write(f"events/{page.stem}.ts", snippet)
    write_trigger_dev_project(project)
    errors: dict[str, str] = defaultdict(str)
    file = ""
    for line in project.tsc().splitlines(keepends=True):
        file = file if line.startswith(" ") else line.partition("(")[0]
        errors[file] += line
    return errors


def test_tsc_accepts_every_correct_file(reported: dict[str, str]) -> None:
    assert reported.keys() == {"wrong.ts"}, reported


def test_tsc_refuses_every_wrong_call(reported: dict[str, str]) -> None:
    assert_golden(Path("typescript", "wrong.txt"), reported["wrong.ts"])
    refused = {int(line) for line in re.findall(r"^wrong\.ts\((\d+),", reported["wrong.ts"], re.MULTILINE)}
    lines = (CASES / "wrong.ts").read_text(encoding="utf-8").splitlines()
    last_comment = lines.index("// Each statement below has one mistake.") + 1
    statements = {number for number, line in enumerate(lines, 1) if number > last_comment and line}
    assert refused == statements


def test_send_without_tenant_names_the_tenant(reported: dict[str, str]) -> None:
    assert (
        "Property 'tenantId' is missing in type '{ orderId: string; }' but required in type 'OrderCreatedPayload'"
        in reported["wrong.ts"]
    )


def test_compiler_reports_the_documented_error() -> None:
    documented = re.search(r"^```text\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert documented
    assert documented[1] in (GOLDEN / "typescript" / "wrong.txt").read_text(encoding="utf-8")
