"""Changes through the pages: cancel, replay, send, fire and import."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from cgk_runtime import Sdk
from cgk_runtime.dashboard import forms
from cgk_runtime.dashboard.forms import FormError, read_payload
from cgk_runtime.dashboard.imports import read_records
from cgk_runtime.dashboard.snippets import snippets_of
from cgk_runtime.testing.sent_jobs import SentJobs
from shop import CATALOG, ORDER

from .conftest import Pages

pytestmark = pytest.mark.anyio
JSON_OPTIONS = {"payloadType": "application/json"}
FORMATS: list[tuple[object, object]] = [  # record, jobs in it: event or task id, and payload
    ({"data": [{"taskIdentifier": "a", "payload": 1}]}, [("a", 1)]),
    (
        {"url": "/api/v1/tasks/a/trigger", "body": {"payload": "[1]", "options": JSON_OPTIONS}},
        [("a", [1])],
    ),
    ({"path": "/e/key", "body": [{"name": "a", "data": {"x": 1}}]}, [("a", {"x": 1})]),
    ({"event": {"name": "a", "data": {}}, "ctx": {}}, [("a", {})]),
    ([{"event": "a", "payload": 1}, {"event": "b", "payload": 2}], [("a", 1), ("b", 2)]),
]


@pytest.fixture
def received(sdk: Sdk) -> list[Any]:
    """Payloads that handlers received, in order."""
    payloads: list[Any] = []

    @sdk.task("order.created")
    async def order(payload: object) -> None:
        payloads.append(payload)

    @sdk.task("review.submitted")
    async def review(payload: object) -> None:
        payloads.append(payload)

    @sdk.task("tax.computed")
    async def tax(payload: object) -> Any:
        payloads.append(payload)
        return {"tax": 19}

    return payloads


async def send_delayed(pages: Pages, **payload: object) -> str:
    """Send a job with a delay of an hour, and return its id."""
    sent = await pages.recording.client.send_job_dynamic("order.created", {**ORDER, **payload}, delay=3600)
    await pages.wait_until_saved()
    return sent.id


async def test_run_is_canceled_and_replayed(pages: Pages, received: list[Any]) -> None:
    run = await send_delayed(pages)
    await pages.post(f"/runs/{run}/cancel")
    await pages.wait_until_saved()
    assert 'class="status cancelled"' in await pages.get(f"/runs/{run}")
    status, text = await pages.post(f"/runs/{run}/replay")
    assert status == 200
    assert run not in text  # it is the page of the new run
    assert "the dashboard" in text  # the origin of the new run
    await pages.wait_until_saved()
    assert [payload.order_id for payload in received] == ["order_123"]


async def test_bulk_action_confirms_number_of_runs(pages: Pages, received: list[Any]) -> None:
    ids = [await send_delayed(pages, orderId=str(number)) for number in range(3)]
    status, text = await pages.post("/bulk", action="cancel", id=ids[:2])
    assert status == 200
    assert "Cancel 2 runs?" in text
    # It asks again if the number of runs differs from the confirmed one.
    _, text = await pages.post("/bulk", action="cancel-all", filter="/?status=delayed", confirmed="2")
    assert "Cancel 3 runs?" in text
    _, text = await pages.post("/bulk", action="cancel-all", filter="/?status=delayed", confirmed="3")
    assert "Canceled 3 of 3 runs" in text
    # A run may have ended although the history does not have its end yet.
    late = await send_delayed(pages, orderId="late")
    await pages.recording.provider.cancel(late)
    _, text = await pages.post("/bulk", action="cancel", id=late, confirmed="1")
    assert "Canceled 0 of 1 run" in text
    assert f"{late}: it had ended already" in text
    await pages.wait_until_saved()
    _, text = await pages.post("/bulk", action="replay", id=[*ids, "run_unknown"], confirmed="4")
    assert "Replayed 3 of 4 runs" in text
    assert "run_unknown" in text
    await pages.wait_until_saved()
    assert sorted(payload.order_id for payload in received) == ["0", "1", "2"]


async def test_bulk_replay_sends_a_job_once(sdk: Sdk, pages: Pages, received: list[Any]) -> None:
    @sdk.task("order.created", name="second")
    async def second(payload: object) -> None:
        received.append("second")

    sent = await pages.recording.client.send_job_dynamic("order.created", ORDER)
    await pages.wait_until_saved()
    ids = [f"{sent.id}.order-created", f"{sent.id}.second"]
    _, text = await pages.post("/bulk", action="replay", id=ids, confirmed="2")
    assert "Replayed 2 of 2 runs" in text
    await pages.wait_until_saved()
    assert received.count("second") == 2
    assert len(received) == 4


async def test_sent_form_is_validated(pages: Pages, received: list[Any]) -> None:
    document = json.dumps({"tenantId": "rawdog", "orderId": 7})  # an order id is a string
    status, text = await pages.post("/send", event="order.created", mode="json", document=document)
    assert status == 422
    assert "orderId" in text
    assert "should be a valid string" in text
    # In the mode "json", the document is the payload, and the other inputs of the form are ignored.
    without_tenant = json.dumps({"orderId": "1"})
    status, text = await pages.post(
        "/send", event="order.created", mode="json", document=without_tenant, tenant="meliusly"
    )
    assert status == 422
    assert "requires tenantId" in text
    status, text = await pages.post("/send", event="order.created", mode="json", document="{")
    assert status == 422
    assert "not valid JSON" in text
    lone_surrogate = '{"tenantId": "rawdog", "orderId": "\\ud800"}'
    status, text = await pages.post("/send", event="order.created", mode="json", document=lone_surrogate)
    assert status == 422
    assert "invalid payload" in text
    assert received == []
    fields = {"event": "order.created", "mode": "json", "document": json.dumps(ORDER), "idempotency_key": "once"}
    status, _ = await pages.post("/send", **fields)
    await pages.post("/send", **fields)
    await pages.wait_until_saved()
    assert status == 200
    assert len(received) == 1  # both have the same idempotency key
    status, text = await pages.post("/send", **{**fields, "delay": "soon", "idempotency_key": ""})
    assert status == 422
    assert "number of seconds" in text


async def test_form_fields_become_a_payload(pages: Pages, received: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    schema: dict[str, Any] = {
        "properties": {
            "tenantId": {"type": "string"},
            "orderId": {"type": "string"},
            "totalAmount": {"type": "number"},
            "extra": {"type": "object"},
        },
        "required": ["tenantId", "orderId"],
    }

    def read_schema(_catalog: object, _event: str) -> dict[str, Any]:
        return schema

    monkeypatch.setattr(forms, "read_event_schema", read_schema)
    form = await pages.get("/send?event=order.created")
    assert re.findall(r'name="(field\.\w+)"', form) == ["field.orderId", "field.totalAmount", "field.extra"]
    fields = {"field.orderId": "12", "field.totalAmount": "1.5", "field.extra": '{"a": [1]}'}
    status, _ = await pages.post("/send", event="order.created", mode="form", tenant="rawdog", **fields)
    await pages.wait_until_saved()
    assert status == 200
    (payload,) = received
    assert (payload.tenant_id, payload.order_id, payload.total_amount, payload.extra) == (
        "rawdog", "12", 1.5, {"a": [1]},
    )  # fmt: skip
    status, text = await pages.post(
        "/send", event="order.created", mode="form", tenant="rawdog", **{**fields, "field.totalAmount": "many"}
    )
    assert status == 422
    assert "totalAmount" in text
    status, text = await pages.post(
        "/send", event="order.created", mode="form", tenant="rawdog", **{**fields, "field.extra": "{a: 1}"}
    )
    assert status == 422
    assert "extra is not valid JSON" in text
    deep = {**fields, "field.totalAmount": "[" * 100_000}
    status, _ = await pages.post("/send", event="order.created", mode="form", tenant="rawdog", **deep)
    assert status == 422
    for kept in ('value="12"', 'value="1.5"', ">{a: 1}</textarea>"):
        assert kept in text


async def test_payload_of_a_run_is_edited(pages: Pages, received: list[Any]) -> None:
    payload = {"tenantId": "rawdog", "text": "my secret", "stars": 5}
    sent = await pages.recording.client.send_job_dynamic("review.submitted", payload)
    await pages.wait_until_saved()
    assert f"/runs/{sent.id}/edit" in await pages.get(f"/runs/{sent.id}")
    # Only a request with the token of the page gets the personal data.
    async with pages.session.get(pages.url(f"/runs/{sent.id}/edit")) as response:
        assert response.status == 405
    status, form = await pages.post(f"/runs/{sent.id}/edit")
    assert status == 200
    document = json.loads(
        unescape(re.findall(r"<textarea[^>]*name=\"document\"[^>]*>(.*?)</textarea>", form, re.DOTALL)[0])
    )
    assert document == payload
    assert re.search('value="json" id="mode-json" checked', form)
    assert 'action="' + pages.url("/send") + '" autocomplete="off"' in form  # else browsers restore typed text
    edited = json.dumps({**document, "stars": 1})
    status, _ = await pages.post("/send", event="review.submitted", mode="json", document=edited)
    await pages.wait_until_saved()
    assert (status, [(payload.text, payload.stars) for payload in received]) == (
        200,
        [("my secret", 5), ("my secret", 1)],
    )
    status, _ = await pages.post("/runs/run_unknown/edit")
    assert status == 404


async def test_schedule_is_fired(sdk: Sdk, pages: Pages, received: list[Any]) -> None:
    @sdk.tenant_source
    def tenants() -> list[str]:
        return ["rawdog", "meliusly"]

    sdk.set_job_client(pages.recording.client)
    text = await pages.get("/schedules")
    assert "sends <code>tax.computed</code>" in text
    _, text = await pages.post("/schedules/tax.daily/fire", tenant="meliusly")
    assert "tax.daily was fired for meliusly" in text
    await pages.wait_until_saved()
    assert [payload.tenant_id for payload in received] == ["meliusly"]
    await pages.post("/schedules/tax.daily/fire", tenant="")
    await pages.wait_until_saved()
    assert sorted(payload.tenant_id for payload in received[1:]) == ["meliusly", "rawdog"]

    @sdk.schedule("order.sweep")
    def sweep() -> None:
        raise RuntimeError("no <b>broom</b>")

    status, text = await pages.post("/schedules/order.sweep/fire", tenant="")
    assert status == 422
    assert "RuntimeError: no &lt;b&gt;broom" in text
    sdk.set_job_client(None)


async def test_events_show_handlers_and_outcomes(sdk: Sdk, pages: Pages) -> None:
    @sdk.task("order.created")
    async def order(payload: object) -> None: ...

    sent = await pages.recording.client.send_job_dynamic("order.created", ORDER)
    await pages.wait_until_saved()
    text = await pages.get("/events")
    assert "3 events, 2 without a handler" in text
    assert f'href="vscode://file/{__file__}:' in text
    assert f"/runs/{sent.id}" in text
    assert "order-created" in await pages.get("/events/order.created")


async def test_recorded_jobs_run_here(pages: Pages, received: list[Any]) -> None:
    records: list[dict[str, Any]] = [
        {
            "event": "order.created",
            "payload": {**ORDER, "orderId": "local"},
            "tenantId": "rawdog",
            "options": {"delay": 3600},
        },
        {"taskIdentifier": "order-created", "payload": {**ORDER, "orderId": "trigger"}},
        {"name": "order.created", "data": {**ORDER, "orderId": "inngest", "_cgk": {"headers": {}}}},
        {"name": "inngest/function.finished", "data": {}},
        {"event": "order.created", "payload": {"orderId": "no tenant"}},
        {"event": "order.gone", "payload": ORDER},
        {"event": "order.created", "payload": {**ORDER, "orderId": "\ud800"}},
    ]
    _, text = await pages.post("/import", records="\n".join(json.dumps(record) for record in records))
    assert "Sent 3 jobs." in text
    assert "job 4: " in text
    assert "requires tenantId" in text
    assert "order.gone" in text
    assert "payload that is not Unicode" in text
    await pages.wait_until_saved()
    assert [payload.order_id for payload in received] == ["local", "trigger", "inngest"]
    status, text = await pages.post("/import", records="{}\nno json")
    assert status == 422
    assert "Line 2 is not valid JSON" in text


@pytest.mark.parametrize(("record", "expected"), FORMATS)
def test_formats_of_live_check_are_read(record: object, expected: object) -> None:
    assert list(read_records(json.dumps(record))) == expected


@pytest.mark.parametrize("record", [1, [1], {}, {"task": 1}, {"data": {"data": 1}}])
def test_unknown_format_is_refused(record: object) -> None:
    with pytest.raises(FormError, match="known format"):
        list(read_records(json.dumps(record)))


def test_tenant_field_comes_from_the_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = replace(CATALOG, tenant_field="shop")

    def read_schema(_catalog: object, _event: str) -> dict[str, Any]:
        return {"properties": {"shop": {"type": "string"}, "orderId": {"type": "string"}}, "required": ["shop"]}

    monkeypatch.setattr(forms, "read_event_schema", read_schema)
    form = {"tenant": ["acme"], "field.orderId": ["o1"]}
    payload = read_payload(catalog, "order.created", form)
    assert payload == {"shop": "acme", "orderId": "o1"}
    run = {"event": "order.created", "options": None, "status": "completed"}
    snippets = dict(snippets_of(catalog, run, payload, None, []))
    assert snippets["Command line"] == """cgk send order.created --tenant acme --data '{"orderId": "o1"}'\n"""


@pytest.mark.parametrize("order_id", ["o'1\n\"", "bad"])  # quotes and a line break; an order that fails
async def test_copied_test_passes(sdk: Sdk, pages: Pages, order_id: str) -> None:
    def handle(payload: Any) -> dict[str, Any]:
        if payload.order_id == "bad":
            raise ValueError("no such order")
        return {"order": payload.order_id, "none": None}

    sdk.task("order.created")(handle)
    payload = {**ORDER, "orderId": order_id}
    sent = await pages.recording.client.send_job_dynamic("order.created", payload, max_attempts=1)
    await pages.wait_until_saved()
    (run,) = pages.recording.reader.rows("SELECT * FROM runs WHERE id = ?", [sent.id])
    output = None if run["output"] is None else json.loads(run["output"])
    snippets = dict(snippets_of(CATALOG, run, payload, output, ["json"]))  # any module that can be imported
    # The hand-written catalog of these tests has no package; the generated one has the same names.
    code = snippets["pytest test"].replace("from shop", "from cgk_jobs")
    scope: dict[str, Any] = {}
    exec(code, scope)  # noqa: S102  the copied test is what is tested
    scope["send_job_sync"] = sdk.send_job_dynamic_sync

    def run_test() -> None:
        with SentJobs(sdk) as sent_jobs:
            scope["test_order_created"](sent_jobs)

    await asyncio.to_thread(run_test)
    assert "cgk send order.created --tenant rawdog --data " in snippets["Command line"]
