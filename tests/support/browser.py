"""Chromium for tests of HTML pages: one browser per session, in a thread of its own.

Playwright's synchronous API keeps an event loop running in its thread, so asynchronous tests cannot run there. The
browser has a thread of its own, and tests with the fixture `open_visit` run entirely in that thread.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright

T = TypeVar("T")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


class BrowserThread:
    """Thread with a browser; the browser starts on first use."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, "browser")
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def run(self, function: Callable[[], T]) -> T:
        """Run a function in the thread."""
        return self._executor.submit(function).result()

    def browser(self) -> Browser:
        """Return the browser; call it in the thread.

        Skips the test if Chromium is not installed.
        """
        if CHROMIUM is None:
            pytest.skip("Chromium is not installed: make browser")
        if self._browser is None:
            from playwright.sync_api import sync_playwright

            self._playwright = sync_playwright().start()
            # Chromium refuses its sandbox to root.
            arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
            self._browser = self._playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        return self._browser

    def close(self) -> None:
        """Stop the browser and the thread."""
        self.run(self._stop)
        self._executor.shutdown()

    def _stop(self) -> None:
        if self._browser is not None:
            self._browser.close()
        if self._playwright is not None:
            self._playwright.stop()


@dataclass
class Visit:
    """Page in its own browser context, with its errors and requests.

    Attributes:
        page: The page.
        problems: Errors and warnings on the console, and uncaught exceptions.
        requests: Addresses of all requests.
    """

    page: Page
    problems: list[str] = field(default_factory=list[str])
    requests: list[str] = field(default_factory=list[str])

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file."""
        self.page.goto(path.as_uri() + fragment)

    def violations(self) -> list[str]:
        """Return the serious and critical accessibility violations that axe-core finds, each with its elements."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        violations: list[dict[str, Any]] = self.page.evaluate(
            'axe.run({preload: false, resultTypes: ["violations"]}).then(result => result.violations)'
        )
        return [
            f"{finding['id']}: {[node['html'] for node in finding['nodes']]}"
            for finding in violations
            if finding["impact"] in {"serious", "critical"}
        ]


def start_visit(thread: BrowserThread, **options: Any) -> Visit:
    """Open a blank page in a new context; `options` are those of Playwright's `new_context`."""
    page = thread.browser().new_context(**options).new_page()
    visit = Visit(page)

    def on_console(message: Any) -> None:  # playwright's ConsoleMessage
        if message.type in {"error", "warning"}:
            visit.problems.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: visit.problems.append(str(error)))
    page.on("request", lambda request: visit.requests.append(request.url))
    return visit


@pytest.fixture(scope="session")
def browser_thread() -> Iterator[BrowserThread]:
    """Thread of the session's browser."""
    thread = BrowserThread()
    yield thread
    thread.close()


@pytest.fixture
def open_visit(browser_thread: BrowserThread) -> Iterator[Callable[..., Visit]]:
    """Open blank pages, each in its own context; a test with this fixture runs in the browser's thread."""
    visits: list[Visit] = []

    def open_one(**options: Any) -> Visit:
        visits.append(start_visit(browser_thread, **options))
        return visits[-1]

    yield open_one

    def close() -> None:
        for visit in visits:
            visit.page.context.close()

    browser_thread.run(close)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that uses the browser in the browser's thread."""
    thread = pyfuncitem.funcargs.get("browser_thread")
    if not isinstance(thread, BrowserThread):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in signature(pyfuncitem.obj).parameters}
    thread.run(lambda: pyfuncitem.obj(**arguments))
    return True
