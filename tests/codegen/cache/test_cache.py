"""The cache saves work and never changes the result."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.cache import store
from cgk_codegen.cache.store import RenderCache
from cgk_codegen.compiler import compile_catalog
from cgk_codegen.hashing import hash_text
from cgk_codegen.plan import emitters
from cgk_codegen.plan.format import format_python
from cgk_codegen.publish import Changes, publish
from cgk_codegen.resolve import Catalog
from generated_texts import texts
from support_commands import Run

PRINT_LOADED_MODULES = """
import sys
from cgk_codegen.cli.main import main
code = main(["generate"])
print(*sorted(name for name in sys.modules if name.partition(".")[0] in {"cgk_codegen", "yaml", "jinja2", "pydantic"}))
"""


def test_run_without_changes_imports_no_emitter(tiny: Path, run: Run) -> None:
    run("generate")
    completed = subprocess.run([sys.executable, "-c", PRINT_LOADED_MODULES], capture_output=True, text=True, check=True)
    reported, modules = completed.stdout.splitlines()
    assert reported == "generated: 2 events, 0 schedules; nothing changed"
    assert modules == (
        "cgk_codegen cgk_codegen.cache cgk_codegen.cache.fingerprint cgk_codegen.cache.up_to_date cgk_codegen.cli "
        "cgk_codegen.cli.arguments cgk_codegen.cli.exit_codes cgk_codegen.cli.main "
        "cgk_codegen.cli.output cgk_codegen.hashing cgk_codegen.plurals"
    )


def test_every_change_is_noticed(small: Path, run: Run) -> None:
    output = small.parent / "generated"
    generate = ("generate", "--catalog", str(small))

    def generate_summary() -> str:
        return run(*generate)[1].splitlines()[0].partition("; ")[2]

    def replace_in_place(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    generate_summary()
    assert generate_summary() == "nothing changed"
    replace_in_place(small.parent / "included" / "bills.yaml", "A bill was paid.", "A bill is paid.")
    assert generate_summary() != "nothing changed"
    assert generate_summary() == "nothing changed"
    (output / "acme_jobs" / "events.py").write_text("# edited\n", encoding="utf-8")
    assert generate_summary() == "1 file written, 0 deleted"
    (output / "schema" / "bundle.json").unlink()
    assert generate_summary() == "1 file written, 0 deleted"
    included = small.parent / "included" / "more.yaml"
    included.write_text("events: {bill.lost: {category: bills, description: Lost.}}\n", encoding="utf-8")
    assert "bill.lost" in compile_catalog(small, output).catalog.events
    included.unlink()
    assert not generate_summary().endswith(" 0 deleted")
    assert not (output / "schema" / "events" / "bill.lost.json").exists()
    assert generate_summary() == "nothing changed"


@pytest.mark.parametrize("damage", ["{", "[]", '{"compiler": 1}', ""])
def test_damaged_record_is_ignored(tiny: Path, run: Run, damage: str) -> None:
    run("generate")
    for path in Path(".cgk-codegen-cache").iterdir():
        path.write_text(damage, encoding="utf-8")
    assert run("generate") == (0, "generated: 2 events, 0 schedules; nothing changed\n", "")


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """File of an empty store that only this test uses."""

    def user_cache_path(_name: str) -> Path:
        return tmp_path / "cache"

    monkeypatch.setattr(store, "user_cache_path", user_cache_path)
    return tmp_path / "cache" / "outputs.sqlite"


def change_values(path: Path, *, with_hash: bool) -> None:
    """Change every value in a store, and its hash if `with_hash` is true."""
    connection = sqlite3.connect(path)
    rows: list[tuple[str, str]] = connection.execute("SELECT key, value FROM outputs").fetchall()
    assert rows
    for key, value in rows:
        changed = value.replace("order", "ordre").replace("str", "int")
        connection.execute("UPDATE outputs SET value = ? WHERE key = ?", [changed, key])
        if with_hash:
            connection.execute("UPDATE outputs SET hash = ? WHERE key = ?", [hash_text(changed), key])
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", ["changed value", "other compiler", "no database", "torn page", "deleted"])
def test_damaged_or_foreign_cache_is_not_used(
    tiny: Path, run: Run, empty_cache: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    cold = texts(Path("generated"))
    assert run("generate", "--force")[0] == 0
    match damage:
        case "changed value":
            change_values(empty_cache, with_hash=False)
        case "other compiler":
            change_values(empty_cache, with_hash=True)
            monkeypatch.setattr(store, "compiler_fingerprint", lambda: "another")
        case "no database":
            empty_cache.write_text("this is text\n" * 500, encoding="utf-8")
        case "torn page":
            data = empty_cache.read_bytes()  # all pages but the first are damaged
            empty_cache.write_bytes(data[:4096] + b"\x00\xff" * ((len(data) - 4096) // 2))
        case _:
            empty_cache.unlink()
    assert run("check")[0] == 0
    tiny.write_text(tiny.read_text(encoding="utf-8") + "  # a comment\n", encoding="utf-8")
    assert run("generate")[0] == 0
    warm = texts(Path("generated"))
    assert {path for path in warm if warm[path] != cold[path]} == {"manifest.json", "tiny_jobs/catalog/catalog.yaml"}
    with RenderCache() as cache:
        assert cache.get("a step that never ran", "") is None


def test_damaged_cache_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_text("this is text\n" * 500, encoding="utf-8")
    with RenderCache(path) as cache:
        cache.put("step", "input", "output")
        cache.save()
    with RenderCache(path) as cache:
        assert cache.get("step", "input") == "output"


def test_damaged_cache_may_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError

    path = tmp_path / "cache.sqlite"
    path.write_text("this is text\n" * 500, encoding="utf-8")
    monkeypatch.setattr(Path, "unlink", refuse)
    with RenderCache(path) as cache:
        cache.put("step", "input", "output")
        cache.save()
        assert cache.get("step", "input") == "output"


def test_cache_that_cannot_be_written_is_ignored(tiny: Path, run: Run, empty_cache: Path) -> None:
    empty_cache.parent.write_text("a file\n", encoding="utf-8")
    assert run("generate", "--force")[0] == 0
    assert run("check")[0] == 0


def test_force_ignores_and_replaces_the_cache(tiny: Path, run: Run, empty_cache: Path) -> None:
    cold = texts(Path("generated"))
    run("generate", "--force")
    change_values(empty_cache, with_hash=True)
    assert run("check")[0] == 1, "the changed values are used"
    assert run("generate", "--force")[0] == 0
    assert texts(Path("generated")) == cold
    assert run("check")[0] == 0


def test_values_are_deleted_after_a_week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_on_day(day: int) -> RenderCache:
        monkeypatch.setattr("time.time", lambda: day * 86_400)
        return RenderCache(tmp_path / "cache.sqlite")

    for day, step in ((0, "old"), (6, "new"), (8, "newest")):
        with open_on_day(day) as cache:
            cache.put(step, "input", "1")
            cache.save()
    with open_on_day(8) as cache:
        assert [cache.get(step, "input") for step in ("old", "new", "newest")] == [None, "1", "1"]


def test_old_values_are_found_without_reading_all(tmp_path: Path) -> None:
    with RenderCache(tmp_path / "cache.sqlite") as cache:
        cache.save()
    connection = sqlite3.connect(tmp_path / "cache.sqlite")
    ((_id, _parent, _unused, detail),) = connection.execute("EXPLAIN QUERY PLAN DELETE FROM outputs WHERE day < 1")
    connection.close()
    assert detail == "SEARCH outputs USING INDEX outputs_by_day (day<?)"


def test_only_missing_outputs_are_rendered(tmp_path: Path) -> None:
    with RenderCache(tmp_path / "cache.sqlite") as cache:
        assert cache.map("step", ["a", "b"], lambda missing: [f"output {at}" for at in missing]) == [
            "output 0",
            "output 1",
        ]
        cache.save()
    with RenderCache(tmp_path / "cache.sqlite") as cache:
        assert cache.map("step", ["b", "c", "a"], lambda missing: [f"new {at}" for at in missing]) == [
            "output 1",
            "new 1",
            "output 0",
        ]


NEW_EVENT = "  parcel.lost: {category: parcels, description: Lost., payload: {}}\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("A parcel was packed.", "The parcel is packed.", ["parcel.packed"]),
        ("  parcel.packed:\n", f"{NEW_EVENT}  parcel.packed:\n", ["parcel.lost"]),
        ('cron: "0 2 * * *"', 'cron: "0 4 * * *"', []),
        ("  odd.names:\n", "  odd.renamed:\n", ["odd.renamed"]),
    ],
)
def test_edit_renders_the_edited_event_alone(
    small: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: list[str]
) -> None:
    rendered: list[str] = []

    def recording(catalog: Catalog) -> dict[str, str]:
        rendered.extend(catalog.events)
        return {}

    monkeypatch.setattr(emitters, "EVENT_EMITTERS", (recording, *emitters.EVENT_EMITTERS))
    compile_catalog(small)
    assert len(rendered) > 1
    rendered.clear()
    text = small.read_text(encoding="utf-8")
    assert old in text
    small.write_text(text.replace(old, new), encoding="utf-8")
    compile_catalog(small)
    assert rendered == expected


def test_edit_formats_the_changed_modules_alone(
    small: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formatted: list[str] = []

    def recording(files: dict[str, str]) -> dict[str, str]:
        formatted.extend(files)
        return format_python(files)

    monkeypatch.setattr(emitters, "format_python", recording)
    compile_catalog(small)
    assert len(formatted) > 10
    formatted.clear()
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace("weight: {type: number, minimum: 0}", "weight: {type: number, minimum: 1}"), "utf-8")
    compile_catalog(small)
    assert formatted == ["acme_jobs/models/parcels.py"]


ALIASED = """\
  order.paid:
    category: orders
    description: &said An order was paid.
    payload: &fields {orderId: {type: string, description: An id.}}
    example: {orderId: o1}
  order.lost:
    category: orders
    description: *said
    payload: *fields
    example: {orderId: o1}
