"""The wizard on a pseudo-terminal: every provider, declined questions, Ctrl-C at every question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cgk_runtime.cli.setup.providers import PROVIDERS

from .conftest import EVENT_KEY, NO_SERVER, SIGNING_KEY, TRIGGER_KEY, Terminal
from .files import contents

Start = Callable[..., Terminal]
"""Type of the fixture `terminal`."""
DOWN, ENTER, CTRL_C, CTRL_D = "\x1b[B", "\r", "\x03", "\x04"

PROVIDER_QUESTION = "Who should run your jobs?"
SECRET_KEY_QUESTION = "Secret key (TRIGGER_SECRET_KEY):"  # noqa: S105  a question
PROJECT_QUESTION = "Project ref (TRIGGER_PROJECT_REF, Enter to skip):"
PACKAGE_QUESTION = "package.json is missing."
DEV_SERVER_QUESTION = "Send to Inngest's dev server on this machine (npx inngest-cli dev) while developing?"
EVENT_KEY_QUESTION = "Event key (INNGEST_EVENT_KEY):"
SIGNING_KEY_QUESTION = "Signing key (INNGEST_SIGNING_KEY):"
WRITE_QUESTION = "Write this?"

NO_SERVERS = {"TRIGGER_API_URL": NO_SERVER, "INNGEST_BASE_URL": NO_SERVER}


def test_trigger_dev_is_set_up(terminal: Start, folder: Path) -> None:
    wizard = terminal("setup:jobs", **NO_SERVERS)
    wizard.answer(PROVIDER_QUESTION, ENTER)
    wizard.expect("In its dashboard go to Settings → API Keys.")
    wizard.answer(SECRET_KEY_QUESTION, "tr_pat_0123456789abcdef" + ENTER)
    wizard.expect("This is not a secret key, such as tr_dev_… (or stg, prod, preview); copy")
    wizard.answer(SECRET_KEY_QUESTION, TRIGGER_KEY + ENTER)
    wizard.answer(PROJECT_QUESTION, "proj_abc" + ENTER)
    wizard.answer("Write TRIGGER_API_URL", "y")
    wizard.answer(PACKAGE_QUESTION, "y")
    wizard.answer(WRITE_QUESTION, "y")
    assert wizard.wait() == 1  # no server
    assert TRIGGER_KEY not in wizard.output
    assert "tr_dev_…WXYZ" in wizard.output
    assert "Not ready: 1 check failed" in wizard.output
    assert "Next steps" in wizard.output
    assert "npx trigger dev" in wizard.output
    assert (folder / ".env.local").read_text() == (
        "# Background jobs\nJOBS_PROVIDER=trigger.dev\n"
        f"TRIGGER_SECRET_KEY={TRIGGER_KEY}\nTRIGGER_PROJECT_REF=proj_abc\nTRIGGER_API_URL={NO_SERVER}\n"
    )
    assert (folder / ".env.local").stat().st_mode & 0o777 == 0o600
    assert (folder / ".gitignore").read_text() == ".env.local\n"
    assert '"trigger.dev": "4.8.3"' in (folder / "package.json").read_text()
    assert "proj_abc" in (folder / "trigger.config.ts").read_text()


def test_inngest_is_set_up(terminal: Start, folder: Path) -> None:
    wizard = terminal("setup:jobs", **NO_SERVERS)
    wizard.answer(PROVIDER_QUESTION, DOWN + ENTER)
    wizard.answer(DEV_SERVER_QUESTION, "n")
    wizard.answer(EVENT_KEY_QUESTION, SIGNING_KEY + ENTER)
    wizard.expect("This is not an event key (8 or more letters, digits, - and _; not a signing key)")
    wizard.answer(EVENT_KEY_QUESTION, "evt-1" + ENTER)
    wizard.expect("This is not an event key (8 or more letters, digits, - and _; not a signing key)")
    wizard.answer(EVENT_KEY_QUESTION, EVENT_KEY + ENTER)
    wizard.answer(SIGNING_KEY_QUESTION, SIGNING_KEY + ENTER)
    wizard.answer("Write INNGEST_BASE_URL", "y")
    wizard.answer(WRITE_QUESTION, "y")
    assert wizard.wait() == 1
    assert EVENT_KEY not in wizard.output
    assert SIGNING_KEY not in wizard.output
    assert "npx inngest-cli dev" in wizard.output
    written = (folder / ".env.local").read_text()
    assert f"JOBS_PROVIDER=inngest\nINNGEST_EVENT_KEY={EVENT_KEY}\nINNGEST_SIGNING_KEY={SIGNING_KEY}\n" in written
    assert not (folder / "package.json").exists()


def test_inngest_dev_server_needs_no_keys(terminal: Start, folder: Path) -> None:
    wizard = terminal("setup:jobs", "--provider", "inngest")
    wizard.answer(DEV_SERVER_QUESTION, "y")
    wizard.answer("Event key (INNGEST_EVENT_KEY, Enter to skip):", ENTER)
    wizard.answer("Signing key (INNGEST_SIGNING_KEY, Enter to skip):", ENTER)
    wizard.answer(WRITE_QUESTION, "y")
    wizard.wait()
    assert (folder / ".env.local").read_text() == "# Background jobs\nJOBS_PROVIDER=inngest\nINNGEST_DEV=1\n"
    second = terminal("setup:jobs", "--provider", "inngest")
    second.answer("Keep INNGEST_DEV 1 (.env.local)?", "y")
    second.answer("Event key", ENTER)
    second.answer("Signing key", ENTER)
    second.wait()
    assert "nothing was changed" in second.output


def test_second_run_changes_nothing(terminal: Start, folder: Path) -> None:
    wizard = terminal("setup:jobs")
    wizard.answer(PROVIDER_QUESTION, DOWN * 3 + ENTER)  # the fourth provider is "local"
    wizard.answer(WRITE_QUESTION, "y")
    assert wizard.wait() == 0
    assert "Ready; 1 warning." in wizard.output
    assert "cgk dev app.tasks" in wizard.output
    before = contents(folder)
    second = terminal("setup:jobs")
    second.answer(PROVIDER_QUESTION, ENTER)  # the configured provider is preselected
    assert second.wait() == 0
    assert "Everything is set up; nothing was changed." in second.output
    assert contents(folder) == before


def test_configured_values_can_be_kept(terminal: Start, folder: Path) -> None:
    (folder / ".env.local").write_text(f"# ours\nexport TRIGGER_SECRET_KEY='{TRIGGER_KEY}' # dev\nOTHER=1\n")
    (folder / ".gitignore").write_text(".env*\n")
    wizard = terminal("setup:jobs", TRIGGER_API_URL=NO_SERVER)
    wizard.answer(PROVIDER_QUESTION, ENTER)
    wizard.answer("Keep TRIGGER_SECRET_KEY tr_dev_…WXYZ (.env.local)?", "y")
    wizard.answer(PROJECT_QUESTION, ENTER)
    wizard.answer(f"Write TRIGGER_API_URL {NO_SERVER} from the environment to the file?", "n")
    wizard.answer(PACKAGE_QUESTION, "n")
    wizard.answer(WRITE_QUESTION, "y")
    wizard.wait()
    assert (folder / ".env.local").read_text() == (
        f"# ours\nexport TRIGGER_SECRET_KEY='{TRIGGER_KEY}' # dev\nOTHER=1\nJOBS_PROVIDER=trigger.dev\n"
    )
    assert (folder / ".gitignore").read_text() == ".env*\n"
    assert not (folder / "package.json").exists()


def test_existing_values_are_replaced_in_place(terminal: Start, folder: Path) -> None:
    (folder / ".env.local").write_text("A=1\nTRIGGER_SECRET_KEY=tr_dev_old00000000000000000 # mine\nB=2\n")
    wizard = terminal("setup:jobs", "--provider", "trigger.dev", TRIGGER_API_URL=NO_SERVER)
    wizard.answer("Keep TRIGGER_SECRET_KEY tr_dev_…0000 (.env.local)?", "n")
    wizard.answer(SECRET_KEY_QUESTION, TRIGGER_KEY + ENTER)
    wizard.answer(PROJECT_QUESTION, ENTER)
    wizard.answer("Write TRIGGER_API_URL", "n")
    wizard.answer(PACKAGE_QUESTION, "n")
    wizard.answer(WRITE_QUESTION, "y")
    wizard.wait()
    expected = f"A=1\nTRIGGER_SECRET_KEY={TRIGGER_KEY} # mine\nB=2\nJOBS_PROVIDER=trigger.dev\n"
    assert (folder / ".env.local").read_text() == expected


def test_declined_write_changes_no_file(terminal: Start, folder: Path) -> None:
    (folder / ".env.local").write_text("A=1\n")
    (folder / "package.json").write_text('{"name": "shop"}\n')
    before = contents(folder)
    wizard = terminal("setup:jobs", "--provider", "trigger.dev")
    wizard.answer(SECRET_KEY_QUESTION, TRIGGER_KEY + ENTER)
    wizard.answer(PROJECT_QUESTION, ENTER)
    wizard.answer(WRITE_QUESTION, "n")
    assert wizard.wait() == 1
    assert "Traceback" not in wizard.output
    assert contents(folder) == before


def test_declined_production_key_is_asked_again(terminal: Start, folder: Path) -> None:
    wizard = terminal("setup:jobs", "--provider", "trigger.dev", TRIGGER_API_URL=NO_SERVER)
    wizard.answer(SECRET_KEY_QUESTION, TRIGGER_KEY.replace("dev", "prod") + ENTER)
    wizard.answer("is a production key, and .env.local is for development. Write it anyway?", ENTER)
    wizard.answer(SECRET_KEY_QUESTION, TRIGGER_KEY + ENTER)
    wizard.answer(PROJECT_QUESTION, ENTER)
    wizard.answer("Write TRIGGER_API_URL", "n")
    wizard.answer(PACKAGE_QUESTION, "n")
    wizard.answer(WRITE_QUESTION, "y")
    wizard.wait()
    assert f"TRIGGER_SECRET_KEY={TRIGGER_KEY}\n" in (folder / ".env.local").read_text()
    assert "npm install @trigger.dev/sdk@4.8.3 trigger.dev@4.8.3" in wizard.output


def test_urls_stay_whole_on_a_terminal(terminal: Start) -> None:
    wizard = terminal("setup:jobs", "--provider", "trigger.dev", "--yes", TRIGGER_SECRET_KEY=TRIGGER_KEY, **NO_SERVERS)
    wizard.wait()
    assert "https://trigger.dev/docs" in wizard.output
    assert max(len(line) for line in wizard.output.splitlines()) <= 100  # the terminal's width


def test_choices_fit_into_80_columns(terminal: Start) -> None:
    wizard = terminal("setup:jobs")
    wizard.answer(PROVIDER_QUESTION, CTRL_C)
    wizard.wait()
    for guide in PROVIDERS.values():
        line = f" » {guide.title:<12} {guide.summary}"
        assert len(line) < 80, line
        assert guide.summary in wizard.output


def test_chosen_provider_is_shown_on_one_line(terminal: Start) -> None:
    wizard = terminal("setup:jobs")
    wizard.answer(PROVIDER_QUESTION, ENTER)
    wizard.expect("? Who should run your jobs? Trigger.dev\r\n")
    wizard.answer(SECRET_KEY_QUESTION, CTRL_C)
    wizard.wait()


ANSWERS = {  # by provider: each question with the keys to type
    "trigger.dev": [
        (PROVIDER_QUESTION, ENTER),
        (SECRET_KEY_QUESTION, TRIGGER_KEY + ENTER),
        (PROJECT_QUESTION, ENTER),
        (PACKAGE_QUESTION, "y"),
        (WRITE_QUESTION, "y"),
    ],
    "inngest": [
        (PROVIDER_QUESTION, DOWN + ENTER),
        (DEV_SERVER_QUESTION, "n"),
        (EVENT_KEY_QUESTION, EVENT_KEY + ENTER),
        (SIGNING_KEY_QUESTION, SIGNING_KEY + ENTER),
        (WRITE_QUESTION, "y"),
    ],
    "local": [(PROVIDER_QUESTION, DOWN * 3 + ENTER), (WRITE_QUESTION, "y")],
}


def test_ctrl_d_cancels_the_wizard(terminal: Start, folder: Path) -> None:
    wizard = terminal("setup:jobs", "--provider", "trigger.dev")
    wizard.answer(SECRET_KEY_QUESTION, CTRL_D)
    assert wizard.wait() == 130
    assert "Interrupted; nothing was changed." in wizard.output
    assert contents(folder) == {}


@pytest.mark.parametrize(
    ("provider", "canceled_at"), [(name, index) for name, answers in ANSWERS.items() for index in range(len(answers))]
)
def test_ctrl_c_at_any_question_changes_nothing(terminal: Start, folder: Path, provider: str, canceled_at: int) -> None:
    (folder / ".env.local").write_bytes(b"A=1\r\nB=2")
    (folder / ".env.local").chmod(0o644)
    before = contents(folder)
    wizard = terminal("setup:jobs")
    for question, keys in ANSWERS[provider][:canceled_at]:
        wizard.answer(question, keys)
    question, _ = ANSWERS[provider][canceled_at]
    wizard.answer(question, CTRL_C)
    assert wizard.wait() == 130
    assert "Interrupted; nothing was changed." in wizard.output
    assert "Traceback" not in wizard.output
    assert contents(folder) == before
