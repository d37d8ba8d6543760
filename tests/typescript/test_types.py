"""Types as the real compiler checks them: it accepts every right call and refuses every wrong one with these texts."""

from __future__ import annotations

import re
from pathlib import Path

from golden import assert_golden

from .conftest import Project

SOURCES = Path(__file__).parent / "projects"


def test_tsc_accepts_every_right_call(project: Project) -> None:
    project.write("right.ts", (SOURCES / "right.ts").read_text(encoding="utf-8"))
    assert project.tsc() == ""


def test_tsc_refuses_every_wrong_call(project: Project) -> None:
    source = (SOURCES / "wrong.ts").read_text(encoding="utf-8")
    project.write("wrong.ts", source)
    reported = project.tsc()
    assert_golden(Path("typescript", "wrong.txt"), reported)
    refused = {int(line) for line in re.findall(r"^wrong\.ts\((\d+),", reported, re.MULTILINE)}
    start = source[: source.index("// Each statement")].count("\n") + 2
    statements = {
        number
        for number, line in enumerate(source.splitlines(), 1)
        if number > start and line and not line.startswith("//")
    }
    assert refused == statements


def test_send_without_tenant_names_the_tenant(project: Project) -> None:
    project.write(
        "send.ts", "import { sendJob } from '@cgk-platform/jobs'\nawait sendJob('order.created', {orderId: 'o1'})"
    )
    reported = project.tsc()
    assert (
        "Property 'tenantId' is missing in type '{ orderId: string; }' but required in type 'OrderCreatedPayload'"
        in reported
    )