"""


@pytest.mark.parametrize(
    ("addition", "old", "new"),
    [
        (ALIASED, "An order was paid.", "Somebody paid."),
        (ALIASED, "An id.", "The id."),
        ("  order.odd: {category: orders, description: 'Next\x85line', payload: {}}\n" + ALIASED, "paid.", "lost."),
        ("  order.wide: {category: orders, description: \U0001f4e6 packed, payload: {}}\n", "packed", "sent"),
        ("  ? order.asked\n  : {category: orders, description: Asked., payload: {}}\n", "Asked", "Told"),
        ('  "order.quoted": {category: orders, description: Quoted., payload: {}}\n', "Quoted.", "Said."),
        ("  order.long:\n    description: |\n      Line.\n\n    category: orders\n    payload: {}\n", "Line.", "More."),
    ],
)  # fmt: skip
def test_edit_is_noticed_in_any_yaml_style(tiny: Path, tmp_path: Path, addition: str, old: str, new: str) -> None:
    tiny_text = tiny.read_text(encoding="utf-8")
    for text in (tiny_text + addition, tiny_text + addition.replace(old, new)):
        tiny.write_text(text, encoding="utf-8")
        compile_catalog(tiny, tmp_path / "warm")
    compile_catalog(tiny, tmp_path / "cold", use_cache=False)
    assert texts(tmp_path / "warm") == texts(tmp_path / "cold")
    assert any(new in text for text in texts(tmp_path / "warm").values())


def test_edits_give_the_bytes_of_a_cold_run(small: Path, tmp_path: Path) -> None:
    """Twelve edits in random order, each compiled with the cache; then once without."""
    edits = [
        ("weight: {type: number, minimum: 0}", "weight: {type: number, minimum: 1}"),
        ("A parcel was packed.", "Somebody packed it."),
        ("recipient: {type: string?, sensitive: true, minLength: 1}", "recipient: string?"),
        ("Parcels on their way.", "Parcels that travel."),
        ("Level: {enum: [ground, upper]}", "Level: {enum: [ground, upper, roof]}"),
        ("street: {type: string,", "street: {type: string, minLength: 1,"),
        ("maxAttempts: 5", "maxAttempts: 4"),
        ("title: ParcelSize", "title: ParcelMeasures"),
        ("An event with no other field than the tenant.", "An event with only the tenant."),
        ("version: 1.2.3", "version: 1.2.4"),
        ("2fa: string?", "3fa: string?"),
        ("result: Receipt", "result: {accepted: boolean}"),
    ]
    random.Random(5).shuffle(edits)  # noqa: S311  the same order each time
    output = tmp_path / "warm"
    warm = compile_catalog(small, output)
    for old, new in edits:
        text = small.read_text(encoding="utf-8")
        assert old in text, old
        small.write_text(text.replace(old, new), encoding="utf-8")
        warm = compile_catalog(small, output)
    cold = compile_catalog(small, tmp_path / "cold", use_cache=False)
    assert texts(output) == texts(tmp_path / "cold")
    assert warm.findings == cold.findings != ()


class RandomWalk:
    """Catalog that changes at random: events are added, removed, moved, renamed and edited."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  the same walk each time
        self._next = 0
        self.events = [self._event() for _ in range(6)]
        self.limit, self.title, self.hours = 1, "Orders", [2, 3]

    def _event(self) -> dict[str, str]:
        self._next += 1
        return {
            "name": f"order.step{self._next}",
            "category": self._random.choice(["orders", "bills"]),
            "description": f"Step {self._next}.",
            "fields": "{orderId: string, seen: Seen?, parts: {type: array, items: {fields: {size: integer}}}}",
            "more": self._random.choice(["", ", owner: ada", ", result: Seen", ", deprecated: {note: Going.}"]),
        }

    def step(self) -> None:
        """Change one event or a setting of the catalog."""
        chosen, number = self._random.choice(self.events), self._random.randrange(9)
        edits: list[Callable[[], object]] = [
            lambda: self.events.insert(number % len(self.events), self._event()),
            lambda: self.events.remove(chosen) if len(self.events) > 2 else None,
            lambda: self.events.sort(key=lambda event: event["name"][-1]),  # by the last character: an arbitrary order
            lambda: chosen.update(name=chosen["name"] + "x"),
            lambda: chosen.update(fields=f"{{orderId: string, count{number}: {{type: integer, minimum: 1}}}}"),
            lambda: chosen.update(description=chosen["description"] + " Really."),
            lambda: chosen.update(comment=f"  # Step {number} of many.\n\n"),
            lambda: chosen.update(category="bills"),
            lambda: setattr(self, "limit", self.limit + 1),
            lambda: setattr(self, "title", self.title + "!"),
            lambda: self.hours.append(number),
            self.hours.reverse,
        ]
        self._random.choice(edits)()

    def text(self) -> str:
        """Return the catalog as YAML."""
        head = (
            "catalog: {name: walk-jobs, package: walk_jobs, version: 1.0.0}\n"
            'tenant: {pattern: "^[a-z]{1,9}$", description: A shop., example: shop}\n'
            f"categories: {{orders: {{title: {self.title}}}, bills: {{title: Bills}}}}\n"
            f"types: {{Seen: {{fields: {{author: {{type: string, minLength: {self.limit}}}}}}}}}\nevents:\n"
        )
        events = [
            f"{event.get('comment', '')}  {event['name']}: {{category: {event['category']}, description: "
            f"{event['description']}, payload: {event['fields']}, example: {self._example(event)}{event['more']}}}\n"
            for event in self.events
        ]
        first = self.events[0]
        sends = "" if "parts" in first["fields"] else f", sends: {first['name']}, payload: {self._example(first)}"
        times = [f'"0 {hour} * * *", description: At {hour}.' for hour in self.hours]
        schedules = [f"  sweep.at{index}: {{cron: {time}{sends}}}\n" for index, time in enumerate(times)]
        return "".join([head, *events, "schedules:\n", *schedules])

    @staticmethod
    def _example(event: dict[str, str]) -> str:
        if "parts" in event["fields"]:
            return "{orderId: o1, parts: []}"
        count_field = event["fields"].split(", ")[1].partition(":")[0]
        return f"{{orderId: o1, {count_field}: 2}}"


