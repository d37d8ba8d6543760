"""Jobs between two versions of a catalog: old producers with new handlers, the reverse, and jobs queued meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.compiler import compile_catalog, read_catalog
from cgk_codegen.evolution import Audience, compare_catalogs
from cgk_codegen.resolve import Overrides
from cgk_runtime import JobClient, RunFailedError, Sdk, TaskContext
from cgk_runtime.providers.local import LocalProvider

pytestmark = pytest.mark.anyio

V1 = """\
catalog: {name: acme-jobs, package: acme_v1, version: "1.0.0"}
tenant: {pattern: "^[a-z]{1,8}$", example: acme}
categories: {orders: {title: Orders}}
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload: {total: number, note: string?}
    example: {total: 1}
  parcel.sent: {category: orders, description: A parcel was sent., payload: {weight: number}, example: {weight: 1}}
  stock.low: {category: orders, description: Stock is low., payload: {sku: string}, example: {sku: s1}}
"""
V2 = """\
catalog: {name: acme-jobs, package: acme_v2, version: "2.0.0"}
tenant: {pattern: "^[a-z]{1,8}$", example: acme}
categories: {orders: {title: Orders}}
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload: {total: number, note: string?, currency: {type: string, arrival: {default: USD}}, source: string?}
    example: {total: 1, currency: EUR}
  parcel.shipped:
    category: orders
    description: A parcel was sent.
    aliases: [parcel.sent]
    payload: {weightInGrams: integer}
    example: {weightInGrams: 1}
  stock.low:
    {category: orders, description: Stock is low., payload: {sku: string, shelf: string}, example: {sku: s1, shelf: a}}
