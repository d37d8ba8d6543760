"""The TypeScript types, judged by the real compiler, and the module, run by the real Node."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cgk_jobs import CATALOG, EVENT_CATEGORIES, SCHEDULES

ROOT = Path(__file__).parents[2]
NODE = [sys.executable, str(ROOT / "tools" / "node.py")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A TypeScript project that has the package installed."""
    package = tmp_path / "node_modules" / "@cgk-platform" / "jobs"
    package.parent.mkdir(parents=True)
    package.symlink_to(ROOT / "generated" / "typescript", target_is_directory=True)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "tsconfig.json").write_text(
        json.dumps(
            {
                "compilerOptions": {
                    "strict": True,
                    "noEmit": True,
                    "module": "nodenext",
                    "target": "es2022",
                    "exactOptionalPropertyTypes": True,
                    "skipLibCheck": False,
                    "types": [],
                },
                "include": ["*.ts"],
            }
        ),
        encoding="utf-8",
    )
    return tmp_path


def test_tsc_accepts_what_is_right_and_refuses_what_is_wrong(project: Path) -> None:
    source = (Path(__file__).parent / "payloads.ts").read_text(encoding="utf-8")
    (project / "payloads.ts").write_text(source, encoding="utf-8")
    done = subprocess.run([*NODE, "tsc", "-p", str(project)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_a_payload_without_tenant_is_refused_with_a_message_about_it(project: Path) -> None:
    (project / "wrong.ts").write_text(
        "import type { OrderCreatedPayload } from '@cgk-platform/jobs'\n"
        "export const order: OrderCreatedPayload = { orderId: 'o1' }\n",
        encoding="utf-8",
    )
    done = subprocess.run([*NODE, "tsc", "-p", str(project)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert "Property 'tenantId' is missing" in done.stdout


def test_node_sees_the_catalogs_constants(project: Path) -> None:
    program = project / "constants.mjs"
    program.write_text(
        "import { EVENT_CATEGORIES, SCHEDULES } from '@cgk-platform/jobs'\n"
        "console.log(JSON.stringify([EVENT_CATEGORIES, SCHEDULES]))\n",
        encoding="utf-8",
    )
    done = subprocess.run([*NODE, "node", str(program)], capture_output=True, text=True, check=True, cwd=ROOT)
    categories, schedules = json.loads(done.stdout)
    assert categories == {name: list(events) for name, events in EVENT_CATEGORIES.items()}
    assert {name: schedule["cron"] for name, schedule in schedules.items()} == {
        name: schedule.cron for name, schedule in CATALOG.schedules.items()
    }
    assert schedules["ab.hourlyMetrics"]["cron"] == SCHEDULES["ab.hourlyMetrics"].cron