@pytest.mark.parametrize("seed", range(int(os.environ.get("ROUNDS") or 1)))
def test_random_walk_gives_the_bytes_of_cold_runs(tmp_path: Path, seed: int) -> None:
    walk, warm_catalog, cold_catalog = RandomWalk(seed), tmp_path / "events.yaml", tmp_path / "cold" / "events.yaml"
    cold_catalog.parent.mkdir()
    for _ in range(10):
        for path in (warm_catalog, cold_catalog):
            path.write_text(walk.text(), encoding="utf-8")
        warm = compile_catalog(warm_catalog)
        cold = compile_catalog(cold_catalog, use_cache=False)
        assert texts(tmp_path / "generated") == texts(cold_catalog.parent / "generated")
        warm_findings = [finding.render().removeprefix(str(tmp_path)) for finding in warm.findings]
        cold_findings = [finding.render().removeprefix(str(cold_catalog.parent)) for finding in cold.findings]
        assert warm_findings == cold_findings
        walk.step()


def test_two_catalogs_in_one_folder_do_not_mix(tiny: Path, run: Run) -> None:
    other = tiny.with_name("other.yaml")
    text = tiny.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.0.0, output: elsewhere")
    other.write_text(text, encoding="utf-8")
    assert run("generate")[0] == run("generate", "--catalog", "other.yaml")[0] == 0
    assert Path("elsewhere/tiny_jobs/__init__.py").exists()
    assert "nothing changed" in run("generate", "--catalog", "other.yaml")[1]
    code, _, err = run("generate", "--catalog", "absent.yaml")
    assert code == 2
    assert "absent.yaml cannot be read: No such file or directory" in err


