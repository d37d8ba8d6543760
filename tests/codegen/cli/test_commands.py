"""Command line: output for people, machines and GitHub, and exit codes."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.cli.arguments import parser
from cgk_codegen.cli.main import main
from cgk_codegen.compiler import compile_catalog, read_catalog
from cgk_codegen.publish import locked
from paths import ROOT
from support_commands import Run

CONFLICT = "<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> theirs\n"


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_generate_reports_changes_then_none(tiny: Path, run: Run) -> None:
    edit(tiny, "An order was placed.", "Somebody placed an order.")
    code, out, err = run("generate")
    assert (code, err) == (0, "")
    assert out.startswith("generated: 2 events, 0 schedules; ")
    assert out.endswith(" files written, 0 deleted\n")
    assert run("generate") == (0, "generated: 2 events, 0 schedules; nothing changed\n", "")


def test_bare_command_prints_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == parser().format_help()


def test_unknown_argument_shows_command_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["explain", "CGK305", "CGK306"])
    err = capsys.readouterr().err
    assert err.startswith("usage: cgk-codegen explain ")
    assert err.endswith("unrecognized arguments: CGK306\n")


@pytest.mark.parametrize("redirections", [">&-", "2>&-", ">&- 2>&-"])
def test_check_runs_with_closed_streams(tiny: Path, redirections: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m cgk_codegen check {redirections}"
    assert subprocess.run(["bash", "-c", command], check=False, cwd=tiny.parent).returncode == 0


def test_check_names_differing_files_and_changes(tiny: Path, run: Run) -> None:
    assert run("check") == (0, "generated is up to date\n", "")
    edit(tiny, "total: number?", "total: integer?")
    code, out, err = run("check")
    assert (code, out) == (1, "")
    lines = err.splitlines()
    assert "generated/schema/events/order.created.json: is out of date" in lines
    assert "changed since the folder was generated: the catalog" in lines
    assert not any("mail.sent" in line for line in lines)
    assert run("check")[0] == 1, "check writes nothing"


def test_check_separates_edited_and_outdated(tiny: Path, run: Run) -> None:
    edit(Path("generated/tiny_jobs/events.py"), "Final", "Any")
    Path("generated/schema/bundle.json").unlink()
    code, _, err = run("check")
    assert code == 1
    assert "generated/tiny_jobs/events.py: was edited by hand" in err.splitlines()
    assert "generated/schema/bundle.json: is missing" in err.splitlines()
    code, out, _ = run("generate")
    assert code == 0
    assert "  tiny_jobs/events.py: replaced a file that was edited by hand" in out.splitlines()
    assert run("check")[0] == 0


def test_check_names_other_tool_versions(tiny: Path, run: Run) -> None:
    edit(Path("generated/manifest.json"), '"datamodel-code-generator": "0.89.0"', '"datamodel-code-generator": "0.1.0"')
    manifest = json.loads(Path("generated/manifest.json").read_text(encoding="utf-8"))
    edit(Path("generated/manifest.json"), manifest["templates"], "0" * 64)
    code, _, err = run("check")
    assert code == 1
    assert "the compiler's templates, datamodel-code-generator (0.1.0 -> 0.89.0)" in err


def test_generate_replaces_conflict_markers(tiny: Path, run: Run) -> None:
    for name in ("tiny_jobs/events.py", "manifest.json", "schema/bundle.json"):
        path = Path("generated") / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([*lines[:2], CONFLICT, *lines[2:]]), encoding="utf-8")
    code, _, err = run("check")
    assert code == 1
    assert "generated/tiny_jobs/events.py: has conflict markers" in err.splitlines()
    code, out, _ = run("generate")
    assert code == 0
    assert "  manifest.json: replaced a file with conflict markers" in out.splitlines()
    assert run("check")[0] == 0


def test_files_of_one_merge_side_are_deleted(tiny: Path, run: Run) -> None:
    stale = Path("generated/schema/events/gone.event.json")
    stale.write_text("{}\n", encoding="utf-8")
    edit(
        Path("generated/manifest.json"),
        '    "schema/bundle.json"',
        f'<<<<<<< HEAD\n    "schema/events/gone.event.json": "{"0" * 64}",\n=======\n>>>>>>> theirs\n'
        '    "schema/bundle.json"',
    )
    assert run("generate")[0] == 0
    assert not stale.exists()


@pytest.mark.parametrize("key", ["templates", "catalog"])
def test_repeated_key_is_not_a_merge(tiny: Path, run: Run, key: str) -> None:
    """A merge leaves two hashes of the catalog; a repeated line, or only two hashes of the templates, is an edit."""
    manifest = Path("generated/manifest.json")
    line = next(line for line in manifest.read_text(encoding="utf-8").splitlines() if f'"{key}"' in line)
    other = f'  "templates": "{"0" * 64}",'
    edit(manifest, line, f"{line}\n{other if key == 'templates' else line}")
    code, _, err = run("check")
    assert code == 1
    assert "generated/manifest.json" in err
    assert run("generate")[0] == 0
    assert run("check")[0] == 0


def test_json_format_describes_the_result(tiny: Path, run: Run) -> None:
    edit(tiny, "total: number?", "class: number?")
    reported = json.loads(run("check", "--format", "json")[1])
    assert reported["changed"] == ["the catalog"]
    assert {"file": "schema/events/order.created.json", "message": "is out of date"} in reported["differing"]
    first = json.loads(run("generate", "--format", "json")[1])
    assert first["events"] == 2
    assert "schema/events/order.created.json" in first["written"]
    assert [finding["code"] for finding in first["diagnostics"]] == ["CGK407"]
    second = json.loads(run("generate", "--format", "json")[1])
    assert second == {key: first[key] for key in second} | {"written": [], "deleted": []}
    edit(tiny, "class: number?", "class: numbr?")
    code, out, err = run("generate", "--format", "json")
    assert (code, err) == (2, "")
    finding = next(diagnostic for diagnostic in json.loads(out)["diagnostics"] if diagnostic["severity"] == "error")
    assert (finding["code"], finding["file"], finding["line"], finding["column"]) == ("CGK303", "events.yaml", 9, 39)
    assert finding["hint"] == 'did you mean "number"?'


def test_github_annotates_the_line_of_a_finding(tiny: Path, run: Run) -> None:
    edit(tiny, "total: number?", "total: numbr?")
    code, out, _ = run("check", "--format", "github")
    assert code == 2
    assert out == (
        "::error file=events.yaml,line=9,col=39,endColumn=45,title=CGK303::"
        'field "total" of event "order.created" has the unknown type "numbr"%0Ahint: did you mean "number"?\n'
    )
    edit(tiny, "total: numbr?", "total: integer?")
    out = run("check", "--format", "github")[1]
    assert "::error file=generated/schema/events/order.created.json,title=Generated file is out of date::" in out


def test_github_annotates_findings_without_a_line(tiny: Path, run: Run) -> None:
    shutil.rmtree("generated")
    Path("generated").write_text("mine", encoding="utf-8")
    message = "cgk-codegen: generated must be a folder, but is a file; move it away and generate again"
    assert run("check", "--format", "github")[:2] == (3, f"::error title=cgk-codegen::{message}\n")


def test_closed_pipe_ends_a_command_quietly(tiny: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "cgk_codegen", "check", "--format", "json"]
    completed = subprocess.run(command, cwd=tiny.parent, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (completed.returncode, completed.stderr) == (3, b"")


@pytest.mark.parametrize("arguments", [("check", "--format", "json"), ("--help",)])
def test_full_disk_is_reported_in_one_line(tiny: Path, arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "cgk_codegen", *arguments]
    with Path("/dev/full").open("w") as full:
        completed = subprocess.run(
            command, cwd=tiny.parent, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    line = "cgk-codegen: the output cannot be written: No space left on device\n"
    assert (completed.returncode, completed.stderr) == (3, line)


def test_invalid_catalog_changes_nothing(tiny: Path, run: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in Path("generated").rglob("*")}
    edit(tiny, "total: number?", "total: numbr?, note: strin?")
    code, out, err = run("generate")
    assert (code, out) == (2, "")
    assert err.endswith("\n\n2 errors; nothing was written (`cgk-codegen explain CODE` explains them)\n")
    assert {path: path.stat().st_mtime_ns for path in Path("generated").rglob("*")} == before


@pytest.mark.parametrize("command", ["generate", "check"])
def test_file_as_output_is_reported(tiny: Path, run: Run, command: str) -> None:
    Path("out").write_text("mine", encoding="utf-8")
    code, _, err = run(command, "--output", "out")
    assert code == 3
    assert err == "cgk-codegen: out must be a folder, but is a file; move it away and generate again\n"
    assert Path("out").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("command", ["generate", "check"])
@pytest.mark.parametrize(
    ("path", "reported"),
    [
        ("generated/schema", "generated/schema must be a folder, but is a file; move it away and generate again"),
        (
            "generated/README.md",
            "cannot read generated/README.md: Is a directory; move it away and generate again",
        ),
        ("generated/manifest.json", "cannot read generated/manifest.json: Is a directory; move it away and generate"),
    ],
)
def test_blocking_folder_is_named_and_kept(tiny: Path, run: Run, command: str, path: str, reported: str) -> None:
    place = Path(path)
    if place.is_dir():
        shutil.rmtree(place)
        place.write_text("mine", encoding="utf-8")
    else:
        place.unlink()
        place.mkdir()
    before = sorted(Path("generated").rglob("*"))
    code, _, err = run(command)
    assert code == 3
    assert reported in err
    assert sorted(Path("generated").rglob("*")) == before, "nothing is half done"


def test_check_reports_missing_output(tiny: Path, run: Run) -> None:
    code, _, err = run("check", "--output", "elsewhere")
    assert code == 1
    assert "elsewhere/tiny_jobs/__init__.py: is missing" in err.splitlines()
    assert "elsewhere has no manifest.json: nothing was generated there yet, or it was deleted" in err
    assert "unknown ->" not in err


def test_check_waits_for_a_running_generate(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(tiny, "total: number?", "total: integer?")
    assert run("check")[0] == 1

    @contextmanager
    def locked_after_generate(output: Path) -> Generator[None]:
        compile_catalog(tiny)  # as another process does that has the lock first
        with locked(output):
            yield

    monkeypatch.setattr("cgk_codegen.compiler.locked", locked_after_generate)
    assert run("check")[:2] == (0, "generated is up to date\n")


def test_unlockable_output_is_reported(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(tiny, "total: number?", "total: integer?")

    def refuse(lock: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    code, _, err = run("generate")
    assert code == 3
    assert re.search(r"cannot lock generated with .*\.lock: Permission denied; set TMPDIR", err)


def test_planted_lock_folder_is_refused(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    edit(tiny, "total: number?", "total: integer?")
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / f"cgk-codegen-{os.getuid()}").symlink_to(target)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, _, err = run("generate")
    assert code == 3
    assert "is a link or belongs to another user; delete it, or set TMPDIR" in err
    assert list(target.iterdir()) == []


def test_unwritable_output_is_reported(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(tiny, "total: number?", "total: integer?")

    make = Path.mkdir

    def refuse(path: Path, *arguments: Any, **options: Any) -> None:
        if ".publishing" in path.parts:
            raise PermissionError(13, "Permission denied", "generated/.publishing")
        make(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", refuse)
    code, _, err = run("generate")
    assert code == 3
    assert "cannot write generated/.publishing: Permission denied" in err


def test_explain_prints_reason_and_fix(run: Run) -> None:
    code, out, _ = run("explain", "cgk305")
    assert code == 0
    assert out.startswith("CGK305: Keyword that cannot be enforced\n\n")
    assert "\n\nFix: " in out
    code, out, _ = run("explain", "EVO113")
    assert "\n\nIf only source code breaks: " in out
    code, _, err = run("explain", "CGK999")
    assert code == 2
    assert "did you mean" in err


def test_options_override_name_version_and_output(tiny: Path, run: Run) -> None:
    arguments = (
        "--package",
        "other_jobs",
        "--type-prefix",
        "Other",
        "--set-version",
        "2.0.0-rc.1",
        "--output",
        "elsewhere",
    )
    assert run("generate", *arguments)[0] == 0
    assert "class OtherOrderCreatedPayload" in Path("elsewhere/other_jobs/models/orders.py").read_text(encoding="utf-8")
    assert 'version = "2.0.0-rc.1"' in Path("elsewhere/pyproject.toml").read_text(encoding="utf-8")
    assert run("check", *arguments)[0] == 0
    assert run("check", "--output", "elsewhere")[0] == 1
    edit(tiny, "version: 1.0.0", "version: 1.0.0, typePrefix: Shop, output: sdk/python")
    assert run("generate")[1].startswith("sdk/python: ")
    assert "class ShopOrderCreatedPayload" in Path("sdk/python/tiny_jobs/models/orders.py").read_text(encoding="utf-8")
    code, _, err = run("generate", "--package", "Not A Name")
    assert code == 2
    assert "CGK206" in err


@pytest.mark.parametrize("reserved", ["json", "class", "pydantic_core", "schema", "typescript"])
def test_reserved_package_name_is_refused(tiny: Path, run: Run, reserved: str) -> None:
    code, _, err = run("generate", "--package", reserved)
    assert code == 2
    assert f'error[CGK206]: the package name "{reserved}" is reserved' in err


def test_failure_of_the_system_is_reported(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr("tempfile.gettempdir", refuse)
    edit(tiny, "total: number?", "total: integer?")
    code, out, err = run("generate")
    assert (code, out) == (3, "")
    assert "cgk-codegen: [Errno 2] No usable temporary directory found" in err


def test_deleted_working_directory_is_reported(tiny: Path, tmp_path: Path) -> None:
    missing = tmp_path / "gone"
    missing.mkdir()
    command = f"cd gone && rmdir ../gone && {shlex.quote(sys.executable)} -m cgk_codegen generate"
    completed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert completed.returncode == 3
    assert completed.stderr == "cgk-codegen: the working directory no longer exists; change to another one\n"


def test_progress_is_shown_at_a_terminal_only(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert run("generate", "--force")[2] == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    reported = run("generate", "--force")[2]
    assert "generating 2 events ..." in reported
    assert reported.endswith("\r\x1b[K"), "the line of the progress is erased"
    for name, value in (("CI", "true"), ("TERM", "dumb")):
        with monkeypatch.context() as patched:
            patched.setenv(name, value)
            assert run("generate", "--force")[2] == ""


@pytest.mark.parametrize("command", ["generate", "check", "package", "watch"])
def test_ctrl_c_never_shows_a_traceback(tiny: Path, command: str, tmp_path: Path) -> None:
    """Ctrl-C arrives while a command loads a module."""
    (tmp_path / "yaml.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n", encoding="utf-8")
    tiny.write_text(tiny.read_text(encoding="utf-8") + "#\n", encoding="utf-8")
    completed = subprocess.run(
        [sys.executable, "-c", "from cgk_codegen.cli.main import command; command()", command],
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (completed.returncode, completed.stdout, completed.stderr) == (130, "", "\n")


def test_new_event_is_added_to_its_category(tiny: Path, run: Run) -> None:
    code, out, err = run(
        "new-event", "order.flagged", "--category", "orders", "--description", "An order looks fraudulent: look at it.",
        "--field", "orderId:string", "--field", "score:number", "--field", "reasons:string[]?",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert out == 'events.yaml:11: added "order.flagged"; next: cgk-codegen generate\n'
    text = tiny.read_text(encoding="utf-8")
    assert text[text.index("  order.flagged") : text.index("  # Mails")] == (
        "  order.flagged:\n"
        "    category: orders\n"
        '    description: "An order looks fraudulent: look at it."\n'
        "    payload:\n"
        "      orderId: string\n"
        "      score: number\n"
        '      reasons: "string[]?"\n'
        '    example: {"orderId": "text", "score": 1}\n'
    )
    assert compile_catalog(tiny).catalog.events["order.flagged"].category == "orders"


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (("order.created", "--category", "orders"), 'the event "order.created" already exists at events.yaml:6:3'),
        (("order.flagged",), "choose a category with --category: orders, mails"),
        (("order.flagged", "--category", "order"), 'unknown category "order"; did you mean "orders"?'),
        (("order.flagged", "--category", "orders", "--field", "a"), '"a" is not NAME:TYPE'),
        (("order.flagged", "--category", "orders", "--field", "a:strin"), 'did you mean "string"?'),
        (("orderflagged", "--category", "orders"), '"orderflagged" cannot be the name of an event'),
        (("order: {flagged", "--category", "orders"), '"order: {flagged" cannot be the name of an event'),
        (("order.flagged", "--category", "orders", "--description", " "), "describe the event in one sentence"),
        (("order.flagged", "--category", "orders", "--field", "a:[x"), "did not find expected ',' or ']'"),
        (("order.flagged", "--category", "orders", "--field", "a:[x]\n    b: c"), 'unknown key "b"'),
    ],
)
def test_new_event_writes_nothing_invalid(tiny: Path, run: Run, arguments: tuple[str, ...], reported: str) -> None:
    before = tiny.read_text(encoding="utf-8")
    code, _, err = run("new-event", "--description", "Something.", *arguments)
    assert code == 2
    assert reported in err
    assert tiny.read_text(encoding="utf-8") == before


def test_new_event_goes_to_its_category_file(small: Path, run: Run) -> None:
    code, out, _ = run(
        "new-event", "bill.sent", "--catalog", str(small), "--category", "bills", "--description", "It was sent.",
        "--field", "total:Money", "--field", "how:Level | null",
    )  # fmt: skip
    assert code == 0
    assert "included/bills.yaml:" in out
    assert '"amount": 1' in (small.parent / "included" / "bills.yaml").read_text(encoding="utf-8")


LAYOUTS: dict[str, Callable[[str], str]] = {
    "no newline at the end": lambda text: text.removesuffix("\n"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: f"\ufeff{text}",
    "four spaces": lambda text: text.replace("  ", "    "),
    "an end of the document": lambda text: f"{text}...\n",
    "events first": lambda text: text[text.index("events:") :] + text[: text.index("events:")],
    "events in one line": lambda text: text.replace(
        """
    category: orders
    description: An order was placed.
    payload: {orderId: string, total: number?}
    example: {orderId: o1}
