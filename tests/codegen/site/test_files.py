"""The files of the site: links, escaping, history, texts for assistants, and the command's errors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.hashing import hash_text
from cgk_codegen.site import plan_site
from cgk_codegen.site.build import SCRIPTS, VENDORED
from cgk_codegen.site.history import changes_by_event, history_of
from cgk_codegen.site.markup import highlighted
from markdown_it import MarkdownIt
from paths import CATALOGS, ROOT
from support_commands import Run


class Page(HTMLParser):
    """Links, ids, inline scripts and styles, and the content security policy of a page."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.policy = ""
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.links += [values[name] for name in ("href", "src") if name in values]
        self.ids += [values["id"]] if "id" in values else []
        self.inline += [name for name in values if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in values) else []
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]


@pytest.mark.parametrize("name", ["small_site", "hostile_site"])
def test_every_link_has_a_target(name: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(name)
    pages = {file: Page(file) for file in folder.rglob("*.html")}
    assert len(pages) > 5
    for file, page in pages.items():
        assert page.inline == []
        assert "default-src 'none'; script-src 'self' file:;" in page.policy
        assert len(page.ids) == len(set(page.ids))
        for link in page.links:
            path, _, fragment = link.partition("#")
            target = (file.parent / unquote(path)).resolve() if path else file
            assert target.is_file(), f"{file}: {link}"
            if fragment:
                assert unquote(fragment) in pages[target].ids, f"{file}: {link}"


def test_same_catalog_has_the_same_bytes() -> None:
    catalog = CATALOGS / "small" / "events.yaml"
    files = plan_site(read_catalog(catalog).catalog)
    program = (
        "import sys\nfrom pathlib import Path\nfrom cgk_codegen.compiler import read_catalog\n"
        "from cgk_codegen.hashing import hash_text\nfrom cgk_codegen.site import plan_site\n"
        "files = plan_site(read_catalog(Path(sys.argv[1])).catalog)\nprint(hash_text(repr(files)))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    arguments = [sys.executable, "-c", program, str(catalog)]
    completed = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
    assert completed.stdout.strip() == hash_text(repr(files))


def test_history_has_each_version_once(tmp_path: Path) -> None:
    def version(number: str, fields: str) -> Path:
        """Write a version of a catalog with one event, which has these fields."""
        file = tmp_path / f"{number}.yaml"
        file.write_text(
            f"catalog: {{name: a, package: a_jobs, version: {number}}}\ntenant: {{pattern: '^a$', example: a}}\n"
            "categories: {x: {title: X}}\nevents:\n"
            f"  x.done: {{category: x, description: Done., longestDelay: 2d, payload: {fields}, example: {{a: 1}}}}\n",
            encoding="utf-8",
        )
        return file

    first = read_catalog(version("1.0.0", "{a: number}")).catalog
    second = read_catalog(version("1.10.0", "{a: number, b: string?}")).catalog
    third = read_catalog(version("2.0.0", "{a: integer, b: string?}")).catalog
    steps = history_of(third, [second, first], date(2026, 11, 30))
    assert [(step.slug, step.new) for step in steps] == [("since-1.10.0", "2.0.0"), ("since-1.0.0", "1.10.0")]
    (_, until_of_narrowed), (added, until_of_added) = steps[0].changes[0], steps[1].changes[0]
    assert (until_of_narrowed, steps[0].breaks) == ("3 days after its deployment", 1)
    assert (added.code, until_of_added, steps[1].breaks) == ("EVO110", "", 0)


def test_history_continues_across_renamings(tmp_path: Path) -> None:
    def version(number: str, event: str, fields: str, aliases: str, wire_name: str = "") -> Path:
        """Write a version of a catalog with one event, which has this name, these fields and these former names."""
        file = tmp_path / f"{number}.yaml"
        wire_name_entry = f"wireName: {wire_name}, " if wire_name else ""
        file.write_text(
            f"catalog: {{name: a, package: a_jobs, version: {number}}}\ntenant: {{pattern: '^a$', example: a}}\n"
            f"categories: {{o: {{title: O}}}}\nevents:\n  {event}: {{category: o, description: Done., {wire_name_entry}"
            f"aliases: [{aliases}], payload: {fields}, example: {{a: 1}}}}\n",
            encoding="utf-8",
        )
        return file

    versions = [
        read_catalog(file).catalog
        for file in (
            version("1.0.0", "o.made", "{a: number}", ""),
            version("1.1.0", "o.made", "{a: number, note: string?}", ""),
            version("1.2.0", "o.created", "{a: number, note: string?}", "o.made"),
            version("1.3.0", "o.placed", "{a: number, note: string?}", "o.created"),
            version("1.4.0", "o.placed", "{a: number, note: string?}", "o.placed", "Order Placed"),
            version("1.5.0", "o.ordered", "{a: number, note: string?}", "", "Order Placed"),
        )
    ]
    steps = history_of(versions[-1], versions[:-1], date(2026, 11, 30))
    history = changes_by_event(steps)["o.ordered"]
    assert [step.new for step, _ in history] == ["1.5.0", "1.4.0", "1.3.0", "1.2.0", "1.1.0"]
    assert [change.path for change, _until in history[-1][1]] == ["note"]
    page = plan_site(versions[-1], steps=steps)["events/o.ordered.html"]
    for slug in ("since-1.4.0", "since-1.3.0", "since-1.2.0", "since-1.1.0", "since-1.0.0"):
        assert f'id="history-{slug}"' in page
        assert f'href="#history-{slug}"' in page


def test_event_page_shows_places_and_history(small_site: Path) -> None:
    page = (small_site / "events" / "parcel.sent.html").read_text(encoding="utf-8")
    for text in ("app/tasks.py:12", "app/views.py:40", "since-1.1.0", "15 days after its deployment", "EVO110"):
        assert text in page
    settled = (small_site / "events" / "bill.settled.html").read_text(encoding="utf-8")
    assert "Jobs without it are read with <code>&#34;transfer&#34;</code>" in settled
    paid = (small_site / "events" / "bill.paid.html").read_text(encoding="utf-8")
    assert "Accepted for inngest: A shop has few bills." in paid
    packed = (small_site / "events" / "parcel.packed.html").read_text(encoding="utf-8")
    assert "No handler was found." in packed
    posted = (small_site / "events" / "parcel.posted.html").read_text(encoding="utf-8")
    assert "Deprecated since 2026-01-31" in posted


def test_assistants_find_every_event(small_site: Path, hostile_site: Path) -> None:
    events = {file.stem for file in (small_site / "events").glob("*.html")}
    index = (small_site / "llms.txt").read_text(encoding="utf-8")
    assert {name for name in events if f"]({'events/' + name}.md)" in index} == events
    sent = (small_site / "events" / "parcel.sent.md").read_text(encoding="utf-8")
    assert "| `pieces` | integer | optional; at least 1; at most 99 |  |" in sent
    assert "| · `street` | string | required | Street and number. |" in sent
    assert sent.count("```python") == 4
    for file in (hostile_site / "llms.txt", hostile_site / "events" / "order.created.md"):
        assert not re.search(r"^\W*broken", file.read_text(encoding="utf-8"), re.MULTILINE)
        tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(file.read_text(encoding="utf-8"))
        all_tokens = [nested for token in tokens for nested in (token, *(token.children or ()))]
        links = [str(token.attrs["href"]) for token in all_tokens if token.type == "link_open"]
        assert not [token.type for token in all_tokens if "html" in token.type or token.type == "image"]
        assert all(link.startswith(("events/", "order.created", "asyncapi.json")) for link in links)


@pytest.mark.parametrize(
    ("code", "html"),
    [
        ('x = "a\\"<b>" + 1', 'x = <span class="s">"a\\"&lt;b&gt;"</span> + <span class="n">1</span>'),
        ("await f('&')", "<span class=\"k\">await</span> f(<span class=\"s\">'&amp;'</span>)"),
        ("cgk send a --data '{\"b\": null}'", ('<span class="k">cgk</span> send a --data '
         "<span class=\"s\">'{\"b\": null}'</span>")),
    ],
)  # fmt: skip
def test_code_is_colored_and_escaped(code: str, html: str) -> None:
    assert highlighted(code) == html


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ("site: {accent: red}", (), '"red" cannot be the accent'),
        ('site: {accent: "#ff66"}', (), '"#ff66" cannot be the accent'),
        ("site: {logo: ../logo.svg}", (), '"../logo.svg" cannot be the logo'),
        ("site: {logo: .git/logo.svg}", (), '".git/logo.svg" cannot be the logo'),
        ("site: {logo: logo.svg}", (), "logo.svg cannot be read: No such file or directory"),
        ("site: {colour: red}", (), '`site` has an unknown key "colour"'),
        ("", ("--handlers", "events.yaml"), "events.yaml is not the output of `cgk handlers --json`"),
        ("", ("--handlers", "/dev/zero"), "/dev/zero is not the output of `cgk handlers --json`"),
        ("", ("--handlers", "missing.json"), "missing.json cannot be read: No such file or directory"),
        ("", ("--against", "missing.yaml"), "missing.yaml: no catalog missing.yaml found there"),
        ("", ("--today", "tomorrow"), "Invalid isoformat string: 'tomorrow'"),
    ],
)
def test_mistakes_are_reported(tiny: Path, run: Run, change: str, arguments: tuple[str, ...], message: str) -> None:
    tiny.write_text(f"{tiny.read_text(encoding='utf-8')}{change}\n", encoding="utf-8")
    code, _, errors = run("site", *arguments)
    assert code == 2
    assert message in errors
    assert not Path("site").exists()