def test_output_is_relative_to_working_directory(
    tiny: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = str(tiny.resolve())
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        for _ in range(2):
            assert run("generate", "--catalog", catalog, "--output", "sdk")[0] == 0
            assert (tmp_path / name / "sdk" / "tiny_jobs").is_dir()
    reported = [run("generate", "--catalog", "../events.yaml")[1] for _ in range(2)]
    assert [line.partition(":")[0] for line in reported] == ["../generated", "../generated"]


@pytest.mark.parametrize("is_removed", [False, True])
def test_edit_during_a_run_is_noticed_by_the_next(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch, is_removed: bool
) -> None:
    bills = small.parent / "included" / "bills.yaml"
    included = small.parent / "included" / "more.yaml"
    included.write_text("events: {bill.lost: {category: bills, description: Lost.}}\n", encoding="utf-8")

    def save(*arguments: Any) -> Changes:
        changed = bills.read_text(encoding="utf-8").replace("A bill was paid.", "A bill is paid.")
        bills.write_text(changed, encoding="utf-8")
        if is_removed:
            included.unlink()
        return publish(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr("cgk_codegen.compiler.publish", save)
        assert run("generate", "--catalog", str(small))[0] == 0
    assert "nothing changed" not in run("generate", "--catalog", str(small))[1]
    models = (small.parent / "generated" / "acme_jobs" / "models" / "bills.py").read_text(encoding="utf-8")
    assert "A bill is paid." in models
    assert ("BillLost" in models) is not is_removed


def test_line_ends_and_bom_make_no_difference(small: Path, small_output: Path, run: Run, tmp_path: Path) -> None:
    for path in small.parent.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("generate", "--catalog", str(small), "--output", str(tmp_path / "out"))[0] == 0
    assert texts(tmp_path / "out") == texts(small_output)
    assert "nothing changed" in run("generate", "--catalog", str(small), "--output", str(tmp_path / "out"))[1]
