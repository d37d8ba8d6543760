"""Types as TypeScript's compiler checks them: it accepts every correct call, and refuses every wrong one."""

from __future__ import annotations

import re
from pathlib import Path

from golden import assert_golden

from .conftest import Project

CASES = Path(__file__).parent / "cases"


def test_tsc_accepts_every_correct_call(project: Project) -> None:
    project.write("correct.ts", (CASES / "correct.ts").read_text(encoding="utf-8"))
    assert project.tsc() == ""


def test_tsc_refuses_every_wrong_call(project: Project) -> None:
    source = (CASES / "wrong.ts").read_text(encoding="utf-8")
    project.write("wrong.ts", source)
    reported = project.tsc()
    assert_golden(Path("typescript", "wrong.txt"), reported)
    refused = {int(line) for line in re.findall(r"^wrong\.ts\((\d+),", reported, re.MULTILINE)}
    lines = source.splitlines()
    last_comment = lines.index("// Each statement below has one mistake.") + 1
    statements = {number for number, line in enumerate(lines, 1) if number > last_comment and line}
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
