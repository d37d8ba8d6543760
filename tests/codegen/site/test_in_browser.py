"""The site in a real browser, opened from files as by a double click."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Visit

pytestmark = pytest.mark.browser

OpenVisit = Callable[..., Visit]
SNIPPETS = 7
"""Number of snippets on the page of an event."""


def assert_quiet(visit: Visit) -> None:
    """Assert that the console is empty and only files were requested."""
    assert visit.problems == []
    assert {address.partition(":")[0] for address in visit.requests} == {"file"}


def test_search_finds_and_opens(small_site: Path, open_visit: OpenVisit) -> None:
    visit = open_visit()
    page = visit.page
    visit.open(small_site / "index.html")
    page.keyboard.press("/")
    options = page.locator("#results a")
    for query, first in (
        ("pieces", "parcel.sent"),  # a field
        ("was packed", "parcel.packed"),  # a description
        ("sent", "parcel.sent"),  # a part of the name
        ("packing parcel", "parcel.packed"),  # owner and name
        ("bills settled", "bill.settled"),  # category
        ("every night", "parcel.nightly"),  # a schedule
        ("money", "Money"),  # a type
    ):
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type(query)
        options.first.wait_for()
        assert options.first.locator("b").inner_text() == first, query
        if query == "pieces":
            assert options.first.locator("span").inner_text().startswith("pieces · ")
            assert visit.violations() == []
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("parcel nothinghasthis")
    assert page.locator("#results p").inner_text() == "Nothing has all of these words."
    assert visit.violations() == []
    page.fill("#search", "parcel")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = page.locator("[role=option][aria-selected=true]")
    name = chosen.locator("b").inner_text()
    assert page.get_attribute("#search", "aria-activedescendant") == chosen.get_attribute("id") == "result-1"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{name}.html")
    page.keyboard.press("]")
    page.wait_for_url(lambda url: not url.endswith(f"/{name}.html"))
    assert_quiet(visit)


def test_filters_are_in_the_address(small_site: Path, open_visit: OpenVisit) -> None:
    visit = open_visit()
    page = visit.page
    visit.open(small_site / "index.html")
    count_text, rows = page.locator("#shown"), page.locator(".row:visible")
    total = rows.count()
    assert count_text.inner_text() == f"{total} events"
    expected = {"Personal data": {"parcel.sent", "parcel.packed", "odd.formats"},
                "Scheduled": {"odd.empty", "bill.paid"}, "Deprecated": {"parcel.posted"}}  # fmt: skip
    for label, names in expected.items():
        page.get_by_label(label).check()
        assert set(page.locator(".row:visible > a").all_inner_texts()) == names
        page.get_by_label(label).uncheck()
    page.get_by_label("No handler").check()
    assert count_text.inner_text() == f"{total - 1} events"
    page.get_by_label("Owner").select_option("packing")
    assert page.locator(".row:visible > a").all_inner_texts() == ["parcel.packed"]
    assert page.url.endswith("#owner=packing&unhandled=1")
    page.reload()
    assert (count_text.inner_text(), page.get_by_label("Owner").input_value()) == ("1 event", "packing")
    page.locator(".row:visible > a").click()
    page.wait_for_url("**/parcel.packed.html")
    page.go_back()
    assert (count_text.inner_text(), page.get_by_label("Owner").input_value()) == ("1 event", "packing")
    page.get_by_label("No handler").uncheck()
    page.get_by_label("Owner").select_option("")
    assert page.url.endswith("index.html")
    visit.open(small_site / "index.html", "#c.odds")
    assert page.locator(".group:target").count() == 1
    assert_quiet(visit)


def test_category_links_clear_the_filters(small_site: Path, open_visit: OpenVisit) -> None:
    visit = open_visit(viewport={"width": 1280, "height": 300})
    page = visit.page
    visit.open(small_site / "index.html")
    total = page.locator(".row").count()
    group = page.locator("[id='c.odds']")
    deprecated = page.get_by_label("Deprecated")
    deprecated.check()
    assert not group.is_visible()
    page.get_by_role("navigation", name="Catalog").get_by_role("link", name="Odds and ends").click()
    group.wait_for()
    assert page.url.endswith("#c.odds")
    assert not deprecated.is_checked()
    assert page.locator("#shown").inner_text() == f"{total} events"
    assert page.locator(".row:visible").count() == total
    assert group.evaluate("group => group.getBoundingClientRect().top < innerHeight")
    assert_quiet(visit)


def test_event_page_links_copies_and_prints(small_site: Path, open_visit: OpenVisit) -> None:
    visit = open_visit(permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    visit.open(small_site / "events" / "parcel.sent.html", "#f.to.street")
    target = page.locator("tr:target")
    assert target.locator("td").first.inner_text().split() == ["street", "required"]
    assert target.evaluate("row => row.getBoundingClientRect().top < innerHeight")
    assert page.get_by_role("heading", name="parcel.sent", exact=True).count() == 1
    contents = page.get_by_role("navigation", name="Catalog")
    assert contents.get_by_role("link", name="parcel.sent", exact=True).count() == 1
    linked = page.eval_on_selector_all("a[href^='#']", "links => links.map(each => each.hash.slice(1))")
    ids = page.eval_on_selector_all("[id]", "all => all.map(each => encodeURIComponent(each.id))")
    assert set(linked) <= set(ids)
    assert len(ids) == len(set(ids))
    page.get_by_role("tab", name="Sync").click()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Handler").get_attribute("aria-selected") == "true"
    page.get_by_role("button", name="Copy", exact=True).click()
    page.locator("#status", has_text="Copied").wait_for(state="attached")
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("from acme_jobs import ParcelSentPayload")
    assert "def handle_parcel_sent(payload: ParcelSentPayload)" in copied
    page.get_by_role("button", name="Copy example 1").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('{'))")
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))["tenantId"] == "acme"
    visit.open(small_site / "events" / "bill.paid.html")
    assert page.locator(".snippets pre.chosen").get_attribute("id") == "code-handler"
    assert page.locator("[data-cron] time").count() == 3
    page.emulate_media(media="print")
    assert page.locator(".snippets pre:visible").count() == SNIPPETS
    assert page.locator(".side:visible").count() == 0
    assert_quiet(visit)


def test_theme_follows_system_and_switch(small_site: Path, open_visit: OpenVisit) -> None:
    visit = open_visit(color_scheme="dark")
    page = visit.page

    def background() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    visit.open(small_site / "schedules.html")
    assert background() == "rgb(14, 15, 18)"
    page.get_by_role("button", name="Light or dark theme").click()
    assert background() == "rgb(255, 255, 255)"
    page.reload()
    assert background() == "rgb(255, 255, 255)"
    accent = page.evaluate("getComputedStyle(document.querySelector('a[aria-current]')).color")
    assert accent.startswith("oklch(0.47 ")
    runs: list[str] = page.eval_on_selector_all("tbody time", "times => times.map(each => each.dateTime)")
    assert len(runs) == 3
    assert runs == sorted(runs)
    assert_quiet(visit)


SCROLLS_SIDEWAYS = """Array.from(document.querySelectorAll("main *")).filter(
    each => each.scrollWidth > each.clientWidth && /auto|scroll/.test(getComputedStyle(each).overflowX)
    && !each.matches("pre, .tabs")).map(each => each.outerHTML.slice(0, 99))"""
PAGES = ("index.html", "events/parcel.packed.html", "schedules.html", "types/Money.html", "types.html", "asyncapi.html",
         "changes/since-1.1.0.html")  # fmt: skip


def test_pages_are_accessible_and_fit(small_site: Path, open_visit: OpenVisit) -> None:
    assert {path.name for path in small_site.glob("*.html")} <= set(PAGES)
    visit = open_visit(viewport={"width": 360, "height": 700})
    page = visit.page
    for number, path in enumerate(PAGES):
        visit.open(small_site / path)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
        assert page.evaluate(SCROLLS_SIDEWAYS) == [], path
        assert not page.locator(".side details").get_attribute("open")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        assert visit.violations() == [], path
        page.set_viewport_size({"width": 360, "height": 700})
    assert_quiet(visit)


ACCENT_COLORS = """accents => accents.map(accent => {
  document.documentElement.style.setProperty("--accent", accent)
  const style = getComputedStyle(document.querySelector("a[aria-current]"))
  const canvas = document.createElement("canvas").getContext("2d")
  return [style.color, style.backgroundColor].map(color => {
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
  })
})"""


def luminance(color: list[int]) -> float:
    """Return the relative luminance of red, green and blue, by WCAG 2.2."""
    parts = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in color]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_accent_is_readable(hostile_site: Path, open_visit: OpenVisit, scheme: str) -> None:
    """Text in the accent has enough contrast: yellow is the site's own accent, which 64 others replace."""
    visit = open_visit(color_scheme=scheme)
    visit.open(hostile_site / "index.html")
    rule = (hostile_site / "assets" / "brand.css").read_text(encoding="utf-8")
    yellow = rule[rule.index("light-dark(") : rule.index(";")]
    accents = [f"#{red}{green}{blue}" for red in "05af" for green in "05af" for blue in "05af"]
    shades = visit.page.evaluate(ACCENT_COLORS, [yellow.replace("#ff0", accent) for accent in accents])
    for accent, (text, background) in zip(accents, shades, strict=True):
        dark, light = sorted(map(luminance, (text, background)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, accent
    for path, fragment in (
        ("index.html", "#c.search"),
        ("events/order.created.html", "#f.late"),
        ("schedules.html", ""),
    ):
        visit.open(hostile_site / path, fragment)
        assert visit.violations() == [], path


def test_snippets_have_stable_links(small_site: Path, open_visit: OpenVisit) -> None:
    visit = open_visit(viewport={"width": 360, "height": 500})
    page = visit.page
    visit.open(small_site / "events" / "parcel.sent.html", "#code-model")
    model = page.locator("#code-model")
    assert page.get_by_role("tab", selected=True).inner_text() == "Model"
    assert model.evaluate("code => code.getBoundingClientRect().top < innerHeight")
    page.get_by_role("tab", name="Schema").click()
    assert page.url.endswith("#code-schema")
    page.evaluate("location.hash = 'code-cli'")
    page.locator("#code-cli").wait_for()
    assert not model.is_visible()
    assert page.locator(".snippets h3 .anchor").count() == SNIPPETS
    assert_quiet(visit)


def test_pages_work_without_scripts(small_site: Path, open_visit: OpenVisit) -> None:
    visit = open_visit(java_script_enabled=False)
    visit.open(small_site / "events" / "parcel.sent.html")
    assert visit.page.locator(".snippets pre:visible").count() == SNIPPETS
    assert visit.page.locator(".tabs:visible").count() == 0


def test_texts_of_the_catalog_stay_text(hostile_site: Path, open_visit: OpenVisit) -> None:
    visit = open_visit()
    page = visit.page
    for path in ("index.html", "events/order.created.html", "types/Size.html", "types.html", "schedules.html"):
        visit.open(hostile_site / path)
        text = page.inner_text("main")
        assert "</script><script>document.title='broken'</script>" in text
        assert "{{ 7 * 7 }}" in text
        assert "\\u003c" not in text
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.fill("#search", "</script>")
    page.locator("#results [role=option]").first.wait_for()
    assert page.title() != "broken"
    assert page.locator("main img, main script:not([src])").count() == 0
    assert_quiet(visit)
