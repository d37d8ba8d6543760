"""Dashboard of a running `cgk dev`, in real Chromium."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Visit
from playwright.sync_api import expect

from .conftest import TASKS, Dev, Project

pytestmark = pytest.mark.browser
SEND = """
from cgk_jobs import send_job_sync
for order_id in ("o1", "<img src=x onerror=alert(1)>", "bad"):
    send_job_sync("order.created", {"tenantId": "rawdog", "orderId": order_id}, max_attempts=1)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("dashboard") / "project"
    folder.mkdir()
    return Project(folder)


@pytest.fixture(scope="module")
def running(project: Project) -> Iterator[Dev]:
    """A `cgk dev` with three runs."""
    dev = Dev(project, "app.tasks", "--no-schedules")
    dev.until("open http://")
    sent = project.python(SEND)
    assert sent.returncode == 0, sent.stderr
    yield dev
    assert dev.stop() == 0


def log_in(running: Dev, visit: Visit) -> str:
    """Open the address that was printed last, and return the origin."""
    address: str = re.findall(r"http://127\.0\.0\.1:\d+/\w+/\?key=\S+", running.output)[-1]
    visit.page.goto(address)
    origin = address.partition("/?")[0]
    visit.page.wait_for_url(f"{origin}/")
    return origin


def test_pages_are_live_and_accessible(running: Dev, project: Project, open_visit: Callable[..., Visit]) -> None:
    visit, other_visit = open_visit(), open_visit(viewport={"width": 400, "height": 800})
    origin = log_in(running, visit)
    page = visit.page
    page.locator(".live[data-state=live]").wait_for()
    page.get_by_text("completed 2").wait_for()
    assert page.locator("tbody tr").count() == 3
    # The checkbox, the focus and the filter remain after an update.
    page.locator("tbody input").first.check()
    page.locator("#text").fill("<img")
    page.wait_for_url(re.compile(r"text=%3Cimg"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody input").first.check()
    project.python(SEND)
    expect(page.locator("tbody tr")).to_have_count(2)
    assert page.locator("tbody input").nth(1).is_checked()
    assert page.evaluate("document.activeElement.name") == "id"
    # Paused, the page stays as it is while another browser shows more runs.
    page.locator("#pause").click()
    expect(page.locator(".live")).to_have_text("paused")
    log_in(running, other_visit)
    project.python(SEND)
    other_visit.page.get_by_text("completed 6").wait_for()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("#pause").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator(".live")).to_have_text("live")
    page.goto(f"{origin}/?status=failed")
    page.locator("tbody a").first.click()
    page.get_by_text("ValueError: no such order").first.wait_for()
    expect(page.locator("#d-traceback")).to_contain_text('File "app/tasks.py", line')
    assert visit.violations() == []
    for path in ("/", "/send?event=order.created", "/schedules", "/events", "/events/order.created", "/import"):
        other_visit.page.goto(origin + path)
        assert other_visit.violations() == [], path
        assert other_visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    # The import page, which is open last, shows the chosen file, and keeps its text if the choice is canceled.
    other_visit.page.locator("#file").set_input_files({"name": "jobs.json", "mimeType": "text/json", "buffer": b"[]"})
    expect(other_visit.page.locator("#records")).to_have_value("[]")
    other_visit.page.locator("#file").set_input_files([])
    expect(other_visit.page.locator("#records")).to_have_value("[]")
    assert visit.problems == other_visit.problems == []
    assert all(url.startswith((origin, "data:")) for url in visit.requests + other_visit.requests)


def test_copied_sources_run(running: Dev, project: Project, open_visit: Callable[..., Visit], tmp_path: Path) -> None:
    visit = open_visit(permissions=["clipboard-read", "clipboard-write"])
    origin, page = log_in(running, visit), visit.page

    def copy_sources(search_text: str) -> dict[str, str]:
        """Return the copied text of each source of the first run that a search finds, by its title."""
        page.goto(f"{origin}/?text={search_text}")
        page.locator("tbody a").first.click()
        page.locator("#h-copy").wait_for()
        texts: dict[str, str] = {}
        for part in page.locator("details").all():
            part.locator("summary").click()
            source = part.locator("pre").text_content() or ""
            # An update of the page may replace the button, with its text "Copied".
            deadline = time.monotonic() + 60
            while page.evaluate("navigator.clipboard.readText()") != source:
                assert time.monotonic() < deadline
                part.get_by_role("button").click()
                page.wait_for_timeout(50)
            texts[part.locator("summary").inner_text()] = source
        return texts

    project.python("""
        from cgk_jobs import send_job_sync
        send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "it's \\"copied\\""}, priority=1)
    """)
    page.goto(f"{origin}/")
    expect(page.locator("tr", has_text="it's")).to_contain_text("completed")
    completed, failed = copy_sources("copied"), copy_sources("bad")
    assert set(completed) == {"Python", "TypeScript", "Command line", "pytest test"}
    assert 'await sendJob("order.created", {' in completed["TypeScript"]
    assert project.python(completed["Python"]).returncode == 0
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["sh", "-c", completed["Command line"]]
    subprocess.run(command, cwd=project.folder, env={**project.environment, "PATH": path}, check=True)
    page.goto(f"{origin}/?text=copied")
    expect(page.locator("tbody tr")).to_have_count(3)
    for name, texts in (("done", completed), ("failed", failed)):
        (tmp_path / f"test_{name}.py").write_text(texts["pytest test"], encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    environment = {**project.environment, "PYTHONPATH": str(project.folder)}
    pytest_run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "2 passed" in pytest_run.stdout, pytest_run.stdout + pytest_run.stderr


def test_seven_tabs_share_one_stream(running: Dev, open_visit: Callable[..., Visit]) -> None:
    visit = open_visit()
    origin = log_in(running, visit)
    # A page of another local server, on any port of this host, does not receive the cookie.
    cookies = visit.page.context.cookies
    assert len(cookies(f"{origin}/")) == 1
    assert cookies("http://127.0.0.1:1/") == []
    assert cookies(f"{origin.rpartition('/')[0]}/") == []
    # Chromium opens at most six connections to a host, so seven streams would block the pages.
    tabs = [visit.page, *(visit.page.context.new_page() for _ in range(6))]
    for tab in tabs[1:]:
        tab.goto(f"{origin}/")
    page = visit.page
    page.goto(f"{origin}/send?event=order.created")
    page.locator("[name='field.orderId']").fill("seventh")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("the dashboard").wait_for()
    for tab in tabs[1:]:
        tab.get_by_text("seventh").wait_for()


def test_open_page_survives_restarts(running: Dev, project: Project, open_visit: Callable[..., Visit]) -> None:
    visit = open_visit()
    log_in(running, visit)
    page = visit.page
    project.python("""
        from cgk_jobs import send_job_sync
        send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "late"}, delay=3600)
    """)
    project.tasks.write_text("raise RuntimeError('broken <module>')\n", encoding="utf-8")
    page.get_by_text("RuntimeError: broken <module>").wait_for(timeout=60_000)
    assert "app/tasks.py" in page.content()
    project.tasks.write_text(TASKS, encoding="utf-8")
    expect(page.locator("#restarted")).to_have_text("restarted: app/tasks.py changed", timeout=60_000)
    page.locator(".live[data-state=live]").wait_for()
    expect(page.locator("tr", has_text="late")).to_contain_text("delayed")
    # A restart that succeeds changes the open page without loading it again.
    page.evaluate("window.wasNotReloaded = true")
    (project.folder / "app" / "other.py").touch()
    expect(page.locator("#restarted")).to_have_text("restarted: app/other.py changed", timeout=60_000)
    assert page.evaluate("window.wasNotReloaded")
