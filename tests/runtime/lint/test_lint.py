"""`cgk lint`: findings in handlers, schedules and sends, for each provider."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cgk_runtime import CancelOn, Concurrency, Debounce, JobsError, RateLimit, Sdk
from cgk_runtime.lint.findings import finding_codes
from cgk_runtime.lint.handler_rules import find_violations
from cgk_runtime.providers.postgres.registration import check as check_registration
from cgk_runtime.tasks.options import TaskOptions
from forked_commands import ForkServer
from shop import CATALOG, OrderCreatedPayload, open_sdk

MODULE_HEADER = """\
from datetime import timedelta
from cgk_jobs import *
from cgk_jobs import OrderCreatedPayload, schedule, send_job, task, tenant_source
from cgk_runtime import CancelOn, Concurrency, Debounce, RateLimit, Retry


@tenant_source
def tenants() -> list[str]:
    return []

"""
HANDLER_TEMPLATE = """
@task("order.created"{options})
async def order_created(payload: OrderCreatedPayload, context: TaskContext) -> None:
    {body}
"""

RunLint = Callable[..., "subprocess.CompletedProcess[str]"]
"""Type of the fixture `run_lint`."""
LintFindings = Callable[..., list[dict[str, Any]]]
"""Type of the fixture `lint_findings`."""

ALL_PROVIDERS = {"trigger.dev", "inngest", "postgres", "local"}


def handler_source(options: str = "", body: str = "pass") -> str:
    """Return the source of a handler with options of `@task`."""
    return HANDLER_TEMPLATE.format(options=f", {options}" if options else "", body=body)


def schedule_source(cron: str) -> str:
    """Return the source of a schedule with this cron expression."""
    return f'\n@schedule("{cron}", name="own.nightly")\ndef nightly() -> None: ...\n'


@pytest.fixture
def run_lint(forked_cgk: ForkServer) -> RunLint:
    """Run `cgk lint` in a folder."""

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "80"}
        return forked_cgk.run("lint", *arguments, cwd=folder, env=environment)

    return run


def write_app(folder: Path, source: str, settings: str = "") -> Path:
    """Write a project whose module `app.tasks` has this source, and return its folder."""
    (folder / "app").mkdir()
    (folder / "app" / "__init__.py").touch()
    (folder / "app" / "tasks.py").write_text(MODULE_HEADER + source, encoding="utf-8")
    (folder / "pyproject.toml").write_text(f'[tool.cgk]\nsdk = "cgk_jobs"\n{settings}', encoding="utf-8")
    return folder


@pytest.fixture
def lint_findings(run_lint: RunLint) -> LintFindings:
    """Run `cgk lint` in a folder and return its findings."""

    def run(folder: Path, *arguments: str) -> list[dict[str, Any]]:
        completed = run_lint(folder, "app.tasks", "--format", "json", *arguments)
        assert completed.stdout, completed.stderr
        findings: list[dict[str, Any]] = json.loads(completed.stdout)["findings"]
        return findings

    return run


CASES: list[tuple[str, str, set[str]]] = [  # code, source of the application, providers that report it
    ("TASK101", handler_source("retry=Retry(max_attempts=30)"), {"inngest"}),
    ("TASK102", handler_source("retry=Retry(max_timeout_ms=90_000_000)"), {"inngest"}),
    ("TASK103", handler_source("concurrency=[Concurrency(1), Concurrency(2), Concurrency(3)]"), {"inngest"}),
    ("TASK104", handler_source('queue="orders"'), {"inngest"}),
    ("TASK104", handler_source('idempotency="orderId"'), {"trigger.dev", "postgres"}),
    ("TASK104", handler_source('machine="small-1x"'), {"inngest", "postgres"}),
    ("TASK103", handler_source("rate_limit=[RateLimit(1), RateLimit(2)]"), {"inngest"}),
    ("TASK104", handler_source("rate_limit=RateLimit(1)"), {"trigger.dev"}),
    ("TASK105", handler_source("max_duration=2"), {"trigger.dev"}),
    ("TASK105", handler_source("debounce=Debounce(timedelta(days=8))"), {"inngest"}),
    ("TASK106", handler_source('cancel_on=[CancelOn("order.cancelled")] * 6'), {"inngest"}),
    ("TASK109", handler_source(f'name="{"a" * 129}"'), {"trigger.dev"}),
    ("TASK110", handler_source('name="order-cancelled"'), {"trigger.dev"}),
    ("TASK111", schedule_source("0 0 9 * * 1"), {"trigger.dev", "inngest"}),
    ("TASK111", schedule_source("0 9 * * 7"), {"inngest"}),
    ("TASK112", schedule_source("0 9 */2 * 1"), {"postgres", "local"}),
    ("TASK113", handler_source('machine="small-1x"'), {"local"}),
    ("TASK114", handler_source(body="await context.step.sleep('a', 1)"), {"trigger.dev"}),
    ("TASK116", "", {"trigger.dev"}),
    ("TASK117", "\n".join(f'@schedule("0 9 * * *", name="own.s{i}")\ndef s{i}() -> None: ...\n' for i in range(99)),
     {"inngest"}),
    ("TASK120", handler_source(body='await send_job("order.created", payload, idempotency_key=payload.tenant_id)'),
     ALL_PROVIDERS),
    ("TASK121", handler_source(body='await send_job("order.created", payload, concurrency_key=payload.order_id)'),
     {"trigger.dev", "postgres", "local"}),
    ("TASK122", handler_source('idempotency="tenantId"'), ALL_PROVIDERS),
    ("TASK123", "\ndef own(order_id):\n    TriggerOptions(idempotency_key=f'order-{order_id}')\n", {"trigger.dev"}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "source", "providers"), CASES)
def test_limit_is_reported_for_its_providers(
    code: str, source: str, providers: set[str], tmp_path: Path, lint_findings: LintFindings
) -> None:
    findings = lint_findings(write_app(tmp_path, source))
    assert {finding["provider"] for finding in findings if finding["code"] == code} == providers
    assert all(finding["severity"] in {"warning", "note"} for finding in findings), "no provider is selected"


@pytest.mark.parametrize(
    ("options", "providers"),
    [
        ({"concurrency": 5}, {"trigger.dev"}),
        ({"concurrency": [Concurrency(5)]}, {"trigger.dev"}),
        ({}, {"inngest"}),
    ],
)
def test_limit_that_prevents_fairness_is_reported(options: TaskOptions, providers: set[str]) -> None:
    event = replace(CATALOG.event("order.created"), fairness="tenant")
    sdk = Sdk(replace(CATALOG, events={**CATALOG.events, "order.created": event}))

    @sdk.task("order.created", **options)
    async def order_created(payload: OrderCreatedPayload) -> None: ...

    codes = {provider: {violation.code for violation in find_violations(sdk, provider)} for provider in ALL_PROVIDERS}
    assert {provider for provider in ALL_PROVIDERS if "TASK118" in codes[provider]} == providers


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ({"debounce": Debounce(5)}, "debounce"),
        ({"cancel_on": [CancelOn("review.submitted")]}, "cancel_on"),
        ({"idempotency": "orderId"}, "idempotency"),
        ({"machine": "small-1x"}, "machine"),
        ({"max_duration": 60}, "max_duration"),
        ({"concurrency": 5}, None),
        ({"rate_limit": RateLimit(1), "run_timeout": 60}, None),
    ],
)
def test_lint_reports_what_postgres_refuses(options: TaskOptions, refused: str | None) -> None:
    sdk = Sdk(CATALOG)

    @sdk.task("order.created", **options)
    async def order_created(payload: OrderCreatedPayload) -> None: ...

    (task,) = sdk.registry
    with nullcontext() if refused is None else pytest.raises(JobsError, match=refused):
        check_registration(task)
    violations = [violation for violation in find_violations(sdk, "postgres") if violation.code == "TASK104"]
    assert [violation.text.partition(":")[0] for violation in violations] == ([] if refused is None else [refused])


def test_field_inngest_cannot_compare_is_named() -> None:
    sdk = open_sdk()

    @sdk.task("order.created", idempotency="order\\no")
    async def order_created(payload: OrderCreatedPayload) -> None: ...

    affected = {
        provider
        for provider in ALL_PROVIDERS
        if any(finding.code == "TASK107" for finding in find_violations(sdk, provider))
    }
    assert affected == {"inngest"}


def test_values_at_the_limit_are_accepted(tmp_path: Path, lint_findings: LintFindings) -> None:
    source = handler_source(
        "retry=Retry(max_attempts=21), concurrency=5",
        'await send_job("order.created", payload, idempotency_key=payload.order_id)',
    )
    codes = {finding["code"] for finding in lint_findings(write_app(tmp_path, source))}
    assert codes <= {"TASK116"}  # the catalog has more schedules than a plan allows


CONCURRENCY_KEYS = {  # expression, code of the finding
    "f'{payload.tenant_id}-{payload.order_id}'": None,
    "current_tenant() + payload.order_id": None,
    "'all'": None,
    "unknown": None,
    "payload.order_id": "TASK121",
    "f'order-{payload.order_id}'": "TASK121",
    "key": "TASK121",
    "tenant_key": None,
}


@pytest.mark.parametrize(("key", "code"), CONCURRENCY_KEYS.items())
def test_key_without_tenant_is_reported(
    key: str, code: str | None, tmp_path: Path, lint_findings: LintFindings
) -> None:
    body = (
        'key = payload.order_id\n    tenant_key = f"{payload.tenant_id}/{key}"\n'
        f'    await send_job("order.created", payload, concurrency_key={key})'
    )
    findings = lint_findings(write_app(tmp_path, handler_source(body=body)), "--provider", "local")
    assert [finding["code"] for finding in findings] == ([code] if code else [])


def test_text_shows_place_code_provider_and_fix(tmp_path: Path, run_lint: RunLint) -> None:
    completed = run_lint(
        write_app(tmp_path, handler_source("retry=Retry(max_attempts=30)")), "app.tasks", "--provider", "inngest"
    )
    assert completed.returncode == 1
    line = MODULE_HEADER.count("\n") + 2
    assert (
        f"app/tasks.py:{line}: error[TASK101] inngest: order-created: 30 attempts; the maximum is 21"
        in completed.stdout
    )
    assert "for inngest: 1 error; `cgk lint --explain CODE` explains a finding" in completed.stdout


def test_callable_object_has_no_source_location(tmp_path: Path, lint_findings: LintFindings) -> None:
    source = (
        handler_source()
        + '\nfrom functools import partial\ntask("product.sync", machine="small-1x")(partial(order_created))\n'
    )
    (finding,) = [
        finding
        for finding in lint_findings(write_app(tmp_path, source), "--provider", "local")
        if finding["code"] == "TASK113"
    ]
    assert (finding["subject"], finding["file"], finding["line"]) == ("product-sync", "", 1)


def test_warnings_fail_only_with_strict(tmp_path: Path, run_lint: RunLint) -> None:
    folder = write_app(tmp_path, handler_source("retry=Retry(max_attempts=30)"))
    assert run_lint(folder, "app.tasks").returncode == 0
    assert run_lint(folder, "app.tasks", "--strict").returncode == 1


def test_github_output_annotates_the_line(tmp_path: Path, run_lint: RunLint) -> None:
    completed = run_lint(write_app(tmp_path, handler_source("machine='small-1x'")), "app.tasks", "--format", "github")
    assert re.search(
        r"::warning file=app/tasks.py,line=\d+,title=TASK104 inngest::order-created: machine", completed.stdout
    )


SUPPRESSION = """
[[tool.cgk.ignored]]
code = "TASK101"
subject = "order-created"
reason = "Runs on Trigger.dev only."
"""


def test_unused_suppression_is_reported_by_lint(tmp_path: Path, lint_findings: LintFindings) -> None:
    folder = write_app(tmp_path, handler_source("retry=Retry(max_attempts=30)"), SUPPRESSION)
    assert lint_findings(folder, "--provider", "inngest") == []
    (folder / "app" / "tasks.py").write_text(MODULE_HEADER + handler_source(), encoding="utf-8")
    assert [finding["code"] for finding in lint_findings(folder, "--provider", "inngest")] == ["TASK190"]


@pytest.mark.parametrize("entry", ['code = "TASK999"\nsubject = "a"\nreason = "b"', 'code = "TASK101"\nsubject = "a"'])
def test_invalid_ignored_entry_is_an_error(entry: str, tmp_path: Path, run_lint: RunLint) -> None:
    completed = run_lint(write_app(tmp_path, handler_source(), f"[[tool.cgk.ignored]]\n{entry}\n"), "app.tasks")
    assert completed.returncode == 1
    assert "[[tool.cgk.ignored]] in pyproject.toml" in completed.stderr


def test_every_code_is_explained_and_tested(tmp_path: Path, run_lint: RunLint) -> None:
    assert run_lint(tmp_path, "--explain", "task104").stdout.startswith(
        "TASK104: Option is not supported by the provider"
    )
    unknown = run_lint(tmp_path, "--explain", "evo113")
    assert unknown.returncode == 1
    assert unknown.stderr.startswith('[cgk] Unknown code "evo113"; known codes: TASK101, ')
    assert "`cgk-codegen explain` explains those of the compiler" in unknown.stderr
    tested_elsewhere = {"TASK107", "TASK108", "TASK115", "TASK118", "TASK190"}
    assert set(finding_codes()) - tested_elsewhere == {code for code, _, _ in CASES}


def test_missing_modules_are_reported(tmp_path: Path, run_lint: RunLint) -> None:
    completed = run_lint(tmp_path)
    assert completed.returncode == 1
    assert "cgk lint app.tasks" in completed.stderr


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b"\xef\xbb\xbfNAME = 1\r\n", id="byte-order-mark"),
        pytest.param("# coding: latin-1\nNAME = 'Zoë'\n".encode("latin-1"), id="latin-1"),
        pytest.param(f"TEXT = {' + '.join(['1'] * 2000)}\n".encode(), id="long-sum"),
    ],
)
def test_any_source_that_python_imports_is_linted(source: bytes, tmp_path: Path, run_lint: RunLint) -> None:
    folder = write_app(tmp_path, "import app.other\n")
    (folder / "app" / "other.py").write_bytes(source)
    completed = run_lint(folder, "app.tasks")
    assert completed.returncode == 0, completed.stderr
    assert "3 files" in completed.stdout


def test_printed_lines_of_a_module_are_not_output(tmp_path: Path, lint_findings: LintFindings) -> None:
    assert lint_findings(write_app(tmp_path, "print('imported')\n"))


def test_module_that_exits_is_reported(tmp_path: Path, run_lint: RunLint) -> None:
    completed = run_lint(write_app(tmp_path, "raise SystemExit(0)\n"), "app.tasks")
    assert completed.returncode == 1
    assert "[cgk] app.tasks cannot be imported: SystemExit: 0" in completed.stderr
