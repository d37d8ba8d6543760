"""The mypy plugin with pydantic's plugin, with mypy's cache, in its daemon, and with source packages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mypy_cache import mypy_cache
from type_checkers import BIN, Project

MISSING = 'error: Missing key "tenantId" for TypedDict "ParcelLostDict"  [typeddict-item]'

PROGRAM = """\
from collections.abc import Callable, Coroutine
from typing import Any, Literal

import shop_jobs
import shop_jobs as shop
from shop_jobs import JobHandle, ParcelLostDict, ParcelLostPayload, ParcelLostResult, send_job
from shop_jobs import send_job as send


async def everywhere(client: shop_jobs.JobClient, payload: dict[str, str]) -> None:
    await shop_jobs.send_job("parcel.lost", {"parcelId": "p"})  # 11
    await shop.send_job("parcel.lost", {"parcelId": "p"})  # 12
    await send("parcel.lost", {"parcelId": "p"})  # 13
    await send(payload={"parcelId": "p"}, delay=5, event="parcel.lost")  # 14
    await client.trigger_and_wait("parcel.lost", {"parcelId": "p"})  # 15
    await send("nowhere.near", {"parcelId": "p"})  # 16
    await send("parcel.lost", *[payload])  # 17
    await send("parcel.lost", {"tenantId": "t", "parcelId": send("parcel.lost", {"parcelId": "p"})})  # 18


def passed_on() -> Callable[[Literal["parcel.lost"], ParcelLostDict], Coroutine[Any, Any, JobHandle[ParcelLostResult]]]:
    return send_job


async def known(handle: JobHandle[ParcelLostResult]) -> None:
    handle = await send_job("parcel.lost", {"tenantId": "t", "parcelId": "p"})
    handle = await send_job("parcel.lost", ParcelLostPayload(tenant_id="t", parcel_id="p"))
    for tenant in ("a", "b"):
        handle = await send_job("parcel.lost", {"tenantId": tenant, "parcelId": "p"}, tags=[tenant])
    print((await handle.wait()).refund)
"""


@pytest.fixture
def folder(project: Project, tmp_path: Path) -> Path:
    """A folder that uses the project's environment."""
    (tmp_path / "mypy.ini").write_text(
        "[mypy]\nstrict = True\nplugins = cgk_runtime.mypy_plugin, pydantic.mypy\n"
        f"python_executable = {project.python}\ncache_dir = {mypy_cache('plugin and pydantic')}\n",
        encoding="utf-8",
    )
    return tmp_path


def check_app(project: Project, folder: Path, *command: str) -> list[str]:
    """Run mypy or its daemon on app.py; return the errors without the file's name."""
    reported = Project(folder).run(BIN / command[0], *command[1:], "--", "app.py")
    return [line.removeprefix("app.py:") for line in reported.splitlines() if ": error: " in line]


def test_calls_are_checked_under_any_name(project: Project, folder: Path) -> None:
    (folder / "app.py").write_text(PROGRAM, encoding="utf-8")
    reported = check_app(project, folder, "mypy")
    # The numbers are those in the comments of `PROGRAM`.
    assert reported[:5] == [f"{line}: {MISSING}" for line in (11, 12, 13, 14, 15)]
    assert reported[5] == '16: error: Unknown event "nowhere.near"  [arg-type]'
    assert reported[6].startswith("17: error: ")
    assert f"18: {MISSING}" in reported
    assert {line.split(":")[0] for line in reported} == {str(line) for line in range(11, 19)}
    (folder / "app.py").write_text(PROGRAM + "\n\nprint(1)\n", encoding="utf-8")
    assert check_app(project, folder, "mypy") == reported, "the cache changes the result after an edit"


def test_open_object_accepts_other_keys(project: Project, folder: Path) -> None:
    fields = '"tenantId": "t", "parcelId": "p", "place": {"city": "Brno", "hall": 4}, "weight": 2.5'
    with_number = fields.replace('"p"', "1")
    (folder / "app.py").write_text(
        "from shop_jobs import ParcelTrackedPayload, jobs, send_job\n\n\n"
        "async def main() -> None:\n"
        f'    await send_job("parcel.tracked", {{{fields}}})\n'
        f'    await jobs["parcel.tracked"].send({{{fields}}})\n'
        '    seen = ParcelTrackedPayload.from_fields({"anything": 1})\n'
        '    await send_job("parcel.tracked", seen.model_copy(update={"weight": 2.5}))\n'
        f'    await send_job("parcel.tracked", {{{fields}, "carrier": {{"name": "x", "more": 1}}}})  # 9\n'
        f'    await send_job("parcel.tracked", {{{with_number}}})  # 10\n'
        '    await send_job("parcel.tracked", {"parcelId": "p", "place": {"city": "a"}, "weight": 1})  # 11\n',
        encoding="utf-8",
    )
    reported = check_app(project, folder, "mypy")
    assert [line.split(":")[0] for line in reported] == ["9", "10", "11"]
    assert 'Extra key "more" for TypedDict "ParcelTrackedCarrierDict"' in reported[0]
    assert 'TypedDict item "parcelId" has type "str"' in reported[1]
    assert "Expected TypedDict keys" in reported[2]
    assert '"tenantId"' in reported[2]


@pytest.fixture
def daemon(folder: Path) -> Iterator[list[str]]:
    """Mypy's daemon, stopped afterwards."""
    dmypy = ["dmypy", "--status-file", str(folder / "dmypy.json")]
    yield dmypy
    Project(folder).run(BIN / "dmypy", *dmypy[1:], "stop")


def test_plugin_works_in_the_daemon(project: Project, folder: Path, daemon: list[str]) -> None:
    right = PROGRAM[PROGRAM.index("async def known") :]
    head = PROGRAM[: PROGRAM.index("async def everywhere")]
    (folder / "app.py").write_text(head + right, encoding="utf-8")
    assert check_app(project, folder, *daemon, "run") == []
    wrong = right.replace('{"tenantId": "t", "parcelId": "p"}', '{"parcelId": "p"}')
    (folder / "app.py").write_text(head + wrong, encoding="utf-8")
    assert [line.split(": ", 1)[1] for line in check_app(project, folder, *daemon, "run")] == [MISSING]
    (folder / "app.py").write_text(head + right, encoding="utf-8")
    assert check_app(project, folder, *daemon, "run") == []


def test_plugin_works_with_source_packages(project: Project, folder: Path) -> None:
    shutil.copytree(project.packages[0], folder / "shop_jobs")
    (folder / "app.py").write_text(PROGRAM, encoding="utf-8")
    assert f"11: {MISSING}" in check_app(project, folder, "mypy")