def test_deep_handlers_file_is_reported(tiny: Path, run: Run) -> None:
    Path("deep.json").write_text("[" * 100_000, encoding="utf-8")
    code, _, errors = run("site", "--handlers", "deep.json")
    assert code == 2
    assert "deep.json is not the output of `cgk handlers --json`" in errors


@pytest.mark.parametrize("target", [".env.local", "/dev/zero", "big"])
def test_logo_is_a_small_file_of_the_folder(tiny: Path, run: Run, target: str) -> None:
    """A site is public: a link as its logo could publish any file of this machine."""
    if target == "big":
        Path("logo.svg").write_bytes(b" " * (256 * 1024 + 1))
    else:
        Path(".env.local").write_text("SECRET=abc", encoding="utf-8")
        Path("logo.svg").symlink_to(target)
    tiny.write_text(f"{tiny.read_text(encoding='utf-8')}site: {{logo: logo.svg}}\n", encoding="utf-8")
    code, _, errors = run("site")
    assert code == 2
    assert "not a link to one" in errors or "more than 262,144 bytes" in errors
    assert not Path("site").exists()


@pytest.mark.parametrize(
    ("fairness", "order", "trigger_dev", "local"),
    [
        ("", "The provider decides", "no", "yes"),
        ("fairness: none", "Jobs start in the order of sending", "no", "no"),
        ("fairness: tenant", "Waiting jobs of all tenants take turns", "in some cases", "yes"),
    ],
)
def test_event_page_shows_fairness(
    tiny: Path, run: Run, fairness: str, order: str, trigger_dev: str, local: str
) -> None:
    tiny.write_text(f"{tiny.read_text(encoding='utf-8')}{fairness}\n", encoding="utf-8")
    assert run("site")[0] == 0
    page = Path("site/events/mail.sent.html").read_text(encoding="utf-8")
    assert order in page
    turns = re.findall('data-label="Tenants take turns">(.*?)<', page)
    assert (turns[0], turns[-1]) == (trigger_dev, local)
    assert ("CGK714" in page) == (fairness == "fairness: tenant")
    assert (f"{order}." in Path("site/events/mail.sent.md").read_text(encoding="utf-8")) == bool(fairness)


