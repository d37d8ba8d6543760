"""The catalog for assistants: the tools as functions, and `cgk mcp` as a subprocess of the official client."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cgk_jobs import CATALOG
from cgk_runtime.errors import ConfigurationError, UnknownEventError
from cgk_runtime.mcp.catalog_tools import CatalogTools
from cgk_runtime.mcp.server import create_server
from shop import CATALOG as HAND_WRITTEN_CATALOG

pytestmark = pytest.mark.anyio

HANDLERS = """\
from cgk_jobs import OrderCreatedPayload, send_job, task

print("printed while it is imported")


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> None:
    await send_job("inventory.sync", {"tenantId": payload.tenant_id})
"""
ORDER = {"tenantId": "rawdog", "orderId": "o1", "totalAmount": 9999}


@pytest.fixture
def tools() -> CatalogTools:
    return CatalogTools(CATALOG)


def event_names(result: dict[str, Any]) -> list[str]:
    return [event["name"] for event in result["events"]]


@pytest.mark.parametrize(
    ("query", "first_result"),
    [
        ("order created", "order.created"),  # parts of the name
        ("placed an order", "order.created"),  # the description
        ("ISO 4217 order", "order.created"),  # a field's description
        ("removeBackground", "googleFeed.imageOptimize"),  # a nested field
        ("google feed image", "googleFeed.imageOptimize"),  # the category's title
        ("nothing has this", None),
    ],
)
def test_search_finds_events(tools: CatalogTools, query: str, first_result: str | None) -> None:
    assert event_names(tools.search_events(query))[:1] == ([first_result] if first_result else [])


def test_search_lists_and_limits(tools: CatalogTools) -> None:
    assert tools.search_events(limit=3)["total"] == len(CATALOG.events)
    assert event_names(tools.search_events(limit=3)) == list(CATALOG.events)[:3]
    assert len(event_names(tools.search_events(limit=1000))) == 50
    assert event_names(tools.search_events("email"))[0] == "review.email.queued", "names come before fields"


def test_description_has_fields_and_snippets(tools: CatalogTools) -> None:
    description = tools.describe_event("googleFeed.imageOptimize")
    fields = {field["name"]: field for field in description["fields"]}
    assert fields["options.format"] == {
        "name": "options.format", "type": "jpeg | png | webp", "required": False,
        "description": "The result's file format.",
    }  # fmt: skip
    assert description["schema"]["title"] == description["payloadType"] == "GoogleFeedImageOptimizePayload"
    assert 'await send_job(\n    "googleFeed.imageOptimize"' in description["snippets"]["python"]
    assert description["retry"]["maxAttempts"] == 3
    assert tools.describe_event("ab.metricsAggregate")["schedules"][0] == "ab.hourlyMetrics"


@pytest.mark.parametrize("tool", ["describe_event", "validate_payload", "list_schedules", "list_handlers"])
def test_unknown_events_are_errors(tools: CatalogTools, tool: str) -> None:
    arguments: list[dict[str, Any]] = [{}] if tool == "validate_payload" else []
    with pytest.raises(UnknownEventError, match=r'Unknown event "order\.craeted"; did you mean "order\.created"'):
        getattr(tools, tool)("order.craeted", *arguments)
    with pytest.raises(UnknownEventError):
        getattr(tools, tool)("", *arguments)
    with pytest.raises(UnknownEventError, match='Unknown event "xyzzy"; add it to events.yaml'):
        getattr(tools, tool)("xyzzy", *arguments)


def test_events_are_found_by_key_in_catalog() -> None:
    placed = replace(CATALOG.events["order.created"], name="Order Placed", key="order.created")
    tools = CatalogTools(replace(CATALOG, events={"Order Placed": placed}))
    assert tools.describe_event("order.created")["name"] == "Order Placed"


def test_name_on_the_wire_precedes_key() -> None:
    created = CATALOG.events["order.created"]
    placed = replace(created, name="Order Placed", key="order.created")
    tools = CatalogTools(replace(CATALOG, events={"Order Placed": placed, "order.created": created}))
    assert tools.describe_event("order.created")["name"] == "order.created"


def test_hand_written_catalog_has_no_snippets() -> None:
    tools = CatalogTools(HAND_WRITTEN_CATALOG)
    assert event_names(tools.search_events("created")) == ["order.created"]
    assert "snippets" not in tools.describe_event("order.created")


def test_problems_do_not_repeat_values(tools: CatalogTools) -> None:
    assert tools.validate_payload("order.created", ORDER) == {"event": "order.created", "valid": True, "problems": []}
    result = tools.validate_payload("order.created", {"orderId": "o1", "totalAmount": "secret"})
    assert not result["valid"]
    assert result["problems"] == ["tenantId: every payload needs its tenant's id, a string that is not blank"]
    wrong = tools.validate_payload("order.created", {"tenantId": "rawdog", "totalAmount": "secret"})["problems"]
    assert [problem.partition(":")[0] for problem in wrong] == ["orderId", "totalAmount"]
    assert "secret" not in " ".join(wrong)
    unknown_fields = {f"field{index}": 1 for index in range(150)}
    problems = tools.validate_payload("order.created", {**ORDER, **unknown_fields})["problems"]
    assert (len(problems), problems[-1]) == (100 + 1, "and 50 more")


def test_handlers_without_modules_are_unknown(tools: CatalogTools) -> None:
    assert "unknown" in tools.list_handlers()["note"]
    described = tools.describe_event("order.created")
    assert "handlers" not in described
    assert "unknown" in described["note"]


def test_schedules_have_next_runs(tools: CatalogTools) -> None:
    all_schedules = tools.list_schedules(runs=0)["schedules"]
    assert [schedule["name"] for schedule in all_schedules] == list(CATALOG.schedules)
    (nightly, hourly) = sorted(
        tools.list_schedules("ab.metricsAggregate", 2)["schedules"], key=lambda schedule: schedule["cron"]
    )
    assert (nightly["timezone"], hourly["cron"], hourly["payload"]) == (
        "America/New_York",
        "15 * * * *",
        {"period": "hourly"},
    )
    assert len(hourly["nextRuns"]) == 2


async def test_client_uses_the_command(tmp_path: Path) -> None:
    from mcp import Client, StdioServerParameters  # this import takes a second; only this test needs it

    (tmp_path / "app.py").write_text(HANDLERS, encoding="utf-8")
    command = StdioServerParameters(command=sys.executable, args=["-m", "cgk_runtime.cli", "mcp", "app"], cwd=tmp_path)
    async with Client(command) as client:
        assert client.server_info is not None
        assert client.server_info.name == "cgk-jobs"
        assert client.instructions is not None
        assert "Every payload carries tenantId" in client.instructions
        listed_tools = (await client.list_tools()).tools
        assert [tool.name for tool in listed_tools] == [
            "search_events", "describe_event", "validate_payload", "list_schedules", "list_handlers",
        ]  # fmt: skip
        assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in listed_tools)

        async def call(tool: str, **arguments: Any) -> dict[str, Any]:
            result = await client.call_tool(tool, arguments)
            assert not result.is_error
            content: dict[str, Any] | None = result.structured_content
            assert content is not None
            return content

        assert event_names(await call("search_events", query="placed an order"))[0] == "order.created"
        described = await call("describe_event", name="order.created")
        assert described["handlers"][0]["place"] == "app.py:6"
        assert (await call("list_handlers", event="inventory.sync"))["sends"][0]["place"] == "app.py:8"
        assert (await call("list_handlers"))["modules"] == ["app"]
        assert (await call("validate_payload", event="order.created", payload=ORDER))["valid"] is True
        assert (await call("list_schedules", event="ab.metricsAggregate", runs=1))["schedules"]
        wrong = await client.call_tool("describe_event", {"name": "order.craeted"})
        assert wrong.is_error
        assert "order.created" in str(wrong.content)


def test_missing_extra_is_named(tools: CatalogTools, monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(module: str) -> None:
        pass

    monkeypatch.setattr("cgk_runtime._internal.optional_deps.find_spec", find_nothing)
    with pytest.raises(ConfigurationError, match=r"needs mcp: pip install 'cgk-runtime\[mcp\]'"):
        create_server(CATALOG, tools)
