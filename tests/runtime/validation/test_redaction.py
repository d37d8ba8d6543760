"""Personal data and secrets never appear in a repr, error, log line or traceback."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import traceback
from typing import Annotated, Any

import pytest
from cgk_jobs import CATALOG
from cgk_jobs.testing import EXAMPLES
from cgk_runtime import AbortTask, InvalidPayloadError, JobClient, RunFailedError, Sdk, Settings, TaskContext
from cgk_runtime.catalog import Catalog, EventDefinition
from cgk_runtime.client.job import Job
from cgk_runtime.payload import Omittable, PayloadModel
from cgk_runtime.providers.local.dev.endpoint import DevEndpoint
from cgk_runtime.validation.payloads import parse_received_payload, serialize_payload
from cgk_runtime.validation.redaction import redact
from pydantic import Field
from shop import ReviewSubmittedPayload

pytestmark = pytest.mark.anyio

PRIVATE = "my-private-words"
SENSITIVE = [name for name, event in CATALOG.events.items() if event.sensitive_fields]


@pytest.mark.parametrize("event", SENSITIVE)
def test_no_repr_shows_a_sensitive_field(event: str) -> None:
    model = CATALOG.payload_model(event)
    example = EXAMPLES[event]
    texts = {name: PRIVATE for name in CATALOG.events[event].sensitive_fields if isinstance(example.get(name), str)}
    payload = model.from_fields({**example, **texts})
    assert not texts or PRIVATE.encode() in payload.to_wire()
    assert PRIVATE not in repr(payload)
    assert PRIVATE not in str(payload)
    assert PRIVATE not in f"{[payload]}"


async def test_logs_and_errors_hide_the_payload(sdk: Sdk, client: JobClient, caplog: pytest.LogCaptureFixture) -> None:
    texts: list[str] = []

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload, context: TaskContext) -> None:
        context.logger.info("handling %r", payload)
        raise AbortTask("not today") if payload.stars else ValueError("once more")

    good = {"tenantId": "rawdog", "text": PRIVATE, "stars": 1}
    with caplog.at_level(logging.DEBUG):
        for wrong in ({**good, "stars": PRIVATE}, {**good, "unknown": PRIVATE}, {**good, "tenantId": 5}):
            with pytest.raises(InvalidPayloadError) as raised:
                await client.send_job_dynamic("review.submitted", wrong)
            texts += [str(raised.value), repr(raised.value), "".join(traceback.format_exception(raised.value))]
            texts.append(repr(pickle.loads(pickle.dumps(raised.value)).problems))  # noqa: S301  our own bytes
        for payload in (good, {**good, "stars": 0}):
            handle = await client.send_job_dynamic("review.submitted", payload, tags=["a"])
            with pytest.raises(RunFailedError) as failed:
                await handle.wait(60)
            texts += [repr(handle), str(failed.value), repr(await handle.status())]
        item = Job[object, None](client, "review.submitted").item(good)
        texts.append(repr(item))
        await asyncio.sleep(0)
    assert "not today" in caplog.text
    assert "handling ReviewSubmittedPayload(" in caplog.text
    assert PRIVATE not in caplog.text
    assert [text for text in texts if PRIVATE in text] == []


def test_settings_and_endpoints_show_no_secret() -> None:
    settings = Settings({"TRIGGER_SECRET_KEY": "tr_prod_topsecret", "JOBS_PROVIDER": "nowhere"})
    endpoint = DevEndpoint(1, "topsecret", 2)
    assert "topsecret" not in f"{settings!r} {settings} {endpoint!r} {endpoint}"


class Contact(PayloadModel, frozen=True):
    name: str
    email: Annotated[str, Field(repr=False)]


class Shipment(PayloadModel, frozen=True):
    tenant_id: str
    to: Contact
    copies: Omittable[list[Contact | str] | None] = None
    by_role: Omittable[dict[str, Contact] | None] = None
    wishes: Annotated[Omittable[dict[str, int] | None], Field(repr=False)] = None
    friends: Annotated[Omittable[dict[str, Contact] | None], Field(repr=False)] = None
    wire_name: Annotated[Omittable[str | None], Field(repr=False)] = None


SHIPMENTS = Catalog(
    name="shipments",
    package="shipments",
    version="1.0.0",
    tenant_pattern=".*",
    events={"shipped": EventDefinition("shipped", "shipped", "orders", "Shipment", __name__)},
    schedules={},
)
ADA = {"name": "Ada", "email": PRIVATE}
HIDDEN = {"name": "Ada", "email": "***"}


def test_personal_data_is_redacted_at_any_depth() -> None:
    document = {
        "tenantId": "rawdog",
        "to": ADA,
        "copies": [ADA, "the office"],
        "byRole": {"buyer": ADA},
        "wishes": {PRIVATE: 1},
        "wireName": None,
        "unknown": [1],
    }
    assert redact(document, Shipment) == {
        "tenantId": "rawdog",
        "to": HIDDEN,
        "copies": [HIDDEN, "the office"],
        "byRole": {"buyer": HIDDEN},
        "wishes": "***",
        "wireName": None,
        "unknown": "***",  # another version of the catalog may mark it as personal data
    }
    assert redact([ADA], list[Contact]) == [HIDDEN]
    assert redact({"any": ADA}, dict[str, Any]) == {"any": ADA}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"wishes": {PRIVATE: "many"}}, "wishes"),
        ({"wishes": {PRIVATE: 2**60}}, "wishes"),
        ({"friends": {PRIVATE: {"name": "Ada"}}}, "friends"),
        ({"friends": {PRIVATE: {**ADA, "nick": "A"}}}, "friends"),
        ({"byRole": {"buyer": {"name": "Ada"}}}, "byRole.buyer.email"),
        ({"copies": [ADA, {**ADA, "name": 5}]}, "copies[1].name"),
        ({"to": {**ADA, "email": "\ud800"}}, "to.email"),
    ],
)
def test_error_names_nothing_below_personal_data(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidPayloadError) as raised:
        serialize_payload(SHIPMENTS, "shipped", {"tenantId": "rawdog", "to": ADA, **wrong})
    assert field in {problem.field for problem in raised.value.problems}
    assert PRIVATE not in str(raised.value)


def test_dropped_fields_are_named_redacted() -> None:
    newer = {**ADA, "nick": "A"}
    document = {"tenantId": "rawdog", "to": newer, "friends": {PRIVATE: newer}}
    payload, _, ignored = parse_received_payload(SHIPMENTS, "shipped", json.dumps(document).encode())
    assert ignored == ("to.nick", "friends")
    assert PRIVATE not in repr(payload)
