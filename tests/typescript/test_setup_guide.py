"""Every TypeScript sample of the platform's setup guide compiles."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import COMPILER_OPTIONS, Project

SAMPLES = Path(__file__).parent / "setup_guide_samples"


def test_samples_of_the_guide_compile(project: Project) -> None:
    # The guide's imports have no file extensions, which only bundlers accept.
    options = {**COMPILER_OPTIONS, "module": "preserve"}
    project.write("tsconfig.json", json.dumps({"compilerOptions": options, "include": ["**/*.ts"]}))
    for sample in SAMPLES.iterdir():
        project.write(f"src/{sample.name}", sample.read_text(encoding="utf-8"))
    assert project.tsc() == ""


def test_schedules_match_the_guide(project: Project) -> None:
    reported = project.node("""
        import { SCHEDULES } from '@cgk-platform/jobs'
        const names = ['ab.hourlyMetrics', 'attribution.dailyMetrics']
        console.log(JSON.stringify(names.map((name) => SCHEDULES[name].cron)))
    """)
    assert reported == ["15 * * * *", "10 2 * * *"]
