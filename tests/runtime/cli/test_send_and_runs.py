"""`cgk send` and `cgk runs`, with and without a running `cgk dev`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fake_inngest import FakeInngest
from trigger_dev_server import KEY, FakeTriggerDevServer

from .conftest import TRIGGER_KEY, Cgk

SEND = ("send", "order.created", "--tenant", "rawdog")


def show_run(cgk: Cgk, job_id: str, **options: Any) -> dict[str, Any]:
    """Return the only run of a job, as `cgk runs show --json` prints it."""
    run: dict[str, Any]
    (run,) = json.loads(cgk("runs", "show", job_id, "--json", **options).stdout)
    return run


def test_job_is_sent_and_shown(cgk: Cgk, dev_folder: Path) -> None:
    sent = cgk(*SEND, "--data", '{"orderId": "o1"}', "--wait", cwd=dev_folder)
    assert sent.returncode == 0, sent.stderr
    assert json.loads(sent.stdout) == {"tenant": "rawdog", "order": "o1"}
    job_id = sent.stderr.strip()
    completed = cgk("runs", "show", job_id, cwd=dev_folder)
    assert f"id           {job_id}\n" in completed.stdout
    assert "event        order.created\nstatus       completed\ntenant       rawdog\n" in completed.stdout
    assert 'output       {"tenant": "rawdog", "order": "o1"}\n' in completed.stdout
    assert 'payload      {"tenantId": "rawdog", "orderId": "o1"}\n' in completed.stdout
    assert "attempts     1\n" in completed.stdout
    run = show_run(cgk, job_id, cwd=dev_folder)
    assert run["payload"] == {"tenantId": "rawdog", "orderId": "o1"}
    assert run["attempts"] == 1 <= run["maxAttempts"]
    assert run["output"] == {"tenant": "rawdog", "order": "o1"}


def test_delayed_job_is_canceled_and_replayed(cgk: Cgk, dev_folder: Path) -> None:
    sent = cgk(
        *SEND, "--example", "--delay", "1h", "--tag", "vip", "--idempotency-key", "key", "--json", cwd=dev_folder
    )
    job = json.loads(sent.stdout)
    assert (job["event"], job["provider"]) == ("order.created", "dev")
    repeated = cgk(*SEND, "--example", "--idempotency-key", "key", cwd=dev_folder)
    assert repeated.stdout.strip() == job["id"]
    run = show_run(cgk, job["id"], cwd=dev_folder)
    assert (run["status"], run["tags"]) == ("delayed", ["vip"])
    assert cgk("runs", "cancel", job["id"], cwd=dev_folder).stdout == f"cancelled {job['id']}\n"
    assert show_run(cgk, job["id"], cwd=dev_folder)["status"] == "cancelled"
    (replay,) = json.loads(cgk("runs", "replay", job["id"], "--json", cwd=dev_folder).stdout)
    assert replay["replayed"] == job["id"]
    assert replay["id"] != job["id"]


def test_payload_comes_from_file_or_stdin(cgk: Cgk, dev_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_text('{"tenantId": "acme", "orderId": "o2"}')
    completed = cgk("send", "order.created", "--data", f"@{file}", "--wait", cwd=dev_folder)
    assert json.loads(completed.stdout) == {"tenant": "acme", "order": "o2"}
    completed = cgk(*SEND, "--data", "-", "--wait", "5s", "--json", cwd=dev_folder, stdin='{"orderId": "o3"}')
    assert json.loads(completed.stdout)["output"] == {"tenant": "rawdog", "order": "o3"}


def test_example_completes_the_data(cgk: Cgk, dev_folder: Path) -> None:
    completed = cgk(*SEND, "--example", "--data", '{"orderId": "mine"}', "--wait", cwd=dev_folder)
    assert json.loads(completed.stdout) == {"tenant": "rawdog", "order": "mine"}


def test_huge_durations_are_refused(cgk: Cgk) -> None:
    completed = cgk("runs", "list", "--since", "99999999d")
    assert completed.returncode == 2
    assert "argument --since: must be at most 100 years, not 99999999d" in completed.stderr


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (("order.created", "--example"), 'Event "order.created" requires tenantId in payload'),
        (("order.created", "--tenant", "a", "--data", "{}"), "orderId"),
        (
            ("order.created", "--tenant", "a", "--data", "{orderId:1}"),
            """(char 1); write it as --data '{"orderId": "o1"}'""",
        ),
        (
            ("order.created", "--tenant", "a", "--data", "[" * 10_000 + "]" * 10_000),
            "--data is not valid JSON: maximum recursion depth exceeded",
        ),
        (("order.created", "--tenant", "a", "--data", "[]"), "--data must be a JSON object, not a list"),
        (("order.created", "--tenant", "a", "--data", "@none.json"), "Cannot read none.json: No such file"),
        (("order.created", "--tenant", "a", "--data", '{"tenantId": "b"}'), '--tenant is "a"'),
        (("order.creatd", "--tenant", "a", "--example"), 'did you mean "order.created"?'),
        ((*SEND[1:], "--example", "--tag", "a\udc80"), "tags"),  # a byte that is not UTF-8
        (("order.created", "--tenant", "Not A Tenant", "--example"), "tenantId"),
    ],
)
def test_mistakes_are_reported_before_sending(cgk: Cgk, arguments: tuple[str, ...], reported: str) -> None:
    completed = cgk("send", *arguments)  # no provider is configured
    assert (completed.returncode, completed.stdout) == (1, "")
    assert reported in completed.stderr
    assert "Traceback" not in completed.stderr


def test_known_problem_is_printed_with_its_fix(cgk: Cgk) -> None:
    assert (
        'fix: include tenantId in every payload, such as {"tenantId": "your-tenant"'
        in cgk("send", "order.created", "--example").stderr
    )


def test_failed_or_late_run_exits_with_1(cgk: Cgk, dev_folder: Path) -> None:
    failed = cgk(*SEND, "--data", '{"orderId": "bad"}', "--max-attempts", "1", "--wait", cwd=dev_folder)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "ValueError: no such order" in failed.stderr
    late = cgk(*SEND, "--example", "--delay", "1h", "--wait", "0.1", cwd=dev_folder)
    assert late.returncode == 1
    assert "did not end within 0.1 s; it continues" in late.stderr


def test_local_provider_requires_cgk_dev(cgk: Cgk, folder: Path) -> None:
    for arguments in ((*SEND, "--example"), ("runs", "show", "run_1")):
        completed = cgk(*arguments, JOBS_PROVIDER="local")
        assert (completed.returncode, completed.stdout) == (1, "")
        assert f"`cgk dev` is not running for this project ({folder.resolve()})" in completed.stderr


def test_missing_provider_is_reported(cgk: Cgk) -> None:
    completed = cgk(*SEND, "--example")
    assert completed.returncode == 1
    assert "[JobClient] Not configured - set TRIGGER_SECRET_KEY" in completed.stderr
    assert "`cgk setup:jobs` writes them" in completed.stderr


def test_uncancellable_run_does_not_stop_others(cgk: Cgk, dev_folder: Path) -> None:
    job_id = cgk(*SEND, "--example", "--delay", "1h", cwd=dev_folder).stdout.strip()
    completed = cgk("runs", "cancel", "run_none", job_id, cwd=dev_folder)
    assert (completed.returncode, completed.stdout) == (1, f"cancelled {job_id}\n")
    assert 'Run "run_none" does not exist' in completed.stderr


def test_unknown_run_is_reported(cgk: Cgk, dev_folder: Path) -> None:
    completed = cgk("runs", "show", "run_none", cwd=dev_folder)
    assert (completed.returncode, completed.stdout) == (1, "")
    assert 'Run "run_none" does not exist' in completed.stderr


@pytest.mark.parametrize(
    ("option", "reported"),
    [
        ("--delay=soon", '"soon" is not a duration; write 90, 90s, 15m, 2h or 1d'),
        ("--delay=1x", '"1x" is not a duration; write 90, 90s, 15m, 2h or 1d'),
        ("--delay=", '"" is not a duration; write 90, 90s, 15m, 2h or 1d'),
        ("--delay=-1", '"-1" is not a duration; write 90, 90s, 15m, 2h or 1d'),
        ("--max-attempts=0", '"0" is not a whole number of at least 1'),
        ("--max-attempts=many", '"many" is not a whole number of at least 1'),
    ],
)
def test_invalid_option_value_is_a_usage_error(cgk: Cgk, option: str, reported: str) -> None:
    completed = cgk(*SEND, "--example", option)
    assert completed.returncode == 2
    assert reported in completed.stderr


def test_unknown_argument_shows_command_usage(cgk: Cgk) -> None:
    completed = cgk(*SEND, '{"orderId": 1}')
    assert completed.returncode == 2
    assert completed.stderr.startswith("usage: cgk send ")
    assert 'unrecognized arguments: {"orderId": 1}; pass the payload with --data\n' in completed.stderr
    completed = cgk("runs", "list", "run_1")
    assert completed.stderr.startswith("usage: cgk runs list ")
    assert completed.stderr.endswith("unrecognized arguments: run_1\n")


def test_job_runs_on_trigger_dev(cgk: Cgk) -> None:
    async def work(task: str, payload: object) -> object:
        return {"task": task, "payload": payload}

    with FakeTriggerDevServer() as server:
        trigger_dev = server.new_environment()
        environment = {"TRIGGER_SECRET_KEY": KEY, "TRIGGER_API_URL": trigger_dev.url}
        queued = cgk(*SEND, "--example", **environment)
        assert queued.returncode == 0, queued.stderr
        job_id = queued.stdout.strip()
        run = show_run(cgk, job_id, **environment)
        assert (run["status"], run["event"], run["tenant"]) == ("queued", "order.created", "rawdog")
        assert cgk("runs", "cancel", job_id, **environment).returncode == 0
        trigger_dev.run_task = work
        completed = cgk(*SEND, "--data", '{"orderId": "o1"}', "--wait", "--json", **environment)
        output = json.loads(completed.stdout)["output"]
        assert output == {"task": "order-created", "payload": {"tenantId": "rawdog", "orderId": "o1"}}
        refused = cgk(*SEND, "--example", **{**environment, "TRIGGER_SECRET_KEY": TRIGGER_KEY})
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "[TriggerDevProvider]" in refused.stderr
        assert "fix: copy the key of the right environment from the provider's dashboard" in refused.stderr
        assert TRIGGER_KEY not in refused.stderr


def test_job_is_sent_to_inngest(cgk: Cgk) -> None:
    with FakeInngest() as server:
        sent = cgk(*SEND, "--example", **server.settings().variables)
        assert sent.returncode == 0, sent.stderr
        assert sent.stdout.strip()
        assert [(event.name, event.data["tenantId"]) for event in server.events] == [("order.created", "rawdog")]


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({"JOBS_PROVIDER": "local"}, "JOBS_PROVIDER=local has no worker: it runs jobs in the process that sends them"),
        ({"TRIGGER_SECRET_KEY": TRIGGER_KEY}, "JOBS_PROVIDER=trigger.dev has no worker: Trigger.dev starts its own"),
        ({}, "[JobClient] Not configured"),
    ],
)
def test_provider_without_a_worker_is_named(cgk: Cgk, settings: dict[str, str], advice: str) -> None:
    completed = cgk("worker", "json", **settings)  # any module that can be imported
    assert (completed.returncode, completed.stdout) == (1, "")
    assert advice in completed.stderr
    assert "Traceback" not in completed.stderr


def test_failed_jobs_are_listed_and_sent_again(cgk: Cgk, dev_folder: Path) -> None:
    # These jobs fail, because the event has no handler.
    first, second, _of_another_tenant = (
        cgk("send", "customer.created", "--tenant", tenant, "--example", cwd=dev_folder).stdout.strip()
        for tenant in ("shop-1", "shop-1", "shop-2")
    )
    filters = ("--status", "failed", "--tenant", "shop-1", "--since", "1h")
    lines = cgk("runs", "list", *filters, cwd=dev_folder).stdout.splitlines()
    assert [line.split()[:4] for line in lines] == [
        [job_id, "customer.created", "shop-1", "failed"] for job_id in (second, first)
    ]
    assert all("NoHandlerError" in line for line in lines)
    newest = json.loads(cgk("runs", "list", *filters, "--limit", "1", "--json", cwd=dev_folder).stdout)
    assert [run["id"] for run in newest] == [second]
    unconfirmed = cgk("runs", "replay", *filters, cwd=dev_folder)
    assert (unconfirmed.returncode, unconfirmed.stdout) == (1, "")
    assert "Send 2 jobs again at dev? Add --yes to confirm" in unconfirmed.stderr
    replayed = json.loads(cgk("runs", "replay", *filters, "--yes", "--json", cwd=dev_folder).stdout)
    assert [entry["replayed"] for entry in replayed] == [second, first]
    runs_and_replays = cgk("runs", "list", "--tenant", "shop-1", cwd=dev_folder).stdout.splitlines()
    assert len(runs_and_replays) == 2 + 2
    pruned = cgk("runs", "prune", "--keep-days", "1", cwd=dev_folder)
    assert "dev keeps runs as long as its own settings say" in pruned.stderr
    erased = cgk("tenants", "erase", "shop-1", "--yes", cwd=dev_folder)
    assert "dev cannot erase jobs, so nothing was erased" in erased.stderr
    assert cgk("runs", "list", "--event", "order.cancelled", cwd=dev_folder).stdout == ""


def test_selected_runs_are_canceled(cgk: Cgk, dev_folder: Path) -> None:
    sent = [
        cgk("send", "order.created", "--tenant", "shop-3", "--example", "--delay", "1h", cwd=dev_folder)
        for _ in range(2)
    ]
    ids = {completed.stdout.strip() for completed in sent}
    filters = ("--tenant", "shop-3", "--status", "delayed")
    completed = cgk("runs", "cancel", *filters, "--yes", "--json", cwd=dev_folder)
    assert {entry["cancelled"] for entry in json.loads(completed.stdout)} == ids
    assert cgk("runs", "list", *filters, cwd=dev_folder).stdout == ""


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("replay",), "Name the ids of jobs, or select them, such as `cgk runs replay --status failed`"),
        (("cancel", "run_1", "--status", "queued"), "Name ids or select jobs by options, not both"),
        (("list", "--event", "order.creatd"), 'did you mean "order.created"?'),
    ],
)
def test_wrong_selection_is_reported(cgk: Cgk, dev_folder: Path, arguments: tuple[str, ...], advice: str) -> None:
    completed = cgk("runs", *arguments, cwd=dev_folder)
    assert (completed.returncode, completed.stdout) == (1, "")
    assert advice in completed.stderr


def test_provider_that_keeps_runs_itself_is_named(cgk: Cgk) -> None:
    completed = cgk("runs", "prune", "--keep-days", "30", TRIGGER_SECRET_KEY=TRIGGER_KEY)
    assert completed.returncode == 1
    assert "trigger.dev keeps runs as long as its own settings say" in completed.stderr
