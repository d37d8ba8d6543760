"""What the compiler remembers: it saves work, and never changes the result."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cgk_codegen.compiler import compile_catalog
from support_commands import Run

PROBE = """
import sys
from cgk_codegen.cli.main import main
code = main(["generate"])
print(*sorted(name for name in sys.modules if name.partition(".")[0] in {"cgk_codegen", "yaml", "jinja2", "pydantic"}))
"""


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_where_nothing_changed_no_emitter_is_even_imported(tiny: Path, run: Run) -> None:
    run("generate")
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    said, modules = done.stdout.splitlines()
    assert said == "generated: 2 events, 0 schedules; nothing changed"
    assert modules == (
        "cgk_codegen cgk_codegen.cli cgk_codegen.cli.main cgk_codegen.memory cgk_codegen.memory.compiler_identity "
        "cgk_codegen.memory.folder cgk_codegen.memory.hashing cgk_codegen.memory.state"
    )


def test_whatever_has_changed_is_seen(small: Path, run: Run) -> None:
    output = small.parent / "generated"
    generate = ("generate", "--catalog", str(small))

    def written() -> str:
        return run(*generate)[1].splitlines()[0].partition("; ")[2]

    def in_place(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    written()
    assert written() == "nothing changed"
    in_place(small.parent / "included" / "bills.yaml", "A bill was paid.", "A bill is paid.")
    assert written() != "nothing changed"
    assert written() == "nothing changed"
    (output / "acme_jobs" / "events.py").write_text("# edited\n", encoding="utf-8")
    assert written() == "1 files written, 0 deleted"
    (output / "schema" / "bundle.json").unlink()
    assert written() == "1 files written, 0 deleted"
    more = small.parent / "included" / "more.yaml"
    more.write_text("events: {bill.lost: {category: bills, description: Lost.}}\n", encoding="utf-8")
    assert "bill.lost" in compile_catalog(small, output).catalog.events
    more.unlink()
    assert not written().endswith(" 0 deleted")
    assert not (output / "schema" / "events" / "bill.lost.json").exists()
    assert written() == "nothing changed"


@pytest.mark.parametrize("damage", ["{", "[]", '{"compiler": 1}', ""])
def test_damaged_memory_is_no_harm(tiny: Path, run: Run, damage: str) -> None:
    run("generate")
    for path in Path(".cgk-codegen-cache").glob("*.json"):
        path.write_text(damage, encoding="utf-8")
    assert run("generate") == (0, "generated: 2 events, 0 schedules; nothing changed\n", "")


def test_a_piece_that_was_tampered_with_is_not_taken(tiny: Path, run: Run) -> None:
    path = Path(".cgk-codegen-cache/pieces.json")
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept["pieces"] = dict.fromkeys(kept["pieces"], "# tampered\n")
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert run("check")[0] == 0


def test_after_any_edits_the_bytes_are_those_of_a_cold_run(small: Path, tmp_path: Path) -> None:
    """Twelve edits in random order, each compiled with what was remembered; then once without."""
    edits = [
        ("weight: {type: number, minimum: 0}", "weight: {type: number, minimum: 1}"),
        ("A parcel was packed.", "Somebody packed it."),
        ("recipient: {type: string?, sensitive: true, minLength: 1}", "recipient: string?"),
        ("Things on their way.", "Things that travel."),
        ("Level: {enum: [ground, upper]}", "Level: {enum: [ground, upper, roof]}"),
        ("street: {type: string,", "street: {type: string, minLength: 1,"),
        ("maxAttempts: 5", "maxAttempts: 4"),
        ("title: ParcelSize", "title: ParcelMeasures"),
        ("Carries nothing but its tenant.", "Carries nothing."),
        ("version: 1.2.3", "version: 1.2.4"),
        ("2fa: string?", "3fa: string?"),
        ("result: Receipt", "result: {accepted: boolean}"),
    ]
    random.Random(5).shuffle(edits)  # noqa: S311  the same order each time
    output = tmp_path / "warm"
    for old, new in edits:
        text = small.read_text(encoding="utf-8")
        assert old in text, old
        small.write_text(text.replace(old, new), encoding="utf-8")
        compile_catalog(small, output)
    for path in (small.parent / ".cgk-codegen-cache").glob("*.json"):
        path.unlink()
    compile_catalog(small, tmp_path / "cold")
    assert texts(output) == texts(tmp_path / "cold")
