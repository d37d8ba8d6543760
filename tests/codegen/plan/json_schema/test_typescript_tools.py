"""TypeScript tools load the schemas, and generate types that match the package's own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT

from .conftest import Compiled

NODE = [sys.executable, str(ROOT / "tools" / "node.py")]


MERGED = {"unions.objects", "one.of.two", "without.discriminator", "in.lists", "overlapping.choices"}
"""Events with a union that quicktype merges into one type; the compiler reports them with CGK313."""


def node(*arguments: str, stdin: str = "") -> str:
    completed = subprocess.run(
        [*NODE, *arguments], input=stdin, capture_output=True, text=True, check=False, cwd=ROOT, timeout=200
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return completed.stdout


@pytest.mark.parametrize("catalog", ["platform", "hard", "choices"])
def test_typescript_tools_load_the_schemas(catalog: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """json-schema-to-typescript makes the same types. quicktype's type of a list that cannot be empty is narrower."""
    compiled: Compiled = request.getfixturevalue(catalog)
    events = [[name, definition.payload_type] for name, definition in compiled.catalog.events.items()]
    program_input = json.dumps({"folder": str(compiled.folder), "events": events, "out": str(tmp_path)})
    verdicts = json.loads(node("node", str(Path(__file__).parent / "typescript_tools.mjs"), stdin=program_input))
    # ajv, zod and typebox accept the valid payload, and refuse the invalid one.
    assert verdicts == [[True, True, True, False, False, False]] * len(events)

    lines = ["import type { JobEvents } from './package/index.js'", "import type * as Quicktype from './quicktype.js'"]
    lines += [f"import type {{ {payload_type} }} from './j2ts/{payload_type}.js'" for _, payload_type in events]
    lines += ["type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false"]
    lines += ["type Within<A, B> = [A] extends [B] ? true : false"]
    for index, (event, payload_type) in enumerate(events):
        lines.append(f"export const j2ts{index}: Same<JobEvents['{event}'], {payload_type}> = true")
        if event not in MERGED:
            quicktype = f"Exclude<Quicktype.JobEvents['{event}'], undefined>"
            lines.append(f"export const quicktype{index}: Within<{quicktype}, JobEvents['{event}']> = true")
    (tmp_path / "same.ts").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "package").symlink_to(compiled.folder / "typescript", target_is_directory=True)
    options: dict[str, Any] = {
        "strict": True,
        "noEmit": True,
        "module": "nodenext",
        "target": "es2022",
        "types": [],
        "skipLibCheck": True,
    }
    config: dict[str, Any] = {"compilerOptions": options, "files": ["same.ts"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    node("tsc", "-p", str(tmp_path))
