"""Events in an editor, through the language servers of pyright and ty."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cgk_jobs import Job, jobs
from language_server import LanguageServer
from type_checkers import BIN, ROOT, Project

SERVERS = ("pyright", "ty")
DEPRECATED_TAG = 2
"""Tag of a diagnostic in the Language Server Protocol; editors strike the code out."""

TEXT = """\
import shop_jobs as shop
from cgk_jobs import OrderCreatedDict, OrderCreatedPayload, jobs, send_job
from shop_jobs import ParcelPackedPayload, ParcelSentPayload
from shop_jobs import jobs as shop_jobs


async def editing(known: OrderCreatedDict, model: OrderCreatedPayload) -> None:
    await send_job("order.created", {"tenantId": "t", "orderId": "o"})
    order = jobs["order.created"]
    print(order, model.order_id, known["orderId"])
    await shop.send_job("parcel.packed", {"tenantId": "t", "parcelId": "p"})
    await shop_jobs["parcel.packed"].send({"tenantId": "t", "parcelId": "p"})
    await shop_jobs["parcel.lost"].send({"tenantId": "t", "parcelId": "p"})
    print(ParcelPackedPayload, ParcelSentPayload)
"""


@pytest.fixture(scope="module")
def folder(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace with the project's environment."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / ".venv").symlink_to(project.folder / ".venv")
    return folder


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, folder: Path) -> Iterator[LanguageServer]:
    """A language server whose only setting is the interpreter's path."""
    commands = {
        "pyright": [sys.executable, str(ROOT / "tools" / "node.py"), "pyright-langserver", "--stdio"],
        "ty": [str(BIN / "ty"), "server"],
    }
    settings = {"python": {"pythonPath": str(folder / ".venv" / "bin" / "python")}}
    with LanguageServer(commands[request.param], folder, settings) as running:
        yield running


@pytest.fixture
def file(folder: Path, server: LanguageServer, request: pytest.FixtureRequest) -> Path:
    """A file that is open in the editor, but not saved."""
    path = folder / f"{request.function.__name__}.py"
    server.open(path, TEXT)
    return path


def test_hover_shows_description_and_example(server: LanguageServer, file: Path) -> None:
    for name in ("OrderCreatedDict, O", "OrderCreatedPayload, j"):
        hover = server.hover(file, TEXT, name).replace("\\_", "_")
        assert "A customer placed an order." in hover
        assert 'await send_job("order.created"' in hover
        assert '"orderId": "order_123"' in hover
    assert "The order's id on the platform." in server.hover(file, TEXT, 'order_id, known["orderId"]')
    assert "OrderCreatedDict" in server.hover(file, TEXT, "order, model")
    hover = server.hover(file, TEXT, 'send_job("order')
    assert "OrderCreatedDict" in hover
    assert "idempotency_key" in hover or "SendOptions" in hover


def test_completion_offers_events_and_fields(server: LanguageServer, file: Path) -> None:
    for opening in ('send_job("', 'jobs["'):
        events = {label.strip('"') for label in server.completions(file, TEXT, opening)}
        assert {"order.created", "review.submitted"} <= events
    keys = {label.strip('"') for label in server.completions(file, TEXT, 'known["')}
    assert {"tenantId", "orderId", "totalAmount"} <= keys
    editing = TEXT.replace("    print(order,", "    order.\n    model.\n    print(order,")
    server.change(file, editing)
    assert {"send", "item", "trigger_and_wait"} <= server.completions(file, editing, "    order.").keys()
    assert {"tenant_id", "order_id", "total_amount"} <= server.completions(file, editing, "    model.").keys()


def test_deprecated_events_are_struck_out(server: LanguageServer, file: Path) -> None:
    response = server.request("textDocument/diagnostic", {"textDocument": {"uri": file.as_uri()}})
    struck = {
        entry["range"]["start"]["line"]: entry["message"]
        for entry in response["items"]
        if DEPRECATED_TAG in entry.get("tags", [])
    }
    lines = TEXT.splitlines()
    by_name = lines.index('    await shop.send_job("parcel.packed", {"tenantId": "t", "parcelId": "p"})')
    assert '"parcel.packed" is deprecated: use parcel.sent instead' in struck[by_name]
    assert "deprecated" in struck[by_name + 1]
    assert by_name + 2 not in struck
    assert any("ParcelPackedPayload" in message for message in struck.values())
    assert not any("ParcelSentPayload" in message for message in struck.values())


def test_job_object_has_its_events_docstring() -> None:
    docstring = inspect.getdoc(jobs["order.created"])
    assert docstring
    assert docstring.startswith("`order.created`: A customer placed an order.")
    assert '"orderId": "order_123"' in docstring
    assert inspect.getdoc(Job) != docstring
