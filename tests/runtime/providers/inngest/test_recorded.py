"""Tests that the fake server responds like a real one, with the requests in `recorded/self-hosted.txt`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from fake_inngest import FakeInngest

pytestmark = pytest.mark.anyio
RECORDED = (Path(__file__).parent / "recorded" / "self-hosted.txt").read_text(encoding="utf-8")
ENTRY = re.compile(
    r"^### (?P<name>.+)\n(?P<method>[A-Z]+) http://[^/]+(?P<path>\S+) -> (?P<status>\d+) .*\n(?P<body>.*)$",
    re.MULTILINE,
)
ULID = re.compile(r"01[0-9A-Z]{24}")

BODIES: dict[str, str] = {
    "single object": '{"name":"order.created","data":{"tenantId":"t1"}}',
    "array 2": '[{"name":"order.created","data":{}},{"name":"order.created","data":{}}]',
    "custom id": '{"name":"order.created","data":{},"id":"custom"}',
    "bad key": '{"name":"order.created","data":{}}',
    "no key": '{"name":"order.created","data":{}}',
    "malformed json": '{"name":"order.created"',
    "not json": '"text"',
    "empty body": "",
    "empty array": "[]",
    "number": "5",
    "no name": '{"data":{}}',
    "name inngest/ prefix": '{"name":"inngest/foo","data":{}}',
    "data is string": '{"name":"order.created","data":"text"}',
    "data is list": '{"name":"order.created","data":[]}',
    "no data": '{"name":"order.created"}',
    "data null": '{"name":"order.created","data":null}',
    "ts seconds string": '{"name":"order.created","data":{},"ts":"1795455228"}',
    "ts float": '{"name":"order.created","data":{},"ts":1795455228268.5}',
    "ts too big": '{"name":"order.created","data":{},"ts":9223372036854775807}',
    "ts seconds (1970)": '{"name":"order.created","data":{},"ts":1795455228}',
    "unknown field": '{"name":"order.created","data":{},"nope":1}',
    "batch w/ invalid in the middle": '[{"name":"order.created"},{"data":{}},{"name":"order.created"}]',
    "batch malformed tail": '[{"name":"order.created"},{"name":',
    "seed A": '[{"name":"a"},{"name":"b"}]',
    "seed B (same seed)": '[{"name":"a"},{"name":"b"}]',
}
"""Request bodies by the name of the recording; REST requests have none."""
NOT_FAKED = {"v2 send event", "REST /v1/events?limit=1", "order.created for REST"}
"""Names of recordings to which the fake server has no response."""


def recordings() -> list[dict[str, Any]]:
    return [match.groupdict() for match in ENTRY.finditer(RECORDED) if match["name"] not in NOT_FAKED]


@pytest.mark.parametrize("recording", recordings(), ids=lambda recording: recording["name"])
async def test_responses_match_the_recording(server: FakeInngest, recording: dict[str, Any]) -> None:
    headers = {"content-type": "application/json"}
    if recording["name"].startswith("seed"):
        headers["x-inngest-event-id-seed"] = "1743130239640,AAECAwQFBgcICQ=="
    if recording["name"] not in {"REST no auth", "REST wrong auth"}:
        headers["authorization"] = f"Bearer {server.signing_key}"
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            recording["method"],
            server.url + recording["path"],
            data=BODIES.get(recording["name"], ""),
            headers=headers,
            allow_redirects=False,
        ) as response,
    ):
        body = await response.text()
        assert response.status == int(recording["status"])
        assert response.headers["x-inngest-server-kind"] == "cloud"
    assert comparable(body) == comparable(recording["body"])


async def test_same_seed_gives_same_ids(server: FakeInngest) -> None:
    responses: list[str] = []
    async with aiohttp.ClientSession() as session:
        for _ in range(2):
            async with session.post(
                f"{server.url}/e/{server.event_key}",
                data=BODIES["seed A"],
                headers={"x-inngest-event-id-seed": "1743130239640,AAECAwQFBgcICQ=="},
            ) as response:
                responses.append(await response.text())
    assert responses[0] == responses[1]
    assert len(server.events) == 2


@pytest.mark.parametrize(("count", "status", "accepted"), [(5000, 200, 5000), (5001, 400, 4999)])
async def test_batch_is_not_atomic(server: FakeInngest, count: int, status: int, accepted: int) -> None:
    body = json.dumps([{"name": "a"}] * count)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/e/{server.event_key}", data=body) as response,
    ):
        assert (response.status, len((await response.json(content_type=None))["ids"])) == (status, accepted)


def comparable(body: str) -> object:
    """Remove ids and times, which always differ."""
    try:
        parsed = json.loads(ULID.sub("ULID", body))
    except ValueError:
        return body.strip()
    if isinstance(parsed, dict):
        return {name: value for name, value in cast("dict[str, object]", parsed).items() if name != "metadata"}
    return cast("object", parsed)
