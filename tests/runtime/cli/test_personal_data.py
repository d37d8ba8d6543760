"""Personal data in the output of commands: redacted unless requested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from trigger_dev_server import KEY, FakeTriggerDevServer

from .conftest import Cgk

MODULE = """
from typing import Annotated

from cgk_runtime.catalog import Catalog, EventDefinition
from cgk_runtime.payload import PayloadModel
from cgk_runtime.sdk import Sdk
from pydantic import Field


class ContactFoundPayload(PayloadModel, frozen=True):
    tenant_id: str
    phone: Annotated[str, Field(repr=False)]


class Person(PayloadModel, frozen=True):
    name: str
    email: Annotated[str, Field(repr=False)]


class ContactFoundResult(PayloadModel, frozen=True):
    people: list[Person]


EVENT = EventDefinition(
    "contact.found", "contact-found", "contacts", "ContactFoundPayload", __name__, result_type="ContactFoundResult"
)
sdk = Sdk(
    Catalog(
        name="contact-jobs", package=__name__, version="1.0.0", tenant_pattern="^[a-z]+$",
        events={EVENT.name: EVENT}, schedules={},
    )
)
"""


@pytest.fixture
def contact_jobs(tmp_path: Path) -> str:
    """Path of an installed package whose results contain personal data."""
    information = tmp_path / "installed" / "contact_jobs-1.0.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: contact-jobs\nVersion: 1.0.0\n")
    (information / "entry_points.txt").write_text("[cgk_runtime.sdk]\ncontact_jobs = contact_jobs:sdk\n")
    (information.parent / "contact_jobs.py").write_text(MODULE)
    return str(information.parent)


def test_result_is_printed_redacted(cgk: Cgk, contact_jobs: str) -> None:
    profile = {"people": [{"name": "Ada", "email": "ada@example.org"}]}
    hidden = {"people": [{"name": "Ada", "email": "***"}]}

    async def work(task: str, payload: object) -> object:
        return profile

    with FakeTriggerDevServer() as server:
        trigger_dev = server.new_environment()
        trigger_dev.run_task = work
        environment = {"TRIGGER_SECRET_KEY": KEY, "TRIGGER_API_URL": trigger_dev.url, "PYTHONPATH": contact_jobs}
        send = (
            "send",
            "contact.found",
            "--tenant",
            "rawdog",
            "--data",
            '{"phone": "555-0100"}',
            "--wait",
            "--sdk",
            "contact_jobs",
        )
        completed = cgk(*send, **environment)
        assert completed.returncode == 0, completed.stderr
        assert json.loads(completed.stdout) == hidden
        job_id, note = completed.stderr.splitlines()
        assert note == "Personal data is redacted (***); --reveal shows it."
        assert json.loads(cgk(*send, "--json", **environment).stdout)["output"] == hidden
        revealed = cgk(*send, "--reveal", **environment)
        assert json.loads(revealed.stdout) == profile
        assert "redacted" not in revealed.stderr

        show = ("runs", "show", job_id, "--sdk", "contact_jobs")
        run = cgk(*show, **environment)
        assert "ada@example.org" not in run.stdout + run.stderr
        assert "555-0100" not in run.stdout + run.stderr
        assert 'payload   {"tenantId": "rawdog", "phone": "***"}\n' in run.stdout
        assert '"email": "***"' in run.stdout
        assert json.loads(cgk(*show, "--json", **environment).stdout)[0]["output"] == hidden
        revealed_run = json.loads(cgk(*show, "--json", "--reveal", **environment).stdout)[0]
        assert revealed_run["output"] == profile
        assert revealed_run["payload"] == {"tenantId": "rawdog", "phone": "555-0100"}

        other_catalog = MODULE.replace('"contact.found", "contact-found"', '"contact.lost", "contact-lost"')
        (Path(contact_jobs) / "contact_jobs.py").write_text(other_catalog)
        (unknown,) = json.loads(cgk(*show, "--json", **environment).stdout)
        assert (unknown["payload"], unknown["output"]) == ("***", "***")
