"""Personal data and secrets: in no repr, error, log line, span or traceback."""

from __future__ import annotations

import asyncio
import logging
import pickle
import traceback

import pytest
from cgk_jobs import CATALOG
from cgk_jobs.testing import EXAMPLES
from cgk_runtime import AbortTask, InvalidPayloadError, JobClient, RunFailedError, Sdk, Settings, TaskContext
from cgk_runtime.job import Job
from cgk_runtime.local.dev.endpoint import DevEndpoint
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


async def test_nothing_said_of_a_job_shows_its_payload(
    sdk: Sdk, client: JobClient, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload, context: TaskContext) -> None:
        context.logger.info("handling %r", payload)
        raise AbortTask("not today") if payload.stars else ValueError("once more")

    good = {"tenantId": "rawdog", "text": PRIVATE, "stars": 1}
    with caplog.at_level(logging.DEBUG):
        for wrong in ({**good, "stars": PRIVATE}, {**good, "unknown": PRIVATE}, {**good, "tenantId": 5}):
            with pytest.raises(InvalidPayloadError) as refused:
                await client.send_job_dynamic("review.submitted", wrong)
            said += [str(refused.value), repr(refused.value), "".join(traceback.format_exception(refused.value))]
            said.append(repr(pickle.loads(pickle.dumps(refused.value)).problems))  # noqa: S301  our own
        for payload in (good, {**good, "stars": 0}):
            handle = await client.send_job_dynamic("review.submitted", payload, tags=["a"])
            with pytest.raises(RunFailedError) as failed:
                await handle.wait(5)
            said += [repr(handle), str(failed.value), repr(await handle.status())]
        item = Job[object, None](client, "review.submitted").item(good)
        said.append(repr(item))
        await asyncio.sleep(0)
    assert "not today" in caplog.text
    assert "handling ReviewSubmittedPayload(" in caplog.text
    assert PRIVATE not in caplog.text
    assert [text for text in said if PRIVATE in text] == []


def test_settings_and_endpoints_show_no_secret() -> None:
    settings = Settings({"TRIGGER_SECRET_KEY": "tr_prod_topsecret", "JOBS_PROVIDER": "nowhere"})
    endpoint = DevEndpoint("127.0.0.1", 1, "topsecret", 2)
    assert "topsecret" not in f"{settings!r} {settings} {endpoint!r} {endpoint}"
