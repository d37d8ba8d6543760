"""Detection of a record's format, tested with recorded requests and responses of the providers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from cgk_codegen.live.formats import records_of
from cgk_codegen.live.records import Record
from cgk_runtime import JobClient
from cgk_runtime.client.options import ResolvedOptions
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.providers.inngest.envelope import encode_event
from cgk_runtime.providers.local import LocalOptions, LocalProvider
from cgk_runtime.providers.local.job_log import JobLog
from cgk_runtime.providers.trigger_dev.job_options import wire_options
from cgk_runtime.providers.trigger_dev.packets import Packet
from shop import ORDER, OrderCreatedPayload, make_sdk

PAYLOAD: Final = {"orderId": "o1"}
TENANTS: Final = (("the tag", "rawdog"),)
RUN: Final[dict[str, Any]] = {
    "id": "run_fake1", "status": "COMPLETED", "taskIdentifier": "order-created", "version": "20261123.1",
    "isQueued": False, "isCompleted": True, "createdAt": "2026-11-23T17:35:12.189Z", "tags": ["tenant:rawdog"],
    "costInCents": 0, "durationMs": 5, "depth": 0, "triggerFunction": "trigger", "relatedRuns": {"children": []},
    "metadata": {"cgkHeaders": {"catalog-version": "1.4.2"}}, "attemptCount": 1,
}  # fmt: skip
EVENT: Final[dict[str, Any]] = {
    "internal_id": "01M84R7RE2DE919YMV2C2HFYE2", "source": "", "received_at": "2026-11-23T17:46:16.27573322Z",
    "id": "01M84R7RE2DE919YMV2C2HFYE2", "name": "order.created", "ts": 1795455967682,
    "data": {"orderId": "o1", "_cgk": {"headers": {"catalog-version": "1.4.2"}}},
}  # fmt: skip


def message() -> JobMessage:
    """Return a job as the runtime passes it to a provider."""
    sdk = make_sdk()
    document = json.dumps(ORDER).encode()
    headers = {"catalog-version": "1.4.2"}
    options = ResolvedOptions(metadata={"note": 1})
    return JobMessage(sdk.catalog.event("order.created"), "rawdog", document, options, headers)


def read(value: object) -> list[Record]:
    """Return the records of a value whose format is known."""
    records = records_of(value)
    assert records is not None
    return records


def test_trigger_dev_requests_are_read() -> None:
    """A captured request, and an item of a batch."""
    sent = message()
    packet = Packet.from_json(sent.payload)
    options = {**wire_options(sent), "payloadType": packet.data_type, "payloadSize": packet.size}
    body = {"payload": packet.data, "options": options}
    expected = Record(task="order-created", payload=ORDER, has_payload=True, tenants=TENANTS, catalog_version="1.4.2")
    assert read({"method": "POST", "path": "/api/v1/tasks/order-created/trigger", "body": body}) == [expected]
    assert read({"url": "https://jobs.example/api/v1/tasks/order-created/trigger", "body": body}) == [expected]
    assert read({"index": 0, "task": "order-created", **body}) == [expected]


def test_trigger_dev_runs_are_read() -> None:
    without_payload = Record(task="order-created", tenants=TENANTS, catalog_version="1.4.2")
    with_payload = Record(
        task="order-created", payload=PAYLOAD, has_payload=True, tenants=TENANTS, catalog_version="1.4.2"
    )
    assert read({**RUN, "payload": PAYLOAD}) == [with_payload]
    assert read({"data": [RUN, RUN], "pagination": {"next": "run_x"}}) == [without_payload, without_payload]
    assert read([{**RUN, "payload": PAYLOAD}]) == [with_payload]
    assert read({**RUN, "payloadPresignedUrl": "https://store.example/x"}) == [without_payload]


@pytest.mark.parametrize(
    ("payload", "content_type", "expected"),
    [
        ('{"json":{"orderId":"o1"},"meta":{"values":{}}}', "application/super+json", (PAYLOAD, True)),
        ('{"orderId":"o1"}', "application/json", (PAYLOAD, True)),
        (PAYLOAD, None, (PAYLOAD, True)),
        ("hello", "text/plain", ("hello", True)),
        ("trigger/packet_1/payload.json", "application/store", (None, False)),
    ],
)
def test_trigger_dev_packets_are_read(payload: object, content_type: str | None, expected: tuple[object, bool]) -> None:
    (record,) = read({"task": "order-created", "payload": payload, "options": {"payloadType": content_type}})
    assert (record.payload, record.has_payload) == expected


def test_inngest_requests_are_read() -> None:
    event = json.loads(encode_event(message()))
    expected = Record(event="order.created", payload=ORDER, has_payload=True, catalog_version="1.4.2")
    assert read({"path": "/e/0123abcd", "body": event}) == [expected]
    assert read({"url": "https://inn.gs/e/0123abcd", "body": [event, event]}) == [expected, expected]
    assert read({"event": event, "events": [event], "steps": {}, "ctx": {"run_id": "01M"}}) == [expected]


def test_inngest_api_events_are_read() -> None:
    expected = Record(event="order.created", payload=PAYLOAD, has_payload=True, catalog_version="1.4.2")
    assert read(EVENT) == [expected]
    assert read({"data": [EVENT], "metadata": {"fetched_at": "2026-11-23T17:46:24Z"}}) == [expected]
    assert read({"data": EVENT, "metadata": {}}) == [expected]
    assert read({"data": [], "metadata": {}}) == []
    run: dict[str, object] = {
        "run_id": "01M",
        "status": "Completed",
        "function_id": "f",
        "event_id": "01M",
        "output": {},
    }
    assert read({"data": [run], "metadata": {}}) == [Record()]
    assert read({"name": "inngest/function.finished", "data": {}, "ts": 1}) == [
        Record(event="inngest/function.finished", is_internal=True)
    ]


@pytest.mark.anyio
async def test_local_log_is_read(tmp_path: Path) -> None:
    sdk = make_sdk()

    @sdk.task("order.created")
    async def handle(_payload: OrderCreatedPayload) -> None: ...

    log = JobLog(tmp_path / "jobs.jsonl")
    async with JobClient(sdk.catalog, LocalProvider(sdk.runner, LocalOptions(log=log), announce=False)) as client:
        await client.send_job_dynamic("order.created", ORDER, tags=["tenant:rawdog"])
    (line,) = log.path.read_text(encoding="utf-8").splitlines()
    assert read(json.loads(line)) == [
        Record(
            event="order.created",
            payload=ORDER,
            has_payload=True,
            tenants=(("the envelope", "rawdog"), ("the tag", "rawdog")),
            catalog_version=sdk.catalog.version,
        )
    ]


@pytest.mark.parametrize("value", [None, 5, "text", {}, {"level": "info"}, [{"level": "info"}], {"data": [5]}])
def test_unknown_format_is_not_read(value: object) -> None:
    assert records_of(value) is None
