"""Personal data in the output of commands: redacted unless requested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from trigger_dev_server import KEY, FakeTriggerDevServer

from .conftest import Cgk

CONTACT_JOBS = """
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
    """Path of an installed package whose payloads and results contain personal data."""
    metadata_folder = tmp_path / "installed" / "contact_jobs-1.0.0.dist-info"
    metadata_folder.mkdir(parents=True)
    (metadata_folder / "METADATA").write_text("Metadata-Version: 2.1\nName: contact-jobs\nVersion: 1.0.0\n")
    (metadata_folder / "entry_points.txt").write_text("[cgk_runtime.sdk]\ncontact_jobs = contact_jobs:sdk\n")
    (metadata_folder.parent / "contact_jobs.py").write_text(CONTACT_JOBS)
    return str(metadata_folder.parent)


def test_payload_and_result_are_redacted(cgk: Cgk, contact_jobs: str) -> None:
    result = {"people": [{"name": "Ada", "email": "ada@example.org"}]}
    redacted = {"people": [{"name": "Ada", "email": "***"}]}

    async def work(task: str, payload: object) -> object:
        return result

    with FakeTriggerDevServer() as server:
        trigger_dev = server.new_environment()
        trigger_dev.run_task = work
        environment = {"TRIGGER_SECRET_KEY": KEY, "TRIGGER_API_URL": trigger_dev.url, "PYTHONPATH": contact_jobs}
        send = (
            "send", "contact.found", "--tenant", "rawdog", "--data", '{"phone": "555-0100"}', "--wait",
            "--sdk", "contact_jobs",
        )  # fmt: skip
        completed = cgk(*send, **environment)
        assert completed.returncode == 0, completed.stderr
        assert json.loads(completed.stdout) == redacted
        job_id, note = completed.stderr.splitlines()
        assert note == "Personal data is redacted (***); --reveal shows it."
        assert json.loads(cgk(*send, "--json", **environment).stdout)["output"] == redacted
        revealed = cgk(*send, "--reveal", **environment)
        assert json.loads(revealed.stdout) == result
        assert "redacted" not in revealed.stderr

        show = ("runs", "show", job_id, "--sdk", "contact_jobs")
        run = cgk(*show, **environment)
        assert "ada@example.org" not in run.stdout + run.stderr
        assert "555-0100" not in run.stdout + run.stderr
        assert 'payload   {"tenantId": "rawdog", "phone": "***"}\n' in run.stdout
        assert '"email": "***"' in run.stdout
        assert json.loads(cgk(*show, "--json", **environment).stdout)[0]["output"] == redacted
        revealed_run = json.loads(cgk(*show, "--json", "--reveal", **environment).stdout)[0]
        assert revealed_run["output"] == result
        assert revealed_run["payload"] == {"tenantId": "rawdog", "phone": "555-0100"}

        # If the catalog does not have the run's event, everything is redacted.
        other_catalog = CONTACT_JOBS.replace('"contact.found", "contact-found"', '"contact.lost", "contact-lost"')
        (Path(contact_jobs) / "contact_jobs.py").write_text(other_catalog)
        (run_of_unknown_event,) = json.loads(cgk(*show, "--json", **environment).stdout)
        assert (run_of_unknown_event["payload"], run_of_unknown_event["output"]) == ("***", "***")
