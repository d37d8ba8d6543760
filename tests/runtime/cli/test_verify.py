"""`cgk setup:jobs --verify-only`: every check, against servers that answer like the real ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.verify.installation_checks import check_versions
from cgk_runtime.cli.verify.troubleshooting import KNOWN_PROBLEMS, find_known_problem, known_problem_of
from cgk_runtime.errors import (
    AuthenticationError,
    ConnectionFailedError,
    JobsError,
    MissingSettingError,
    MissingTenantError,
    ProviderError,
    RunFailedError,
    ServerError,
    UnknownEventError,
    WaitTimeoutError,
)
from fake_inngest import FakeInngest
from http_server import Received, Reply
from shop import open_sdk
from trigger_dev_server import KEY, SCOPED_KEY, FakeTriggerDev, FakeTriggerDevServer

from .conftest import NO_SERVER, TRIGGER_KEY, Cgk, Terminal


@pytest.fixture(scope="module")
def server() -> Iterator[FakeTriggerDevServer]:
    with FakeTriggerDevServer() as server:
        yield server


@pytest.fixture
def trigger_dev(server: FakeTriggerDevServer) -> FakeTriggerDev:
    return server.new_environment()


class Check(NamedTuple):
    """Result of one check."""

    status: str
    text: str
    fix: str


RunChecks = Callable[..., dict[str, Check]]


@pytest.fixture
def run_checks(cgk: Cgk) -> RunChecks:
    """Run all checks and return their results by subject; the exit code is 0 only if no check failed."""

    def run(*arguments: str, **environment: str) -> dict[str, Check]:
        completed = cgk("setup:jobs", "--verify-only", "--json", *arguments, **environment)
        assert completed.stderr == ""
        document = json.loads(completed.stdout)
        checks = {row["subject"]: Check(row["status"], row["text"], row["fix"]) for row in document["checks"]}
        assert all(check.fix for check in checks.values() if check.status != "ok")
        assert document["ok"] is all(check.status != "failed" for check in checks.values())
        assert completed.returncode == (0 if document["ok"] else 1)
        return checks

    return run


def test_trigger_dev_is_ready(run_checks: RunChecks, folder: Path, trigger_dev: FakeTriggerDev) -> None:
    (folder / ".gitignore").write_text(".env.local\n")
    file = folder / ".env.local"
    key = KEY.replace("prod", "dev")
    file.write_text(f"JOBS_PROVIDER=trigger.dev\nTRIGGER_SECRET_KEY={key}\nTRIGGER_PROJECT_REF=proj_abc\n")
    file.chmod(0o600)
    trigger_dev.accepted_keys = {key}
    (folder / "src" / "trigger").mkdir(parents=True)
    (folder / "src" / "trigger" / "order-created.ts").write_text("export {}\n")
    checks = run_checks(TRIGGER_API_URL=trigger_dev.url)
    assert checks["provider"] == ("ok", "trigger.dev (JOBS_PROVIDER, .env.local)", "")
    assert checks["TRIGGER_SECRET_KEY"] == ("ok", f"tr_dev_…{key[-4:]} (.env.local)", "")
    assert checks["TRIGGER_API_URL"] == ("ok", f"{trigger_dev.url} (environment)", "")
    assert checks[".env.local"] == ("ok", ".env.local, mode 0600, ignored by Git", "")
    assert checks["server"].status == "ok"
    assert re.fullmatch(
        rf"the key is accepted, dev environment at {trigger_dev.url}; answered in \d+ ms", checks["server"].text
    )
    assert checks["waiting jobs"] == ("ok", "none has waited longer than a minute", "")
    assert checks["SDK"].text == "cgk_jobs 0.1.0, catalog 0.1.0: 92 events, 71 schedules"
    assert checks["runtime"].status == "ok"
    assert checks["handlers"] == ("ok", "1 file in src/trigger/", "")


@pytest.mark.parametrize(
    ("key", "accepted", "status", "reported"),
    [
        pytest.param(SCOPED_KEY, {SCOPED_KEY}, "ok", "the scoped key is accepted", id="scoped"),
        pytest.param(TRIGGER_KEY, set[str](), "failed", "the key is not accepted", id="wrong"),
        pytest.param("tr_preview_0123456789", set[str](), "failed", "needs its branch", id="preview"),
    ],
)
def test_key_is_checked_by_the_server(
    run_checks: RunChecks, trigger_dev: FakeTriggerDev, key: str, accepted: set[str], status: str, reported: str
) -> None:
    trigger_dev.accepted_keys = accepted
    checks = run_checks(TRIGGER_SECRET_KEY=key, TRIGGER_API_URL=trigger_dev.url)
    assert checks["server"].status == status
    assert reported in checks["server"].text
    assert key not in json.dumps(checks)
    if status == "failed":
        assert ("TRIGGER_PREVIEW_BRANCH" in checks["server"].fix) is ("preview" in key)


def test_gateway_timeout_is_explained(run_checks: RunChecks, trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.faults = [Reply(504, b"<html>Gateway Timeout</html>")] * 9  # more than the client's attempts
    checks = run_checks(TRIGGER_SECRET_KEY=TRIGGER_KEY, TRIGGER_API_URL=trigger_dev.url)
    status, text, fix = checks["server"]
    assert status == "failed"
    assert "API error 504: Gateway Timeout" in text
    assert fix == _fix_of("Connection timeout")
    assert "waiting jobs" not in checks  # skipped, because the server does not answer


def test_unreachable_server_is_reported(run_checks: RunChecks) -> None:
    checks = run_checks(TRIGGER_SECRET_KEY=TRIGGER_KEY, TRIGGER_API_URL=NO_SERVER)
    assert checks["server"].status == "failed"
    assert "no connection to 127.0.0.1:9" in checks["server"].text
    assert "start the server there" in checks["server"].fix


def test_waiting_jobs_are_reported(run_checks: RunChecks, trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.accepted_keys = {TRIGGER_KEY}
    created = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    run = {
        "id": "run_1",
        "status": "QUEUED",
        "taskIdentifier": "order-created",
        "createdAt": created,
        "updatedAt": created,
    }
    # The first request, which checks the key, is answered as usual; the second one lists the runs.
    trigger_dev.faults = [None, Reply(body={"data": [run], "pagination": {}})]
    status, text, fix = run_checks(TRIGGER_SECRET_KEY=TRIGGER_KEY, TRIGGER_API_URL=trigger_dev.url)["waiting jobs"]
    assert status == "warning"
    assert "1 from the last hour wait for a worker or have expired" in text
    assert "order-created" in text
    assert fix == _fix_of("Jobs not processing")


def test_missing_configuration_is_reported(run_checks: RunChecks) -> None:
    assert run_checks()["provider"] == (
        "failed",
        "[JobClient] Not configured - set TRIGGER_SECRET_KEY",
        _fix_of("Not configured"),
    )
    fix = _fix_of("Not configured")
    for setting in (
        "TRIGGER_SECRET_KEY=",
        "INNGEST_EVENT_KEY=",
        "INNGEST_SIGNING_KEY=",
        "JOBS_PROVIDER=local",
        "JOBS_PROVIDER=dev",
    ):
        assert setting in fix


def test_file_without_keys_is_described(run_checks: RunChecks, folder: Path) -> None:
    (folder / ".env.local").write_text("JOBS_PROVIDER=local\n", encoding="utf-8")
    assert run_checks()[".env.local"] == ("ok", "no secrets to protect", "")


def test_environment_override_is_reported(run_checks: RunChecks, folder: Path, trigger_dev: FakeTriggerDev) -> None:
    (folder / ".env.local").write_text(f"JOBS_PROVIDER=local\nTRIGGER_SECRET_KEY={TRIGGER_KEY}\n")
    other = TRIGGER_KEY.replace("WXYZ", "ABCD")
    checks = run_checks(JOBS_PROVIDER="trigger.dev", TRIGGER_SECRET_KEY=other, TRIGGER_API_URL=trigger_dev.url)
    assert checks["provider"].status == "warning"
    assert "`unset JOBS_PROVIDER`" in checks["provider"].fix
    status, text, fix = checks["TRIGGER_SECRET_KEY"]
    assert (status, text) == ("warning", "tr_dev_…ABCD (environment)")
    assert "the environment overrides another value in .env.local: `unset TRIGGER_SECRET_KEY`" in fix


def test_blank_variable_is_reported(run_checks: RunChecks, folder: Path) -> None:
    (folder / ".env.local").write_text(f"JOBS_PROVIDER=trigger.dev\nTRIGGER_SECRET_KEY={TRIGGER_KEY}\n")
    blank = " "
    status, text, fix = run_checks(TRIGGER_SECRET_KEY=blank)["TRIGGER_SECRET_KEY"]
    assert (status, fix) == ("failed", "`unset TRIGGER_SECRET_KEY`")
    assert "is empty in the environment, which hides .env.local" in text


def test_misspelled_provider_is_reported(run_checks: RunChecks) -> None:
    status, text, fix = run_checks(JOBS_PROVIDER="triger.dev")["provider"]
    assert status == "failed"
    assert 'unknown provider "triger.dev"' in text
    assert fix == "set one of dev, inngest, local, postgres, trigger.dev"


def test_readable_secrets_are_reported(run_checks: RunChecks, folder: Path) -> None:
    file = folder / ".env.local"
    file.write_text(f"JOBS_PROVIDER=local\nTRIGGER_SECRET_KEY={TRIGGER_KEY}\n")
    file.chmod(0o644)
    assert run_checks()[".env.local"][:2] == ("warning", "is not ignored by Git")
    (folder / ".gitignore").write_text(".env.local\n")
    assert "has mode 0644" in run_checks()[".env.local"].text
    subprocess.run(["git", "add", "--force", ".env.local"], cwd=folder, check=True)
    status, text, fix = run_checks()[".env.local"]
    assert (status, text) == ("warning", "is committed to Git, with its secrets")
    assert "git rm --cached" in fix


def test_handlers_in_modules_are_counted(run_checks: RunChecks, folder: Path) -> None:
    (folder / "tasks.py").write_text(
        "from cgk_jobs import OrderCreatedPayload, task\n\n\n"
        '@task("order.created")\nasync def handle(payload: OrderCreatedPayload) -> None: ...\n'
    )
    checks = run_checks("--handlers", "tasks", JOBS_PROVIDER="local")
    assert checks["handlers"].status == "ok"
    assert "handlers for 1 event and 0 schedules" in checks["handlers"].text
    (folder / "pyproject.toml").write_text('[tool.cgk]\nhandlers = ["tasks", "none"]\n')
    status, text, _ = run_checks(JOBS_PROVIDER="local")["handlers"]
    assert status == "warning"
    assert "No module named none" in text


# Inngest


@pytest.fixture
def inngest(request: pytest.FixtureRequest) -> Iterator[FakeInngest]:
    with FakeInngest(getattr(request, "param", "cloud")) as server:
        yield server


def test_inngest_is_ready(run_checks: RunChecks, inngest: FakeInngest) -> None:
    checks = run_checks(**inngest.settings().variables)
    assert checks["INNGEST_EVENT_KEY"].status == "ok"
    assert checks["INNGEST_SIGNING_KEY"] == ("ok", "signkey-test-…0f0f (environment)", "")
    assert checks["server"].status == "ok"
    assert checks["server"].text.startswith(f"The server at {inngest.url} accepts jobs and both keys; answered in ")
    for secret in (inngest.event_key, inngest.signing_key):
        assert secret not in json.dumps(checks)


@pytest.mark.parametrize("name", ["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"])
def test_wrong_inngest_key_is_reported(run_checks: RunChecks, inngest: FakeInngest, name: str) -> None:
    checks = run_checks(**inngest.settings(**{name: "ab" * 16}).variables)
    assert checks["server"].status == "failed"
    assert "401" in checks["server"].text
    assert checks["server"].fix == _fix_of("Key not accepted")


def test_both_inngest_keys_are_required(run_checks: RunChecks, inngest: FakeInngest) -> None:
    checks = run_checks(**inngest.settings(INNGEST_SIGNING_KEY="").variables)
    assert checks["INNGEST_SIGNING_KEY"][:2] == ("failed", "is not set")


@pytest.mark.parametrize("inngest", ["dev"], indirect=True)
def test_dev_server_without_dev_mode_is_reported(run_checks: RunChecks, inngest: FakeInngest) -> None:
    checks = run_checks(**inngest.settings(INNGEST_DEV="").variables)
    assert checks["server"].status == "failed"
    assert "Set INNGEST_DEV=1" in checks["server"].text


@pytest.mark.parametrize("inngest", ["dev"], indirect=True)
@pytest.mark.parametrize(("functions", "status"), [([], "warning"), ([{"name": "order-created"}], "ok")])
def test_functions_at_the_dev_server_are_checked(
    run_checks: RunChecks, inngest: FakeInngest, monkeypatch: pytest.MonkeyPatch, functions: list[object], status: str
) -> None:
    original_answer = inngest.answer

    def answer(request: Received) -> Reply:
        if request.path == "/dev":
            return Reply(body={"version": "1.0.0", "functions": functions})
        return original_answer(request)

    monkeypatch.setattr(inngest, "answer", answer)
    checks = run_checks(JOBS_PROVIDER="inngest", INNGEST_DEV=inngest.url)
    assert checks["server"].status == "ok"
    assert checks["INNGEST_SIGNING_KEY"].status == "ok"  # reported, but not required
    assert checks["functions"].status == status


def test_unreachable_inngest_server_is_reported(run_checks: RunChecks) -> None:
    checks = run_checks(JOBS_PROVIDER="inngest", INNGEST_DEV=NO_SERVER)
    assert checks["server"].status == "failed"
    assert "npx inngest-cli dev" in checks["server"].fix


def test_pitfalls_of_the_file_are_reported(cgk: Cgk, folder: Path) -> None:
    file = folder / ".env.local"
    file.write_text("JOBS_PROVIDER=local\nNOTE\nSECRET='abc'def\nA=x#y\nB='it\\'s'\nC=${HOME}/x\n", encoding="utf-8")
    document = json.loads(cgk("setup:jobs", "--verify-only", "--json").stdout)
    texts = [check["text"] for check in document["checks"] if check["subject"] == ".env.local"]
    assert texts[:5] == [
        "line 2: is not an assignment and is ignored",
        "line 3: SECRET keeps its quotes, as no closing quote ends the value",
        "line 4: A ends before the #",
        "line 5: B keeps the backslash before '",
        "line 6: C is read as it is written; ${...} is not replaced",
    ]
    file.write_bytes(b"NAME=M\xfcller\nJOBS_PROVIDER=local\n")
    completed = cgk("doctor")
    assert completed.returncode == 1
    assert ".env.local is not UTF-8 (byte 6); save it as UTF-8" in completed.stdout
    sent = cgk("send", "order.created", "--tenant", "acme", "--example")
    assert ".env.local is not UTF-8 (byte 6)" in sent.stderr
    assert "bug in cgk" not in sent.stderr


def test_check_explains_providers_local_and_dev(cgk: Cgk, dev_folder: Path) -> None:
    def check_cgk_dev(provider: str, **options: Path) -> Check:
        completed = cgk("setup:jobs", "--verify-only", "--json", JOBS_PROVIDER=provider, **options)
        (check,) = [check for check in json.loads(completed.stdout)["checks"] if check["subject"] == "cgk dev"]
        return Check(check["status"], check["text"], check["fix"])

    running = check_cgk_dev("local", cwd=dev_folder)
    assert (running.status, running.text) == (
        "warning",
        "receives jobs of TypeScript and of `cgk send`; other Python processes run their jobs themselves",
    )
    assert check_cgk_dev("dev", cwd=dev_folder).status == "ok"
    not_running = check_cgk_dev("local")
    assert not_running.status == "ok"
    assert "jobs run in the Python process that sends them" in not_running.text
    missing = check_cgk_dev("dev")
    assert (missing.status, missing.text) == ("failed", "not running for this project")


def test_editable_install_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find_status() -> str:
        return next(check_versions(open_sdk())).status

    metadata = tmp_path / "shop_jobs-0.9.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-jobs\nVersion: 0.9.0\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert find_status() == "warning"
    (metadata / "direct_url.json").write_text('{"url": "file:///shop", "dir_info": {}}', encoding="utf-8")
    assert find_status() == "warning"
    (metadata / "direct_url.json").write_text('{"url": "file:///shop", "dir_info": {"editable": true}}', "utf-8")
    assert find_status() == "ok"


# Known problems


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[JobClient] Not configured - set TRIGGER_SECRET_KEY", "Not configured"),
        ("[JobClient] Not configured - set INNGEST_SIGNING_KEY", "Not configured for Inngest"),
        ("[JobClient] Not configured - set INNGEST_EVENT_KEY", "Not configured for Inngest"),
        ('[JobProvider] Event "order.created" requires tenantId in payload', "Missing tenantId"),
        ("[TriggerDevProvider] API error 504: Gateway Timeout", "Connection timeout"),
        ("[TriggerDevProvider] API error 401: Invalid or Missing API key", "Key not accepted"),
        ("Jobs not processing", "Jobs not processing"),
        ("Missing tenantId error", "Missing tenantId"),
        ("Connection timeout", "Connection timeout"),
    ],
)
def test_text_of_known_problem_is_recognized(text: str, name: str) -> None:
    problem = find_known_problem(text)
    assert problem is not None
    assert problem.name == name


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (
            MissingSettingError("INNGEST_EVENT_KEY", "Not configured - set INNGEST_EVENT_KEY"),
            "Not configured for Inngest",
        ),
        (MissingTenantError("order.created"), "Missing tenantId"),
        (AuthenticationError("API error 401: Unauthorized", component="P", status=401), "Key not accepted"),
        (ProviderError("API error 401: no", component="P", status=401), "Key not accepted"),
        (
            AuthenticationError(
                "API error 401: Invalid or Missing API key; a scoped key cannot upload payloads",
                component="P",
                status=401,
            ),
            "Scoped key without the permission",
        ),
        (ServerError("API error 503: Service Unavailable", component="P", status=503), "Connection timeout"),
        (ConnectionFailedError("no connection to 127.0.0.1:9", component="P"), "Connection timeout"),
        (WaitTimeoutError("run_1", 5, component="P"), "Jobs not processing"),
        (RunFailedError("run_1", None, "expired", component="P"), "Jobs not processing"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_error_is_recognized_by_class_and_text(error: JobsError, name: str) -> None:
    problem_of_error = known_problem_of(error)
    assert problem_of_error is not None
    assert problem_of_error.name == name
    assert problem_of_error == find_known_problem(str(error))


@pytest.mark.parametrize(
    "error",
    [
        ServerError("API error 500: Internal Server Error", component="P", status=500),
        RunFailedError("run_1", None, "failed", component="P"),
        CommandError("an error that quotes: Not configured"),
        # Errors of cgk dev contain their own fix.
        ProviderError("the worker ended with status 1; service unavailable", component="cgk dev", status=503),
        WaitTimeoutError("run_1", 5, component="cgk dev"),
        UnknownEventError("order.creatd", "order.created"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_other_error_has_no_fix(error: JobsError) -> None:
    assert known_problem_of(error) is None


@pytest.mark.parametrize("text", ["the worker ended with status 1", "no connection to 127.0.0.1:9"])
def test_text_of_cgk_dev_error_is_known(text: str) -> None:
    problem = find_known_problem(f"ERROR app: {ProviderError(text, component='cgk dev')}\n")
    assert problem is not None
    assert problem.name == "cgk dev without a worker"


def test_error_message_is_explained(cgk: Cgk) -> None:
    completed = cgk("doctor", "[TriggerDevProvider] API error 504:", "Gateway Timeout")
    assert completed.stdout == f"Connection timeout\nfix: {_fix_of('Connection timeout')}\n"
    completed = cgk("doctor", "-", stdin="INFO fine\nERROR [JobClient] Not configured - set TRIGGER_SECRET_KEY\n")
    assert completed.stdout.startswith("Not configured\n")
    completed = cgk("doctor", "it is raining")
    assert (completed.returncode, completed.stdout) == (1, "")
    assert "This text shows no known problem" in completed.stderr
    assert "fix:" not in completed.stderr


def test_doctor_checks_the_machine(cgk: Cgk) -> None:
    completed = cgk("doctor", JOBS_PROVIDER="local")
    assert completed.returncode == 0
    for subject in ("provider", "cgk dev", "SDK", "runtime", "handlers"):
        assert subject in completed.stdout


def test_colors_respect_pipes_and_no_color(cgk: Cgk, terminal: Callable[..., Terminal]) -> None:
    arguments = ("setup:jobs", "--verify-only")
    green = "\x1b[32mok"
    assert "\x1b" not in cgk(*arguments, JOBS_PROVIDER="local").stdout
    colored = terminal(*arguments, JOBS_PROVIDER="local", NO_COLOR="")
    assert colored.wait() == 0
    assert green in colored.output
    plain = terminal(*arguments, JOBS_PROVIDER="local", NO_COLOR="1")
    plain.wait()
    assert green not in plain.output


def _fix_of(name: str) -> str:
    return next(problem.fix for problem in KNOWN_PROBLEMS if problem.name == name)
