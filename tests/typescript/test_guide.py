"""Every TypeScript sample of the platform's setup guide compiles, as it stands there or through our wrapper."""

from __future__ import annotations

from pathlib import Path

from .conftest import Project

SAMPLES = Path(__file__).parent / "guide"


def test_the_samples_of_the_guide_compile(project: Project) -> None:
    for sample in SAMPLES.iterdir():
        project.write(f"src/{sample.name}", sample.read_text(encoding="utf-8"))
    assert project.tsc() == ""


def test_the_guides_schedules_are_what_it_says(project: Project) -> None:
    said = project.node("""
        import { SCHEDULES } from '@cgk-platform/jobs'
        const names = ['ab.hourlyMetrics', 'attribution.dailyMetrics']
        console.log(JSON.stringify(names.map((name) => SCHEDULES[name].cron)))
    """)
    assert said == ["15 * * * *", "10 2 * * *"]