def test_event_page_shows_attempts(tiny: Path, run: Run) -> None:
    """Inngest makes at most 21 attempts; the other providers have no limit."""
    text = tiny.read_text(encoding="utf-8")
    tiny.write_text(
        text.replace("    category: mails", "    category: mails\n    retry: {maxAttempts: 30}"), encoding="utf-8"
    )
    assert run("site")[0] == 0
    for name, inngest in (("mail.sent", "21 of 30"), ("order.created", "21")):
        page = Path(f"site/events/{name}.html").read_text(encoding="utf-8")
        assert re.findall('data-label="Attempts">(.*?)<', page) == ["any", inngest, "any", "any"]


def test_schedule_shows_its_findings(tiny: Path, run: Run) -> None:
    often = "schedules:\n  mail.often: {cron: '0 3 */2 * 1', description: Often.}\n"
    tiny.write_text(tiny.read_text(encoding="utf-8") + often, encoding="utf-8")
    assert run("site")[0] == 0
    assert "CGK707" in Path("site/schedules.html").read_text(encoding="utf-8")


def test_site_follows_the_catalog(tiny: Path, run: Run) -> None:
    assert run("site", "--format", "json")[0] == 0
    assert run("site")[1] == f"{Path('site/index.html')}: 2 events; nothing changed\n"
    text = tiny.read_text(encoding="utf-8")
    tiny.write_text(text[: text.index("  # Mails")], encoding="utf-8")
    code, out, _ = run("site", "--format", "json")
    assert code == 0
    assert json.loads(out)["deleted"] == [f"events/mail.sent.{end}" for end in ("html", "md", "schema.json")]


@pytest.mark.node
def test_vendored_scripts_are_the_pinned_ones() -> None:
    version = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]["croner"]
    assert f"croner-{version}.umd.js" == VENDORED
    vendored, package = ROOT / "codegen/cgk_codegen/site/assets/vendor", ROOT / "node_modules/croner"
    # read_text, because Git normalizes the ends of lines.
    assert (vendored / VENDORED).read_text("utf-8") == (package / "dist" / "croner.umd.js").read_text("utf-8")
    assert (vendored / "LICENSE.croner.txt").read_text("utf-8") == (package / "LICENSE").read_text("utf-8")
    assert {file.name for file in vendored.iterdir()} == {VENDORED, "LICENSE.croner.txt"}


def test_scripts_stay_small() -> None:
    folder = ROOT / "codegen/cgk_codegen/site/assets"
    assert sum((folder / name).stat().st_size for name in SCRIPTS) < 24_000


def test_pictures_in_the_docs_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").glob("site-*.png"))
    assert [picture.name for picture in pictures] == ["site-event.png", "site-index.png", "site-schedules.png"]
    assert all(10_000 < picture.stat().st_size < 300_000 for picture in pictures)
