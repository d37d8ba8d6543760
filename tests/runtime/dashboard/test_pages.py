"""Pages of runs: what they show, filters, and personal data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from cgk_runtime import Sdk
from paths import ROOT

from .conftest import Pages

pytestmark = pytest.mark.anyio
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def handled(sdk: Sdk) -> Sdk:
    """Handlers that complete, fail with HTML in the error, and return personal data."""

    @sdk.task("order.created")
    async def order(payload: Any) -> str:
        if payload.order_id == "bad":
            raise ValueError(HOSTILE)
        return str(payload.order_id)

    @sdk.task("review.submitted")
    async def review(payload: object) -> None: ...

    return sdk


async def send(pages: Pages, event: str = "order.created", /, **payload: object) -> str:
    """Send a job, wait for its end and return its id."""
    sent = await pages.recording.client.send_job_dynamic(event, {"tenantId": "rawdog", **payload}, max_attempts=1)
    await pages.recording.provider.wait(sent.id, 60)
    return sent.id


async def test_list_is_filtered(pages: Pages, handled: Sdk) -> None:
    ids = [await send(pages, orderId="one"), await send(pages, orderId="bad"), await send(pages, orderId="1_0%")]
    other = await send(pages, tenantId="meliusly", orderId="one")
    await pages.saved()

    async def found(query: str) -> list[str]:
        text = await pages.get(f"/?{query}", **{"X-Part": "live"})
        return re.findall(r'name="id" value="(\w+)"', text)

    assert await found("") == [other, *ids[::-1]]
    assert await found("tenant=meliusly") == [other]
    assert await found("status=failed") == [ids[1]]
    assert await found("text=1_0%25") == [ids[2]]
    assert await found("text=" + ids[0]) == [ids[0]]
    assert await found("event=tax.computed") == []
    assert await found("since=5&page=x") == [other, *ids[::-1]]
    whole = await pages.get("/?status=failed")
    assert "<option selected>failed</option>" in whole
    assert "failed 1</a>" in whole


async def test_html_in_a_payload_is_text(pages: Pages, handled: Sdk) -> None:
    good, bad = await send(pages, orderId=HOSTILE), await send(pages, orderId="bad")
    await pages.saved()
    for path in ("/", f"/?text={HOSTILE}", f"/runs/{good}", f"/runs/{bad}"):
        text = await pages.get(path)
        assert "<script>alert" not in text
        assert "<img" not in text
    assert "ValueError: &lt;script&gt;" in text


async def test_personal_data_is_shown_on_request_only(pages: Pages, handled: Sdk) -> None:
    run = await send(pages, "review.submitted", text="my secret", stars=5)
    await pages.saved()
    for path in ("/", f"/runs/{run}"):
        assert "my secret" not in await pages.get(path)
    assert "personal data is hidden" in await pages.get(f"/runs/{run}")
    status, text = await pages.post(f"/runs/{run}/reveal")
    assert (status, "my secret" in text) == (200, True)


async def test_run_of_now_is_waited_for(pages: Pages, handled: Sdk) -> None:
    run = await send(pages, orderId="one")
    text = await pages.get(f"/runs/{run}")
    assert re.search(r'<pre id="d-result" tabindex="0">&#34;one&#34;</pre>', text)
    assert "test_pages.py:" in text  # the handler's place


async def test_full_history_is_paged(pages: Pages, handled: Sdk) -> None:
    ids = [await send(pages, orderId=str(number)) for number in range(60)]
    await pages.saved()
    first = await pages.get("/")
    assert ("Page 1 of 2" in first, first.count("<tr>")) == (True, 51)
    last = await pages.get("/?page=2")
    assert ("Newer" in last, last.count("<tr>"), ids[0] in last) == (True, 11, True)


@pytest.mark.parametrize("name", ["tokens.css", "theme.js"])
def test_shared_files_equal_those_of_the_site(name: str) -> None:
    copies = [
        ROOT / "codegen/cgk_codegen/site/assets" / name,
        ROOT / "runtime/cgk_runtime/dashboard/assets" / name,
    ]
    first, second = (Path(copy).read_text(encoding="utf-8") for copy in copies)
    assert first == second, "the site and the dashboard share this file; copy it from one to the other"
