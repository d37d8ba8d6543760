"""`cgk setup:jobs --verify-only`: every check, against servers that answer like the real ones."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cgk_runtime.cli.errors import CommandError
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
from trigger_dev_server import KEY, SCOPED_KEY, FakeTriggerDev, FakeTriggerDevServer

from .conftest import TRIGGER_KEY, Cgk, Terminal


@pytest.fixture(scope="module")
def server() -> Iterator[FakeTriggerDevServer]:
    with FakeTriggerDevServer() as server:
        yield server


@pytest.fixture
def trigger_dev(server: FakeTriggerDevServer) -> FakeTriggerDev:
    return server.new_environment()


Verify = Callable[..., dict[str, tuple[str, str, str]]]


@pytest.fixture
def run_checks(cgk: Cgk) -> Verify:
    """Return status, text and fix by subject; the exit code is 0 only if no check failed."""

    def run(*arguments: str, **environment: str) -> dict[str, tuple[str, str, str]]:
        completed = cgk("setup:jobs", "--verify-only", "--json", *arguments, **environment)
        assert completed.stderr == ""
        document = json.loads(completed.stdout)
        rows = {row["subject"]: (row["status"], row["text"], row["fix"]) for row in document["checks"]}
        assert all(fix for status, _, fix in rows.values() if status != "ok")
        assert document["ok"] is all(status != "failed" for status, _, _ in rows.values())
        assert completed.returncode == (0 if document["ok"] else 1)
        return rows

    return run


def test_trigger_dev_is_ready(run_checks: Verify, folder: Path, trigger_dev: FakeTriggerDev) -> None:
    (folder / ".gitignore").write_text(".env.local\n")
    file = folder / ".env.local"
    key = KEY.replace("prod", "dev")
    file.write_text(f"JOBS_PROVIDER=trigger.dev\nTRIGGER_SECRET_KEY={key}\nTRIGGER_PROJECT_REF=proj_abc\n")
    file.chmod(0o600)
    trigger_dev.accepted_keys = {key}
    (folder / "src" / "trigger").mkdir(parents=True)
    (folder / "src" / "trigger" / "order-created.ts").write_text("export {}\n")
    rows = run_checks(TRIGGER_API_URL=trigger_dev.url)
    assert rows["provider"] == ("ok", "trigger.dev (JOBS_PROVIDER, .env.local)", "")
    assert rows["TRIGGER_SECRET_KEY"] == ("ok", f"tr_dev_…{key[-4:]} (.env.local)", "")
    assert rows["TRIGGER_API_URL"] == ("ok", f"{trigger_dev.url} (environment)", "")
    assert rows[".env.local"] == ("ok", ".env.local, mode 0600, ignored by Git", "")
    assert rows["server"][0] == "ok"
    assert re.fullmatch(
        rf"the key is accepted, dev environment at {trigger_dev.url}; answered in \d+ ms", rows["server"][1]
    )
    assert rows["waiting jobs"] == ("ok", "none has waited longer than a minute", "")
    assert rows["SDK"][1] == "cgk_jobs 0.1.0, catalog 0.1.0: 92 events, 71 schedules"
    assert rows["runtime"][0] == "ok"
    assert rows["handlers"] == ("ok", "1 file in src/trigger/", "")


@pytest.mark.parametrize(
    ("key", "accepted", "status", "reported"),
    [
        pytest.param(SCOPED_KEY, {SCOPED_KEY}, "ok", "the scoped key is accepted", id="scoped"),
        pytest.param(TRIGGER_KEY, set[str](), "failed", "the key is not accepted", id="wrong"),
        pytest.param("tr_preview_0123456789", set[str](), "failed", "needs its branch", id="preview"),
    ],
)
def test_key_is_tried(
    run_checks: Verify, trigger_dev: FakeTriggerDev, key: str, accepted: set[str], status: str, reported: str
) -> None:
    trigger_dev.accepted_keys = accepted
    rows = run_checks(TRIGGER_SECRET_KEY=key, TRIGGER_API_URL=trigger_dev.url)
    assert rows["server"][0] == status
    assert reported in rows["server"][1]
    assert key not in json.dumps(rows)
    if status == "failed":
        assert ("TRIGGER_PREVIEW_BRANCH" in rows["server"][2]) is ("preview" in key)


def test_gateway_timeout_is_explained(run_checks: Verify, trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.faults = [Reply(504, b"<html>Gateway Timeout</html>")] * 9
    rows = run_checks(TRIGGER_SECRET_KEY=TRIGGER_KEY, TRIGGER_API_URL=trigger_dev.url)
    status, text, fix = rows["server"]
    assert (status, "API error 504: Gateway Timeout" in text) == ("failed", True)
    assert fix == _fix("Connection timeout")
    assert "waiting jobs" not in rows  # skipped, because the server does not answer


def test_unreachable_server_is_reported(run_checks: Verify) -> None:
    rows = run_checks(TRIGGER_SECRET_KEY=TRIGGER_KEY, TRIGGER_API_URL="http://127.0.0.1:9")
    assert rows["server"][0] == "failed"
    assert "no connection to 127.0.0.1:9" in rows["server"][1]
    assert "start the server there" in rows["server"][2]


def test_waiting_jobs_are_reported(run_checks: Verify, trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.accepted_keys = {TRIGGER_KEY}
    created = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    run = {
        "id": "run_1",
        "status": "QUEUED",
        "taskIdentifier": "order-created",
        "createdAt": created,
        "updatedAt": created,
    }
    trigger_dev.faults = [None, Reply(body={"data": [run], "pagination": {}})]  # key, list
    status, text, fix = run_checks(TRIGGER_SECRET_KEY=TRIGGER_KEY, TRIGGER_API_URL=trigger_dev.url)["waiting jobs"]
    assert status == "warning"
    assert "1 from the last hour wait for a worker or have expired" in text
    assert "order-created" in text
    assert fix == _fix("Jobs not processing")


def test_missing_configuration_is_reported(run_checks: Verify) -> None:
    assert run_checks()["provider"] == (
        "failed",
        "[JobClient] Not configured - set TRIGGER_SECRET_KEY",
        _fix("Not configured"),
    )
    for name in ("TRIGGER_SECRET_KEY=", "INNGEST_EVENT_KEY=", "INNGEST_SIGNING_KEY=", "JOBS_PROVIDER=local", "=dev"):
        assert name in _fix("Not configured")


def test_file_without_keys_is_described(run_checks: Verify, folder: Path) -> None:
    (folder / ".env.local").write_text("JOBS_PROVIDER=local\n", encoding="utf-8")
    assert run_checks()[".env.local"] == ("ok", "holds no keys", "")


def test_environment_override_is_reported(run_checks: Verify, folder: Path, trigger_dev: FakeTriggerDev) -> None:
    (folder / ".env.local").write_text(f"JOBS_PROVIDER=local\nTRIGGER_SECRET_KEY={TRIGGER_KEY}\n")
    other = TRIGGER_KEY.replace("WXYZ", "ABCD")
    rows = run_checks(JOBS_PROVIDER="trigger.dev", TRIGGER_SECRET_KEY=other, TRIGGER_API_URL=trigger_dev.url)
    assert rows["provider"][0] == "warning"
    assert "`unset JOBS_PROVIDER`" in rows["provider"][2]
    status, text, fix = rows["TRIGGER_SECRET_KEY"]
    assert (status, text) == ("warning", "tr_dev_…ABCD (environment)")
    assert "the environment overrides another value in .env.local: `unset TRIGGER_SECRET_KEY`" in fix


def test_blank_variable_is_reported(run_checks: Verify, folder: Path) -> None:
    (folder / ".env.local").write_text(f"JOBS_PROVIDER=trigger.dev\nTRIGGER_SECRET_KEY={TRIGGER_KEY}\n")
    blank = " "
    status, text, fix = run_checks(TRIGGER_SECRET_KEY=blank)["TRIGGER_SECRET_KEY"]
    assert (status, fix) == ("failed", "`unset TRIGGER_SECRET_KEY`")
    assert "is empty in the environment, which hides .env.local" in text


def test_misspelled_provider_is_reported(run_checks: Verify) -> None:
    status, text, fix = run_checks(JOBS_PROVIDER="triger.dev")["provider"]
    assert status == "failed"
    assert 'unknown provider "triger.dev"' in text
    assert fix == "set one of dev, inngest, local, postgres, trigger.dev"


def test_readable_secrets_are_reported(run_checks: Verify, folder: Path) -> None:
    file = folder / ".env.local"
    file.write_text(f"JOBS_PROVIDER=local\nTRIGGER_SECRET_KEY={TRIGGER_KEY}\n")
    file.chmod(0o644)
    assert run_checks()[".env.local"][:2] == ("warning", "is not ignored by Git")
    (folder / ".gitignore").write_text(".env.local\n")
    assert "has mode 0644" in run_checks()[".env.local"][1]
    subprocess.run(["git", "add", "--force", ".env.local"], cwd=folder, check=True)
    status, text, fix = run_checks()[".env.local"]
    assert (status, text) == ("warning", "is committed to Git, with its secrets")
    assert "git rm --cached" in fix


def test_handlers_in_modules_are_counted(run_checks: Verify, folder: Path) -> None:
    (folder / "tasks.py").write_text(
        "from cgk_jobs import OrderCreatedPayload, task\n\n\n"
        '@task("order.created")\nasync def handle(payload: OrderCreatedPayload) -> None: ...\n'
    )
    rows = run_checks("--handlers", "tasks", JOBS_PROVIDER="local")
    assert rows["handlers"][0] == "ok"
    assert "handlers for 1 event and 0 schedules" in rows["handlers"][1]
    (folder / "pyproject.toml").write_text('[tool.cgk]\nhandlers = ["tasks", "none"]\n')
    status, text, _ = run_checks(JOBS_PROVIDER="local")["handlers"]
    assert status == "warning"
    assert "No module named none" in text


# Inngest


@pytest.fixture
def inngest(request: pytest.FixtureRequest) -> Iterator[FakeInngest]:
    with FakeInngest(getattr(request, "param", "cloud")) as server:
        yield server


def test_inngest_is_ready(run_checks: Verify, inngest: FakeInngest) -> None:
    rows = run_checks(**inngest.settings().variables)
    assert rows["INNGEST_EVENT_KEY"][0] == "ok"
    assert rows["INNGEST_SIGNING_KEY"] == ("ok", "signkey-test-…0f0f (environment)", "")
    assert rows["server"][0] == "ok"
    assert rows["server"][1].startswith(f"The server at {inngest.url} accepts jobs and both keys; answered in ")
    for secret in (inngest.event_key, inngest.signing_key):
        assert secret not in json.dumps(rows)


@pytest.mark.parametrize("name", ["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"])
def test_wrong_inngest_key_is_reported(run_checks: Verify, inngest: FakeInngest, name: str) -> None:
    rows = run_checks(**inngest.settings(**{name: "ab" * 16}).variables)
    assert rows["server"][0] == "failed"
    assert "401" in rows["server"][1]
    assert rows["server"][2] == _fix("Key not accepted")


def test_both_inngest_keys_are_required(run_checks: Verify, inngest: FakeInngest) -> None:
    rows = run_checks(**inngest.settings(INNGEST_SIGNING_KEY="").variables)
    assert rows["INNGEST_SIGNING_KEY"][:2] == ("failed", "is not set")


@pytest.mark.parametrize("inngest", ["dev"], indirect=True)
def test_dev_server_without_dev_mode_is_reported(run_checks: Verify, inngest: FakeInngest) -> None:
    rows = run_checks(**inngest.settings(INNGEST_DEV="").variables)
    assert rows["server"][0] == "failed"
    assert "Set INNGEST_DEV=1" in rows["server"][1]


@pytest.mark.parametrize("inngest", ["dev"], indirect=True)
@pytest.mark.parametrize(("functions", "status"), [([], "warning"), ([{"name": "order-created"}], "ok")])
def test_dev_server_without_functions_is_reported(
    run_checks: Verify, inngest: FakeInngest, monkeypatch: pytest.MonkeyPatch, functions: list[object], status: str
) -> None:
    answer = inngest.answer

    def with_functions(request: Received) -> Reply:
        if request.path == "/dev":
            return Reply(body={"version": "1.0.0", "functions": functions})
        return answer(request)

    monkeypatch.setattr(inngest, "answer", with_functions)
    rows = run_checks(JOBS_PROVIDER="inngest", INNGEST_DEV=inngest.url)
    assert rows["server"][0] == "ok"
    assert rows["INNGEST_SIGNING_KEY"][0] == "ok"  # reported, but not required
    assert rows["functions"][0] == status


def test_unreachable_inngest_server_is_reported(run_checks: Verify) -> None:
    rows = run_checks(JOBS_PROVIDER="inngest", INNGEST_DEV="http://127.0.0.1:9")
    assert rows["server"][0] == "failed"
    assert "npx inngest-cli dev" in rows["server"][2]


def test_pitfalls_of_the_file_are_reported(cgk: Cgk, folder: Path) -> None:
    file = folder / ".env.local"
    file.write_text("JOBS_PROVIDER=local\nNOTE\nSECRET='abc'def\nA=x#y\nB='it\\'s'\nC=${HOME}/x\n", encoding="utf-8")
    document = json.loads(cgk("setup:jobs", "--verify-only", "--json").stdout)
    texts = [check["text"] for check in document["checks"] if check["subject"] == ".env.local"]
    assert texts[:5] == [
        "line 2: is not an assignment and is ignored",
        "line 3: SECRET keeps its quote, because no closing quote ends the value",
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


def test_difference_of_local_and_dev_is_named(cgk: Cgk, dev_folder: Path) -> None:
    def state(provider: str, **options: Path) -> tuple[str, str]:
        completed = cgk("setup:jobs", "--verify-only", "--json", JOBS_PROVIDER=provider, **options)
        (row,) = [check for check in json.loads(completed.stdout)["checks"] if check["subject"] == "cgk dev"]
        return row["status"], row["text"]

    running = state("local", cwd=dev_folder)
    assert running == (
        "warning",
        "receives jobs of TypeScript and of `cgk send`; other Python processes run their jobs themselves",
    )
    assert state("dev", cwd=dev_folder)[0] == "ok"
    assert state("local")[0] == "ok"
    assert "jobs run in the Python process that sends them" in state("local")[1]
    assert state("dev") == ("failed", "not running for this project")


# The guide's troubleshooting


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
def test_problems_of_the_guide_are_recognized(cgk: Cgk, text: str, name: str) -> None:
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
    by_class, by_text = known_problem_of(error), find_known_problem(str(error))
    assert by_class is not None
    assert by_text == by_class
    assert by_class.name == name


@pytest.mark.parametrize(
    "error",
    [
        ServerError("API error 500: Internal Server Error", component="P", status=500),
        RunFailedError("run_1", None, "failed", component="P"),
        CommandError("an error that quotes: Not configured"),
        ProviderError("the worker ended with status 1; service unavailable", component="cgk dev", status=503),
        WaitTimeoutError("run_1", 5, component="cgk dev"),
        UnknownEventError("order.creatd", "order.created"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_other_error_has_no_fix(error: JobsError) -> None:
    assert known_problem_of(error) is None


@pytest.mark.parametrize("text", ["the worker ended with status 1", "no connection to 127.0.0.1:9"])
def test_error_of_cgk_dev_is_recognized(text: str) -> None:
    problem = find_known_problem(f"ERROR app: {ProviderError(text, component='cgk dev')}\n")
    assert problem is not None
    assert problem.name == "cgk dev without a worker"


def test_error_message_is_explained(cgk: Cgk) -> None:
    completed = cgk("doctor", "[TriggerDevProvider] API error 504:", "Gateway Timeout")
    assert completed.stdout == f"Connection timeout\nfix: {_fix('Connection timeout')}\n"
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
    assert colored.end() == 0
    assert green in colored.output
    plain = terminal(*arguments, JOBS_PROVIDER="local", NO_COLOR="1")
    plain.end()
    assert green not in plain.output


def _fix(name: str) -> str:
    return next(problem.fix for problem in KNOWN_PROBLEMS if problem.name == name)
