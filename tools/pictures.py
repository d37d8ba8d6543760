"""Write docs/pictures: screenshots of the catalog's site in Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from cgk_codegen.cli.main import main as cgk_codegen
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PAGES = {
    "site-index": ("index.html", "light"),
    "site-event": ("events/googleFeed.imageOptimize.html", "light"),
    "site-schedules": ("schedules.html", "dark"),
}


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
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
