"""`cgk setup:jobs` without a terminal, and with existing files of a project."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.setup import node
from cgk_runtime.cli.setup.file_changes import FileChange
from cgk_runtime.cli.setup.providers import PROVIDERS
from cgk_runtime.errors import ConfigurationError
from paths import ROOT

from .conftest import EVENT_KEY, NO_SERVER, SIGNING_KEY, TASKS, TRIGGER_KEY, Cgk
from .files import contents


def test_missing_values_are_listed(cgk: Cgk, folder: Path) -> None:
    completed = cgk("setup:jobs")
    assert (completed.returncode, completed.stdout) == (1, "")
    assert "pass --provider with one of trigger.dev, inngest, postgres, local, dev" in completed.stderr
    completed = cgk("setup:jobs", "--provider", "inngest")
    assert (completed.returncode, completed.stdout) == (1, "")
    for name in ("INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"):
        assert f"{name} is missing; set it in the environment, or pass {name}=... with --stdin" in completed.stderr
    assert contents(folder) == {}


def test_keys_from_the_environment_are_written(cgk: Cgk, folder: Path) -> None:
    arguments = ("setup:jobs", "--provider", "inngest", "--yes")
    keys = {"INNGEST_EVENT_KEY": EVENT_KEY, "INNGEST_SIGNING_KEY": SIGNING_KEY, "INNGEST_BASE_URL": NO_SERVER}
    completed = cgk(*arguments, **keys)
    assert completed.returncode == 1  # no server
    assert (folder / ".env.local").read_text() == (
        "# Background jobs\nJOBS_PROVIDER=inngest\n"
        f"INNGEST_EVENT_KEY={EVENT_KEY}\nINNGEST_SIGNING_KEY={SIGNING_KEY}\nINNGEST_BASE_URL={NO_SERVER}\n"
    )
    for secret in (EVENT_KEY, SIGNING_KEY):
        assert secret not in completed.stdout + completed.stderr
    before = contents(folder)
    second = cgk("setup:jobs", "--yes")  # all values are in the file now
    assert "Everything is set up; nothing was changed." in second.stdout
    assert contents(folder) == before


def test_keys_are_read_from_stdin(cgk: Cgk, folder: Path) -> None:
    keys = f"TRIGGER_SECRET_KEY={TRIGGER_KEY}\nTRIGGER_API_URL='{NO_SERVER}'\n"
    completed = cgk("setup:jobs", "--provider", "trigger.dev", "--stdin", "--yes", "--json", stdin=keys)
    document = json.loads(completed.stdout)
    assert (completed.returncode, completed.stderr) == (1, "")
    assert TRIGGER_KEY not in completed.stdout
    assert document["ok"] is False
    assert document["provider"] == "trigger.dev"
    assert {Path(change["file"]).name for change in document["changes"]} == {
        ".env.local", ".gitignore", "package.json", "trigger.config.ts",
    }  # fmt: skip
    failed = [check for check in document["checks"] if check["status"] == "failed"]
    assert [check["subject"] for check in failed] == ["server"]
    assert failed[0]["fix"]
    assert any("npx trigger dev" in step for step in document["nextSteps"])
    wrong = cgk("setup:jobs", "--provider", "trigger.dev", "--stdin", "--json", stdin="TRIGGER_SECRET_KEY=pk_dev_abc")
    assert json.loads(wrong.stdout)["ok"] is False
    assert "a public key or a personal access token cannot send jobs" in json.loads(wrong.stdout)["error"]


def test_unused_values_from_stdin_are_reported(cgk: Cgk, folder: Path) -> None:
    completed = cgk("setup:jobs", "--stdin", stdin="JOBS_PROVIDER=local\nDATABASE_URL=postgres://user:secret@host/db\n")
    assert completed.returncode == 0
    assert completed.stderr == "not written, because this command does not set them: DATABASE_URL\n"
    assert (folder / ".env.local").read_text() == "# Background jobs\nJOBS_PROVIDER=local\n"


def test_errors_show_values_that_are_not_secret(cgk: Cgk) -> None:
    completed = cgk("setup:jobs", "--stdin", stdin="JOBS_PROVIDER=locl\n")
    assert 'Unknown provider "locl"' in completed.stderr


def test_access_token_replaces_the_key(cgk: Cgk, folder: Path) -> None:
    keys = {"TRIGGER_ACCESS_TOKEN": TRIGGER_KEY, "TRIGGER_API_URL": NO_SERVER}
    assert "ok       TRIGGER_ACCESS_TOKEN" in cgk("setup:jobs", "--provider", "trigger.dev", "--yes", **keys).stdout
    assert "TRIGGER_ACCESS_TOKEN" not in (folder / ".env.local").read_text()


def test_no_option_accepts_a_secret(cgk: Cgk) -> None:
    reported = cgk("setup:jobs", "--help").stdout
    assert not [word for word in reported.split() if word.startswith("--") and ("key" in word or "secret" in word)]


def test_invalid_keys_are_listed_and_not_written(cgk: Cgk, folder: Path) -> None:
    completed = cgk("setup:jobs", "--provider", "inngest", INNGEST_EVENT_KEY=SIGNING_KEY, INNGEST_SIGNING_KEY="not hex")
    assert completed.returncode == 1
    assert (
        "INNGEST_EVENT_KEY is not an event key (8 or more letters, digits, - and _; not a signing key)"
        in completed.stderr
    )
    assert "INNGEST_SIGNING_KEY is not a signing key, such as signkey-prod-0123abcd" in completed.stderr
    assert "not hex" not in completed.stderr
    assert contents(folder) == {}


def test_both_forms_of_addresses_are_valid() -> None:
    (address,) = PROVIDERS["postgres"].variables
    assert address.find_problem("postgresql://shop@db/shop") is None
    assert address.find_problem("host=db user=shop dbname=shop") is None
    assert address.find_problem("mysql://db/shop")


def test_production_key_needs_confirmation(cgk: Cgk, folder: Path) -> None:
    key = TRIGGER_KEY.replace("dev", "prod")
    completed = cgk("setup:jobs", "--provider", "trigger.dev", TRIGGER_SECRET_KEY=key, TRIGGER_API_URL=NO_SERVER)
    assert completed.returncode == 1
    assert "is a production key" in completed.stderr
    assert contents(folder) == {}
    completed = cgk(
        "setup:jobs", "--provider", "trigger.dev", "--yes", TRIGGER_SECRET_KEY=key, TRIGGER_API_URL=NO_SERVER
    )
    assert key in (folder / ".env.local").read_text()
    completed = cgk("setup:jobs", "--verify-only")
    assert "a production key in a development file" in completed.stdout


def test_skip_env_runs_the_checks_alone(cgk: Cgk, folder: Path) -> None:
    environment = {"TRIGGER_SECRET_KEY": TRIGGER_KEY, "TRIGGER_API_URL": NO_SERVER}
    completed = cgk("setup:jobs", "--provider", "trigger.dev", "--skip-env", "--yes", **environment)
    assert completed.returncode == 1
    assert "Not ready" in completed.stdout
    assert contents(folder) == {}


def test_unreadable_lines_from_stdin_are_refused(cgk: Cgk, folder: Path) -> None:
    text = f"TRIGGER_SECRET_KEY {TRIGGER_KEY}\nTRIGGER_PROJECT_REF=proj#abc\n"
    completed = cgk("setup:jobs", "--provider", "trigger.dev", "--yes", "--stdin", stdin=text)
    assert completed.returncode == 1
    assert completed.stderr.splitlines() == [
        "[cgk] Nothing was changed, because standard input is malformed:",
        "  line 1 is not an assignment and is ignored; write NAME=value, or begin it with #",
        "  line 2 TRIGGER_PROJECT_REF ends before the #; quote the value, or write a space before a comment",
    ]
    assert contents(folder) == {}


def test_verify_only_names_the_provider(cgk: Cgk) -> None:
    assert json.loads(cgk("setup:jobs", "--verify-only", "--json", JOBS_PROVIDER="local").stdout)["provider"] == "local"
    assert json.loads(cgk("setup:jobs", "--verify-only", "--json").stdout)["provider"] is None


def test_next_steps_fit_the_project(cgk: Cgk, folder: Path) -> None:
    (folder / "app.py").write_text("", encoding="utf-8")
    steps = json.loads(cgk("setup:jobs", "--provider", "local", "--json", "--yes").stdout)["nextSteps"]
    assert steps[0].startswith("Create your first task in tasks.py:")
    assert "cgk dev tasks" in steps[1]
    assert "JOBS_PROVIDER=dev" in steps[2]
    environment = {"TRIGGER_SECRET_KEY": TRIGGER_KEY, "TRIGGER_API_URL": NO_SERVER}
    completed = cgk("setup:jobs", "--provider", "trigger.dev", "--json", **environment)
    steps = json.loads(completed.stdout)["nextSteps"]
    assert "npm install @trigger.dev/sdk@4.8.3 trigger.dev@4.8.3" in steps[1], steps
    assert "cgk trigger:build tasks" in steps[2]


def test_provider_dev_is_written_and_checked(cgk: Cgk, folder: Path) -> None:
    completed = cgk("setup:jobs", "--provider", "dev", "--yes")
    assert completed.returncode == 0
    assert (folder / ".env.local").read_text() == "# Background jobs\nJOBS_PROVIDER=dev\n"
    assert "warning  cgk dev" in completed.stdout
    assert "not running for this project" in completed.stdout
    assert "start `cgk dev app.tasks`" in completed.stdout
    assert cgk("setup:jobs", "--verify-only").returncode == 1


def test_inngest_dev_server_may_start_later(cgk: Cgk) -> None:
    completed = cgk("setup:jobs", "--provider", "inngest", "--yes", INNGEST_DEV=NO_SERVER)
    assert completed.returncode == 0
    assert "warning  server" in completed.stdout
    assert "npx inngest-cli dev" in completed.stdout


def test_verify_only_changes_nothing(cgk: Cgk, folder: Path) -> None:
    (folder / ".env.local").write_text("JOBS_PROVIDER=local\n")
    before = contents(folder)
    completed = cgk("setup:jobs", "--verify-only")
    assert completed.returncode == 0
    assert contents(folder) == before


def test_symlink_is_followed(cgk: Cgk, folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.env"
    shared.write_text("A=1\n")
    (folder / ".env.local").symlink_to(shared)
    assert cgk("setup:jobs", "--provider", "local").returncode == 0
    assert (folder / ".env.local").is_symlink()
    assert shared.read_text() == "A=1\n\n# Background jobs\nJOBS_PROVIDER=local\n"
    assert shared.stat().st_mode & 0o777 == 0o600


def test_target_of_a_dangling_symlink_is_created(cgk: Cgk, folder: Path, tmp_path: Path) -> None:
    (folder / ".env.local").symlink_to(tmp_path / "later.env")
    assert cgk("setup:jobs", "--provider", "local").returncode == 0
    assert "JOBS_PROVIDER=local" in (tmp_path / "later.env").read_text()


def make_read_only(file: Path) -> None:
    file.write_text("A=1\n")
    file.chmod(0o400)


UNCHANGEABLE: dict[str, tuple[Callable[[Path], object], str]] = {  # function that creates the file, error text
    "a folder": (Path.mkdir, "Is a directory"),
    "read-only": (make_read_only, "is read-only; run `chmod u+w"),
    "Latin-1": (lambda file: file.write_bytes(b"A=caf\xe9\n"), "is not UTF-8 (byte 5)"),
    "a link to nowhere": (lambda file: file.symlink_to("none/.env"), "is not a writable directory"),
}


@pytest.mark.parametrize(("make_unchangeable", "reported"), UNCHANGEABLE.values(), ids=UNCHANGEABLE)
def test_unchangeable_file_stops_every_write(
    cgk: Cgk, folder: Path, make_unchangeable: Callable[[Path], object], reported: str
) -> None:
    make_unchangeable(folder / ".env.local")
    before = contents(folder)
    completed = cgk("setup:jobs", "--provider", "local")
    assert completed.returncode == 1
    assert reported in completed.stderr
    assert "Traceback" not in completed.stderr
    assert contents(folder) == before


def test_readable_secret_file_gets_private_mode(cgk: Cgk, folder: Path) -> None:
    file = folder / ".env.local"
    file.write_text("JOBS_PROVIDER=local\r\n")
    file.chmod(0o644)
    assert cgk("setup:jobs", "--provider", "local").returncode == 0
    assert file.read_bytes() == b"JOBS_PROVIDER=local\r\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_failed_write_keeps_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "package.json"
    file.write_text('{"name": "shop"}')
    file.chmod(0o640)
    change = FileChange(file, lambda text: text + "\n", "package.json: a final newline")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail_with_full_disk)
        with pytest.raises(CommandError, match=r"Cannot write .*package\.json: No space left on device"):
            change.apply()
    assert contents(tmp_path) == {"package.json": (b'{"name": "shop"}', 0o640)}
    change.apply()
    assert contents(tmp_path) == {"package.json": (b'{"name": "shop"}\n', 0o640)}


def fail_with_full_disk(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_nearest_env_file_is_used(cgk: Cgk, folder: Path) -> None:
    (folder / ".env.local").write_text("A=1\n")
    app = folder / "apps" / "shop"
    app.mkdir(parents=True)
    completed = cgk("setup:jobs", "--provider", "local", cwd=app)
    assert completed.returncode == 0
    assert "JOBS_PROVIDER=local" in (folder / ".env.local").read_text()
    assert "wrote ../../.env.local: JOBS_PROVIDER" in completed.stdout
    assert not (app / ".env.local").exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, ".env.local\n"),
        ("node_modules/", "node_modules/\n.env.local\n"),
        ("node_modules/\r\n", "node_modules/\r\n.env.local\r\n"),
        (".env*\n", ".env*\n"),
        (".env*\n!.env.local\n", ".env*\n!.env.local\n.env.local\n"),
    ],
)
def test_git_ignores_the_file_afterwards(cgk: Cgk, folder: Path, before: str | None, after: str) -> None:
    if before is not None:
        (folder / ".gitignore").write_bytes(before.encode())
    assert cgk("setup:jobs", "--provider", "local").returncode == 0
    assert (folder / ".gitignore").read_bytes().decode() == after
    status = subprocess.run(["git", "check-ignore", "-q", ".env.local"], cwd=folder, check=False)
    assert status.returncode == 0


def test_comment_in_gitignore_ignores_nothing(cgk: Cgk, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("# .env.local\n")  # outside a repository
    assert cgk("setup:jobs", "--provider", "local", cwd=tmp_path).returncode == 0
    assert (tmp_path / ".gitignore").read_text() == "# .env.local\n.env.local\n"


# package.json and trigger.config.ts


def test_package_json_keeps_its_layout(cgk: Cgk, folder: Path) -> None:
    text = '{\n\t"name": "shop",\n\t"dependencies": {\n\t\t"zod": "^4.0.0"\n\t},\n\t"scripts": {}\n}\n'
    (folder / "package.json").write_bytes(text.encode())
    cgk("setup:jobs", "--provider", "trigger.dev", TRIGGER_SECRET_KEY=TRIGGER_KEY, TRIGGER_API_URL=NO_SERVER)
    assert (folder / "package.json").read_bytes().decode() == (
        '{\n\t"name": "shop",\n\t"dependencies": {\n\t\t"@trigger.dev/sdk": "4.8.3",\n\t\t"zod": "^4.0.0"\n'
        '\t},\n\t"scripts": {},\n\t"devDependencies": {\n\t\t"trigger.dev": "4.8.3"\n\t}\n}\n'
    )


def test_existing_packages_are_kept() -> None:
    text = '{"dependencies": {"@trigger.dev/sdk": "^4.1.0", "trigger.dev": "^4.1.0"}}'
    assert node.add_trigger_packages(text) == text


@pytest.mark.parametrize("text", ["{", "[]", '{"dependencies": []}'])
def test_invalid_package_json_is_reported(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"package\.json"):
        node.add_trigger_packages(text)


def test_existing_trigger_config_is_kept(cgk: Cgk, folder: Path) -> None:
    (folder / "trigger.config.mjs").write_text("export default {}\n")
    cgk("setup:jobs", "--provider", "trigger.dev", TRIGGER_SECRET_KEY=TRIGGER_KEY, TRIGGER_API_URL=NO_SERVER)
    assert (folder / "trigger.config.mjs").read_text() == "export default {}\n"
    assert not (folder / "trigger.config.ts").exists()


def test_trigger_build_keeps_edited_config(cgk: Cgk, folder: Path) -> None:
    (folder / "tasks.py").write_text(TASKS)
    (folder / "package.json").write_text("{}\n")
    config = folder / "trigger.config.ts"
    config.write_text(node.trigger_config("proj_abc"))
    completed = cgk("trigger:build", "tasks", TRIGGER_PROJECT_REF="proj_abc")
    assert completed.returncode == 0, completed.stderr
    assert "pythonJobs()" in config.read_text()
    changed = node.trigger_config("proj_abc").replace("3600", "60")
    config.write_text(changed)
    completed = cgk("trigger:build", "tasks")
    assert config.read_text() == changed
    assert "does not use pythonJobs, which provides Python" in completed.stderr


def test_pinned_version_is_the_tested_one() -> None:
    workspace = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert {workspace[node.SDK_PACKAGE], workspace[node.CLI_PACKAGE]} == {node.TRIGGER_VERSION}


def test_trigger_config_compiles(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "trigger.config.ts").write_text(node.trigger_config("proj_abc"), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    options = [
        "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "--types", "node",
    ]  # fmt: skip
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "tsc", *options, "trigger.config.ts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