""",
        " {category: orders, description: An order was placed., payload: {total: number?}}\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("category", ["orders", "mails"])
def test_new_event_keeps_existing_text(tiny: Path, run: Run, layout: Callable[[str], str], category: str) -> None:
    before = layout(tiny.read_text(encoding="utf-8"))
    tiny.write_bytes(before.encode())
    arguments = (
        "--category",
        category,
        "--description",
        "It is.",
        "--field",
        "kind: [new, old]",
        "--field",
        "at:date-time",
    )
    code, out, err = run("new-event", "it.is", *arguments)
    assert (code, err) == (0, "")
    after = tiny.read_bytes().decode()
    line_number = next(number for number, line in enumerate(after.splitlines(), 1) if "it.is:" in line)
    assert out.startswith(f"events.yaml:{line_number}: added")
    # Split the catalog before each event, the comment above an event, the header, and the end of the document.
    parts = re.split(r"(?m)(?=^ *\S+\.\S+:|^ *# Mails|^catalog|^\.\.\.)", after)
    added = next(part for part in parts if "it.is:" in part)
    assert [line.strip() for line in added.split("\n") if line.strip()] == [
        "it.is:", f"category: {category}", "description: It is.", "payload:", "kind: [new, old]", "at: date-time",
        'example: {"kind": "new", "at": "2026-01-02T03:04:05Z"}',
    ]  # fmt: skip
    assert ("\r\n" in added) == ("\r\n" in before) == (added.count("\r\n") == added.count("\n"))
    assert after.replace(added, "").split() == before.split()
    events = read_catalog(tiny).catalog.events
    after_orders, after_mails = ["order.created", "it.is", "mail.sent"], ["order.created", "mail.sent", "it.is"]
    assert [*events] == (after_orders if category == "orders" else after_mails)


def test_new_event_refuses_flow_style_catalogs(tiny: Path, run: Run) -> None:
    text = tiny.read_text(encoding="utf-8")
    text = f"{text[: text.index('events:')]}events: {{it.was: {{category: orders, description: It was.}}}}\n"
    tiny.write_text(text, encoding="utf-8")
    code, _, err = run("new-event", "it.is", "--category", "orders", "--description", "It is.")
    assert code == 2
    assert "the events of events.yaml are written in braces; write each on its own lines" in err
    assert tiny.read_text(encoding="utf-8") == text


def test_new_event_keeps_links_and_file_mode(tiny: Path, run: Run) -> None:
    tiny.rename("catalog.yaml")
    Path("catalog.yaml").chmod(0o640)
    tiny.symlink_to("catalog.yaml")
    assert run("new-event", "it.is", "--category", "orders", "--description", "It is.")[0] == 0
    assert tiny.is_symlink()
    assert Path("catalog.yaml").stat().st_mode & 0o777 == 0o640
    assert "it.is:" in Path("catalog.yaml").read_text(encoding="utf-8")
    assert not [path for path in Path().iterdir() if path.name.startswith(".catalog.yaml")]


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("generate", "generate"),
        ("check", "check"),
        ("watch", "watch"),
        ("dist", "package"),
        ("new-event NAME=order.flagged ARGS=--category=commerce", "new-event order.flagged --category=commerce"),
        ("explain CODE=CGK305", "explain CGK305"),
    ],
)
def test_make_runs_every_command(target: str, command: str) -> None:
    completed = subprocess.run(
        ["make", "--dry-run", *target.split()], cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f".venv/bin/cgk-codegen {command}" in completed.stdout.splitlines()


def test_explain_refers_to_lint_for_its_codes(run: Run) -> None:
    assert run("explain", "task104") == (2, "", 'unknown code "task104"; run `cgk lint --explain TASK104`\n')


def test_unknown_code_is_explained(run: Run) -> None:
    code, out, err = run("explain", "nothing")
    assert (code, out) == (2, "")
    assert err.startswith('unknown code "nothing"; choose one of ')
    assert err.endswith("; each finding has its code in brackets, such as error[CGK305]\n")
