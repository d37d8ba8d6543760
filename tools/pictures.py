"""Writer of docs/pictures: screenshots of the catalog's site and of the dashboard in Debian's Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_codegen.cli.main import main as cgk_codegen
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PAGES = {
    "site-index": ("index.html", "light"),
    "site-event": ("events/googleFeed.imageOptimize.html", "light"),
    "site-schedules": ("schedules.html", "dark"),
}
"""Page and theme of each picture of the site."""

TASKS = """
import asyncio
import logging

from cgk_jobs import CreatorAppliedPayload, OrderCreatedPayload, TaskContext, send_job, task


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> str:
    print("booking", payload.order_id)
    await asyncio.sleep(0.04)
    await send_job(
        "creator.applied",
        {
            "tenantId": payload.tenant_id,
            "creatorId": "creator_11",
            "applicationId": "application_4",
            "email": "grace@example.com",
        },
        max_attempts=2,
    )
    return payload.order_id


@task("creator.applied")
async def creator_applied(payload: CreatorAppliedPayload, context: TaskContext) -> None:
    async def load() -> int:
        await asyncio.sleep(0.13)
        return 1

    await context.step.run("load-creator", load)
    await asyncio.sleep(0.4)
    logging.getLogger("app.score").error("the score service responded with status 503")
    raise RuntimeError("the score service is down")
"""
SEND = """
from cgk_jobs import send_job_sync
for number, tenant in enumerate(["rawdog", "meliusly", "vitahustle", "rawdog"]):
    send_job_sync("order.created", {"tenantId": tenant, "orderId": f"order_{number + 120}"})
send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "order_130"}, delay=3600)
"""


def take_dashboard_pictures(browser: Browser, folder: Path) -> None:
    """Run `cgk dev` in a folder, and take pictures of its list of runs and of a failed run."""
    (folder / ".git").mkdir()
    (folder / "app").mkdir()
    (folder / "app" / "tasks.py").write_text(TASKS, encoding="utf-8")
    environment = {**os.environ, "JOBS_PROVIDER": "dev"}
    output = folder / "output.txt"
    with output.open("w", encoding="utf-8") as stream:
        dev = subprocess.Popen(
            [sys.executable, "-m", "cgk_runtime.cli", "dev", "app.tasks", "--no-schedules"],
            cwd=folder,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        while (address := re.search(r"http://\S+", output.read_text(encoding="utf-8"))) is None:
            time.sleep(0.1)
        subprocess.run([sys.executable, "-c", SEND], cwd=folder, env=environment, check=True)
        time.sleep(4)  # until the retries have ended
        page = browser.new_page(viewport={"width": 1280, "height": 700}, color_scheme="light")
        page.goto(address.group())
        page.get_by_text("live", exact=True).wait_for()
        page.screenshot(path=PICTURES / "dashboard-runs.png")
        page.locator("tr:has(.failed) td.event a").first.click()
        page.get_by_role("heading", name="Timeline").wait_for()
        page.screenshot(path=PICTURES / "dashboard-run.png")
        page.close()
    finally:
        dev.terminate()
        dev.wait()


def main() -> int:
    """Write the pictures.

    Returns:
        0, or 1 if Chromium is not installed.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is not installed: make browser", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        cgk_codegen(["site", "--catalog", str(ROOT / "events.yaml"), "--output", folder])
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for name, (path, theme) in PAGES.items():
            context = browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
            page = context.new_page()
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.clock.set_fixed_time("2026-11-30T08:00:00Z")  # the same next runs in every picture
            page.goto((Path(folder) / path).as_uri())
            page.screenshot(path=PICTURES / f"{name}.png")
            context.close()
        project = Path(folder) / "project"
        project.mkdir()
        take_dashboard_pictures(browser, project)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