"""


@dataclass
class Versions:
    """The SDKs of both versions, generated into one folder."""

    old: Sdk
    new: Sdk
    folder: Path

    def sender(self, producer: Sdk, handler: Sdk) -> JobClient:
        """Return a client that sends jobs of one SDK to handlers of the same or the other SDK."""
        return JobClient(producer.catalog, LocalProvider(handler.runner, announce=False))


@pytest.fixture
def versions(tmp_path: Path) -> Iterator[Versions]:
    """Generated and imported SDKs of both versions."""
    for name, text in (("acme_v1", V1), ("acme_v2", V2)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        compile_catalog(tmp_path / f"{name}.yaml", tmp_path / name, Overrides())
        sys.path.insert(0, str(tmp_path / name))
    loaded = {name: import_module(f"{name}._catalog").sdk for name in ("acme_v1", "acme_v2")}
    yield Versions(loaded["acme_v1"], loaded["acme_v2"], tmp_path)
    for name in ("acme_v1", "acme_v2"):
        sys.path.remove(str(tmp_path / name))
        for module in [module for module in sys.modules if module.split(".")[0] == name]:
            del sys.modules[module]


def received_by(sdk: Sdk, event: str) -> list[dict[str, Any]]:
    """Declare a handler, and return the list to which it adds its payloads."""
    received: list[dict[str, Any]] = []

    @sdk.task(event, name=f"note-{event.replace('.', '-')}")
    async def note(payload: Any) -> None:
        received.append(payload.model_dump(by_alias=True, exclude_unset=True))

    return received


def upcast_parcels(sdk: Sdk) -> list[str | None]:
    """Declare the upcast of older parcels, and return the list to which it adds their versions."""
    upcast_versions: list[str | None] = []

    @sdk.upcast("parcel.shipped")
    def read_older(fields: dict[str, Any], version: str | None) -> Mapping[str, Any]:
        upcast_versions.append(version)
        return {"tenantId": fields["tenantId"], "weightInGrams": round(fields["weight"] * 1000)}

    return upcast_versions


async def test_old_job_gets_missing_fields(versions: Versions) -> None:
    received = received_by(versions.new, "order.placed")
    async with versions.sender(versions.old, versions.new) as client:
        await (await client.send_job_dynamic("order.placed", {"tenantId": "acme", "total": 5})).wait(60)
    assert received == [{"tenantId": "acme", "total": 5, "currency": "USD"}]


async def test_old_handler_drops_new_fields(versions: Versions) -> None:
    received = received_by(versions.old, "order.placed")
    payload = {"tenantId": "acme", "total": 5, "currency": "EUR", "source": "web"}
    async with versions.sender(versions.new, versions.old) as client:
        await (await client.send_job_dynamic("order.placed", payload)).wait(60)
    assert received == [{"tenantId": "acme", "total": 5}]


async def test_job_under_former_name_is_upcast(versions: Versions) -> None:
    received = received_by(versions.new, "parcel.shipped")
    upcast_versions = upcast_parcels(versions.new)
    async with versions.sender(versions.old, versions.new) as client:
        await (await client.send_job_dynamic("parcel.sent", {"tenantId": "acme", "weight": 1.5})).wait(60)
    async with versions.sender(versions.new, versions.new) as client:
        await (await client.send_job_dynamic("parcel.shipped", {"tenantId": "acme", "weightInGrams": 7})).wait(60)
    assert received == [{"tenantId": "acme", "weightInGrams": 1500}, {"tenantId": "acme", "weightInGrams": 7}]
    assert upcast_versions == ["1.0.0"], "a job of this version is not upcast"


async def test_replayed_job_keeps_its_old_version(versions: Versions) -> None:
    received = received_by(versions.new, "parcel.shipped")
    upcast_versions = upcast_parcels(versions.new)
    async with versions.sender(versions.old, versions.new) as client:
        handle = await client.send_job_dynamic("parcel.sent", {"tenantId": "acme", "weight": 1})
        await handle.wait(60)
        await (await client.replay_job(handle.id)).wait(60)
    assert upcast_versions == ["1.0.0", "1.0.0"]
    assert len(received) == 2


async def test_invoked_steps_use_the_handlers_catalog(versions: Versions) -> None:
    received: list[Any] = []
    upcast_versions: list[str | None] = []

    @versions.new.upcast("order.placed")
    def read_older(fields: dict[str, Any], version: str | None) -> Mapping[str, Any]:
        upcast_versions.append(version)
        return fields

    @versions.new.task("order.placed")
    async def note(payload: Any) -> None:
        received.append(payload.total)

    @versions.new.task("parcel.shipped")
    async def shipped(payload: Any, context: TaskContext) -> None:
        await context.step.invoke("note", note, {"tenantId": payload.tenant_id, "total": 3, "currency": "EUR"})

    @versions.new.upcast("parcel.shipped")
    def read_older_parcel(fields: dict[str, Any], _version: str | None) -> Mapping[str, Any]:
        return {"tenantId": fields["tenantId"], "weightInGrams": 1}

    async with versions.sender(versions.old, versions.new) as client:
        await (await client.send_job_dynamic("parcel.sent", {"tenantId": "acme", "weight": 1})).wait(60)
    assert received == [3]
    assert upcast_versions == []


@pytest.mark.parametrize(
    ("upcast_result", "reported"),
    [({"tenantId": "evil", "weightInGrams": 1}, "changed tenantId"), (None, "must return the payload's fields")],
)
async def test_invalid_upcast_result_fails_the_run(versions: Versions, upcast_result: Any, reported: str) -> None:
    received_by(versions.new, "parcel.shipped")
    versions.new.upcast("parcel.shipped")(lambda _fields, _version: upcast_result)
    async with versions.sender(versions.old, versions.new) as client:
        handle = await client.send_job_dynamic("parcel.sent", {"tenantId": "acme", "weight": 1})
        with pytest.raises(RunFailedError, match=reported) as failed:
            await handle.wait(60)
    assert failed.value.attempts == 1


async def test_old_jobs_fail_after_a_reported_break(versions: Versions) -> None:
    """stock.low has a new required field without a default for older jobs."""
    received_by(versions.new, "stock.low")
    async with versions.sender(versions.old, versions.new) as client:
        handle = await client.send_job_dynamic("stock.low", {"tenantId": "acme", "sku": "s1"})
        with pytest.raises(RunFailedError, match="shelf: is required"):
            await handle.wait(60)
    old, new = (read_catalog(versions.folder / f"{name}.yaml").catalog for name in ("acme_v1", "acme_v2"))
    changes = compare_catalogs(old, new, date(2026, 11, 25)).changes
    assert {change.subject for change in changes if Audience.OLD_JOB in change.breaks} == {
        "stock.low",
        "parcel.shipped",
    }


async def test_queued_jobs_survive_an_upgrade(versions: Versions) -> None:
    received = received_by(versions.new, "order.placed")
    async with versions.sender(versions.old, versions.new) as client:
        handles = [
            await client.send_job_dynamic("order.placed", {"tenantId": "acme", "total": total}, delay=0.2)
            for total in range(20)
        ]
        for handle in handles:
            await handle.wait(60)
    assert sorted(payload["total"] for payload in received) == list(range(20))


async def test_job_under_former_name_is_sent(versions: Versions) -> None:
    received = received_by(versions.new, "parcel.shipped")
    async with versions.sender(versions.new, versions.new) as client:
        await (await client.send_job_dynamic("parcel.sent", {"tenantId": "acme", "weightInGrams": 3})).wait(60)
    assert received == [{"tenantId": "acme", "weightInGrams": 3}]
