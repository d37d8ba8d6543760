"""Files that the compiler writes, and cases in which it writes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cgk_codegen.compiler import check_output, compile_catalog, read_catalog
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.publish import OutputError
from cgk_codegen.resolve import Overrides
from generated_texts import texts
from golden import is_accepting
from paths import CATALOGS, GOLDEN, ROOT

SMALL = CATALOGS / "small" / "events.yaml"
GOLDEN_OUTPUT = GOLDEN / "small"


def test_small_catalog_matches_golden_files(small_output: Path) -> None:
    generated = texts(small_output)
    if is_accepting():
        compile_catalog(SMALL, GOLDEN_OUTPUT)
        # The file would hide the golden files in reviews.
        (GOLDEN_OUTPUT / ".gitattributes").unlink()
    attributes = generated.pop(".gitattributes").splitlines()
    rules = [line for line in attributes if line and not line.startswith("#")]
    assert rules == ["* text=auto eol=lf linguist-generated=true", "manifest.json merge=union"]
    assert generated == texts(GOLDEN_OUTPUT)


def copy_small_catalog(folder: Path) -> Path:
    """Copy the small catalog into a folder, and return its first file."""
    shutil.copytree(SMALL.parent, folder, dirs_exist_ok=True)
    return folder / "events.yaml"


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    assert compile_catalog(SMALL, tmp_path).changes
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert not compile_catalog(SMALL, tmp_path).changes
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_same_bytes_in_any_environment(tmp_path: Path, small_output: Path) -> None:
    output, catalog = tmp_path / "output", copy_small_catalog(tmp_path)
    subprocess.run(
        [sys.executable, "-m", "cgk_codegen", "generate", "--catalog", str(catalog), "--output", str(output)],
        check=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "4711", "LC_ALL": "C", "LANG": "C"},
        capture_output=True,
    )
    assert texts(output) == texts(small_output)


SHARED_CHOICES = """\
catalog: {name: choice-jobs, package: choice_jobs, version: 1.0.0, typescript: false}
tenant: {pattern: "^[a-z]+$", example: acme}
types:
  Audit: {anyOf: [%s]}
categories: {audits: {title: Audits}}
events:
  audit.noted: {category: audits, description: Noted., payload: {audit: Audit}, example: {audit: {kind: k0}}}
"""


def test_same_order_of_types_in_every_process(tmp_path: Path) -> None:
    """The eight objects of a choice become classes in an order that does not depend on hashes."""
    catalog = tmp_path / "events.yaml"
    choices = ", ".join(f"{{fields: {{kind: {{enum: [k{index}]}}, field{index}: string?}}}}" for index in range(8))
    catalog.write_text(SHARED_CHOICES % choices, encoding="utf-8")
    outputs: list[dict[str, str]] = []
    for seed in ("1", "2"):
        output = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "cgk_codegen", "generate", "--force", "--output", str(output)],
            check=True,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed},
            capture_output=True,
        )
        outputs.append(texts(output))
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("end", ["", "\n\n\n", "  # end", "\n# end", "\n...", "\r\n"])
def test_end_of_the_catalog_makes_no_difference(tiny: Path, end: str) -> None:
    before = read_catalog(tiny).catalog
    tiny.write_bytes((tiny.read_text(encoding="utf-8").rstrip() + end).encode())
    after = read_catalog(tiny).catalog
    assert [*after.events] == [*before.events]
    assert after.events["mail.sent"].examples == before.events["mail.sent"].examples


def test_removed_event_leaves_no_file(tmp_path: Path) -> None:
    catalog = copy_small_catalog(tmp_path)
    output = tmp_path / "generated"
    text = SMALL.read_text(encoding="utf-8")
    compile_catalog(catalog, output)
    own = output / "schema" / "events" / "notes.txt"
    own.write_text("mine", encoding="utf-8")
    start, end = text.index("  odd.names:"), text.index("  odd.empty:")
    catalog.write_text(text[:start] + text[end:], encoding="utf-8")
    changes = compile_catalog(catalog, output).changes
    folders = ("acme_jobs/pages", "schema/events", "schema/examples")
    assert changes.deleted == tuple(f"{folder}/odd.names.json" for folder in folders)
    assert own.read_text(encoding="utf-8") == "mine"


def test_renamed_package_leaves_nothing_to_import(tiny: Path) -> None:
    compile_catalog(tiny)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    program = [sys.executable, "-c", "from tiny_jobs import MailSentPayload"]
    subprocess.run(program, cwd="generated", env=environment, check=True)
    assert Path("generated/tiny_jobs/models/__pycache__").is_dir()
    compile_catalog(tiny, overrides=Overrides(package="other_jobs"))
    assert not Path("generated/tiny_jobs").exists()


def test_catalog_with_an_error_changes_nothing(tmp_path: Path) -> None:
    catalog = copy_small_catalog(tmp_path)
    output = tmp_path / "generated"
    compile_catalog(catalog, output)
    before = texts(output)
    catalog.write_text(
        catalog.read_text(encoding="utf-8").replace("weight: {type: number", "weight: {type: nomber"), encoding="utf-8"
    )
    with pytest.raises(CatalogError, match='did you mean "number"'):
        compile_catalog(catalog, output)
    assert texts(output) == before


def test_edited_and_missing_files_are_restored(tmp_path: Path) -> None:
    compile_catalog(SMALL, tmp_path)
    (tmp_path / "acme_jobs" / "events.py").write_text("# edited\n", encoding="utf-8")
    (tmp_path / "schema" / "bundle.json").unlink()
    assert check_output(SMALL, tmp_path).changes.written == ("acme_jobs/events.py", "schema/bundle.json")
    compile_catalog(SMALL, tmp_path)
    assert not check_output(SMALL, tmp_path).changes


def test_damaged_manifest_is_named(tmp_path: Path) -> None:
    compile_catalog(SMALL, tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(OutputError, match=r"manifest\.json is damaged"):
        compile_catalog(SMALL, tmp_path)


def test_manifest_cannot_delete_files_outside(tmp_path: Path) -> None:
    outside = tmp_path / "mine.txt"
    outside.write_text("mine", encoding="utf-8")
    output = tmp_path / "generated"
    compile_catalog(SMALL, output)
    manifest = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["../mine.txt"] = ""
    (output / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    compile_catalog(SMALL, output)
    assert outside.exists()


def test_repository_output_is_up_to_date() -> None:
    assert not check_output(ROOT / "events.yaml", ROOT / "generated").changes


def test_foreign_folder_is_not_overwritten(tiny: Path) -> None:
    own_folder = Path("mine")
    own_folder.mkdir()
    for name in ("README.md", "pyproject.toml", "notes.txt"):
        (own_folder / name).write_text("mine", encoding="utf-8")
    with pytest.raises(
        OutputError, match=r"mine has files that were not generated, .*: README\.md, pyproject\.toml; move"
    ):
        compile_catalog(tiny, own_folder)
    assert texts(own_folder) == dict.fromkeys(("README.md", "pyproject.toml", "notes.txt"), "mine")
    for name in ("README.md", "pyproject.toml"):
        (own_folder / name).unlink()
    assert compile_catalog(tiny, own_folder).changes
    assert (own_folder / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_folder_without_manifest_is_regenerated(tiny: Path) -> None:
    before = texts(Path("generated"))
    Path("generated/manifest.json").unlink()
    Path("generated/schema/bundle.json").write_text("{}", encoding="utf-8")
    compile_catalog(tiny)
    assert texts(Path("generated")) == before
