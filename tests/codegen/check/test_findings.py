"""Findings of mistakes in a catalog: each has a position, message, code and hint, and all are reported at once."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any, cast

import pytest
from cgk_codegen.compiler import compile_catalog, read_catalog
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Findings, Severity
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.load import load_documents, to_python
from golden import assert_golden
from hypothesis import example, given, settings
from hypothesis import strategies as st
from paths import CATALOGS, GOLDEN, ROOT, TESTS

BAD = TESTS / "codegen" / "check" / "bad"
SMALL = CATALOGS / "small"
COMPILER = ROOT / "codegen" / "cgk_codegen"
BAD_CATALOGS = sorted(path.name for path in BAD.glob("*.yaml"))


def report_of(path: Path) -> str:
    """Return the printed findings of a catalog with errors."""
    with pytest.raises(CatalogError) as refused:
        read_catalog(path)
    return f"{refused.value}\n"


@pytest.mark.parametrize("name", BAD_CATALOGS)
def test_bad_catalog_reports_all_mistakes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    assert_golden(Path("findings", Path(name).with_suffix(".txt")), report_of(Path(name)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("not_utf8", b"catalog: {name: caf\xe9}\n"),
        ("not_utf8_after_a_byte_order_mark", b"\xef\xbb\xbf# \xc3\xa9b\xff\n"),
        ("utf16", "catalog: {}\n".encode("utf-16")),
        ("empty", b""),
        ("only_a_comment", b"# nothing\n"),
        ("null_bytes", b"catalog: \x00\n"),
    ],
)
def test_invalid_bytes_are_reported(name: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.yaml").write_bytes(content)
    assert_golden(Path("findings", f"{name}.txt"), report_of(Path("events.yaml")))


def test_missing_file_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.yaml").mkdir()
    os.mkfifo("pipe.yaml")
    Path("loop.yaml").symlink_to("loop.yaml")
    names = ("folder.yaml", "pipe.yaml", "loop.yaml", "nowhere.yaml")
    reported = "\n".join(report_of(Path(name)) for name in names)
    assert_golden(Path("findings", "no_file.txt"), reported)


@pytest.mark.parametrize("include", ["a**b", "more/**", "x" * 5000])
def test_impossible_include_is_reported(include: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.yaml").write_text(f'include: "{include}"\n', encoding="utf-8")
    Path("more").mkdir()
    Path("more", "one.yaml").touch()
    assert "CGK111" in report_of(Path("events.yaml"))


def test_file_name_must_be_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.yaml").write_text("include: more/*\n", encoding="utf-8")
    Path("more").mkdir()
    os.close(os.open(b"more/\xff.yaml", os.O_CREAT))
    assert "more/\\udcff.yaml has characters in its name that cannot be printed" in report_of(Path("events.yaml"))


def test_unreadable_file_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.yaml").write_text("catalog: {}\n", encoding="utf-8")
    Path("events.yaml").chmod(0)
    if os.access("events.yaml", os.R_OK):
        pytest.skip("this user may read every file, such as root")
    assert "CGK101" in report_of(Path("events.yaml"))


def bomb(levels: int) -> str:
    """Return a text of a few hundred bytes whose aliases expand to ten to the power of `levels` nodes."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{index}: &a{index} [{', '.join([f'*a{index - 1}'] * 10)}]" for index in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (bomb(12), "CGK106"),
        ("a: " + "[" * 200_000, "CGK113"),
        ("- " * 200_000 + "x", "CGK113"),
        ("a: " + "{a: " * 200_000, "CGK113"),
        ("a: " + "9" * 200_000, "CGK114"),
        ("a: !!python/object/apply:os.system [exit]", "CGK115"),
        ("a: " + "b: " * 100, "CGK103"),
    ],
)
def test_hostile_text_cannot_exhaust_or_run_code(
    text: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.yaml").write_text(text, encoding="utf-8")
    assert code in report_of(Path("events.yaml"))


@pytest.mark.parametrize(("pattern", "code"), [("^(a+)+$", "CGK314"), ("^(a+)$", "CGK505")])
def test_slow_pattern_cannot_hang_example_check(pattern: str, code: str, tmp_path: Path) -> None:
    catalog = tmp_path / "events.yaml"
    catalog.write_text(
        'catalog: {name: a, package: a_jobs, version: 1.0.0}\ntenant: {pattern: "^a$", example: a}\ncategories: {a: }\n'
        "events:\n  a.b:\n    category: a\n    description: d\n    payload:\n"
        f'      x: {{type: string, pattern: "{pattern}"}}\n'
        f"    example: {{x: {'a' * 50_000}b}}\n",
        encoding="utf-8",
    )
    assert code in report_of(catalog)


def test_notes_and_warnings_allow_compilation(tmp_path: Path) -> None:
    catalog = tmp_path / "events.yaml"
    catalog.write_text(
        'catalog: {name: a, package: a_jobs, version: 1.0.0}\ntenant: {pattern: "^a$", example: a}\n'
        "categories: {a: }\nevents:\n"
        "  a.b: {category: a, description: d, payload: {class: {enum: [no], optional: true}}}\n",
        encoding="utf-8",
    )
    findings = compile_catalog(catalog, tmp_path / "generated").findings
    assert [(finding.code, finding.severity) for finding in findings] == [("CGK407", "note"), ("CGK110", "warning")]


def codes_in(folder: Path, pattern: str) -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob(pattern))
    return {code for text in texts for code in re.findall(r"(?:CGK|EVO|IMP|LIV)\d{3}", text)}


def test_codes_and_explanations_match() -> None:
    assert codes_in(COMPILER, "*.py") == codes().keys()


def test_fixes_name_existing_options() -> None:
    options = {option for code in codes().values() for option in re.findall(r"--[a-z-]+", code.fix)}
    sources = [path.read_text(encoding="utf-8") for path in (COMPILER / "cli").glob("*.py")]
    assert options
    assert [option for option in options if not any(f'"{option}"' in source for source in sources)] == []


def test_every_catalog_code_has_a_test() -> None:
    tested_elsewhere = {"CGK106", "CGK507", "CGK801", "CGK802"}
    catalog_codes = {code for code in codes() if code.startswith("CGK")}
    golden_codes = {code for code in codes_in(GOLDEN / "findings", "*.txt") if code.startswith("CGK")}
    assert catalog_codes - tested_elsewhere == golden_codes


SYNTAX_MISTAKES: dict[str, Callable[[str], str]] = {
    "an unclosed quote": lambda line: line.replace(": ", ': "', 1),
    "a key without its colon": lambda line: line.replace(":", "", 1),
    "an unclosed bracket": lambda line: f"{line} [",
    "a tab": lambda line: "\t" + line.lstrip(),
    "a star": lambda line: line.replace(": ", ": *", 1),
}
"""Functions that make a mistake in a line, by the name of the mistake."""


def entry_around(lines: list[str], number: int) -> tuple[int, int]:
    """Return the numbers of the first and last line of the event or type that contains the line of a number."""
    first_lines = [first for first, line in enumerate(lines, 1) if re.match(r" {0,2}\S", line)]
    begin = max(first for first in first_lines if first <= number)
    return begin, min((first for first in first_lines if first > number), default=len(lines) + 1) - 1


def errors_of(catalog: Path, overlays: Mapping[Path, str] | None = None) -> list[Diagnostic]:
    """Return the errors of a catalog; `overlays` has texts to read instead of files."""
    try:
        read_catalog(catalog, overlays=overlays or {})
    except CatalogError as error:
        return [finding for finding in error.diagnostics if finding.severity is Severity.ERROR]
    return []


@pytest.mark.parametrize("mistake", SYNTAX_MISTAKES)
def test_syntax_error_is_reported_alone(mistake: str, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A syntax error is the only finding; a mistake that leaves valid YAML has findings in its own entry only."""
    monkeypatch.chdir(small.parent)
    file = Path("included/bills.yaml")
    lines = file.read_text(encoding="utf-8").split("\n")
    syntax_errors = 0
    for index, line in enumerate(lines):
        wrong_line = SYNTAX_MISTAKES[mistake](line)
        if not line.startswith("    ") or wrong_line == line:
            continue
        file.write_text("\n".join([*lines[:index], wrong_line, *lines[index + 1 :]]), encoding="utf-8")
        begin, end = entry_around(lines, index + 1)
        findings = errors_of(Path("events.yaml"))
        if any(finding.code == "CGK103" for finding in findings):
            syntax_errors += 1
            (finding,) = findings
            assert finding.span.file.path == str(file), finding.render()
            assert finding.span.line >= begin, finding.render()
            continue
        for finding in findings:
            assert finding.span.file.path == str(file), finding.render()
            assert begin <= finding.span.line <= end, finding.render()
    assert syntax_errors or mistake == "a star"  # a star and a name are an alias, which is valid YAML


def test_every_file_reports_its_syntax_error(small: Path) -> None:
    small.write_text(small.read_text(encoding="utf-8") + '"', encoding="utf-8")
    bills = small.parent / "included" / "bills.yaml"
    bills.write_text('events: {"', encoding="utf-8")
    assert {finding.code for finding in errors_of(small)} == {"CGK103"}


WRONG_VALUES: list[Any] = [
    None, 5, -1.5, True, "", "a b", "Address[]?", [], [[1]], [{}], {}, {"a": 1}, 10**25, "__proto__", "é" * 300,
]  # fmt: skip


def paths_in(value: object) -> list[tuple[str | int, ...]]:
    """Return the path (keys and indexes) of every value inside a value."""
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(cast("dict[str, object]", value).items())
    elif isinstance(value, list):
        items = list(enumerate(cast("list[object]", value)))
    return [path for key, item in items for path in ((key,), *((key, *inner) for inner in paths_in(item)))]


@given(st.data())
@settings(max_examples=150 * int(os.environ.get("ROUNDS") or 1), deadline=None)
def test_any_value_compiles_or_is_reported(data: st.DataObject) -> None:
    """Check that each finding has a line of the file and a hint, and that only CatalogError is raised."""
    catalog: Any = to_python(load_documents(SMALL / "events.yaml", Findings()).documents[0].root)
    for _ in range(data.draw(st.integers(1, 4))):
        *parents, last = data.draw(st.sampled_from(paths_in(catalog)))
        container = reduce(getitem, parents, catalog)
        container[last] = deepcopy(data.draw(st.sampled_from(WRONG_VALUES)))
    text = json.dumps(catalog, ensure_ascii=False, indent=1)
    for finding in errors_of(SMALL / "events.yaml", {(SMALL / "events.yaml").resolve(): text}):
        assert finding.hint, finding
        is_in_included_file = finding.span.file.path.endswith("bills.yaml")
        assert is_in_included_file or 0 < finding.span.line <= text.count("\n") + 1, finding


YAML_FRAGMENTS = [
    '"', "'", "[", "{", "}", "]", ":", ": ", "\n", "\t", " ", "#", "&a ", "*a ", "!!x ", "- ", "? ", "|", ">", "%", "@",
    "\0", "\u202e", "\r", "\x85", "\u2028", "---\n", "...\n", "<<: ", "\\", ",", "😀", "\ufeff",
    "%YAML 1.1\n", "&x", "*x",
]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, 6_000), st.integers(0, 5), st.sampled_from(YAML_FRAGMENTS)), min_size=1, max_size=4
    )
)
@example([(2_000, 0, "\r"), (2_600, 0, '"')])  # a carriage return also ends a line of YAML
@settings(max_examples=150 * int(os.environ.get("ROUNDS") or 1), deadline=None)
def test_any_typo_is_reported_in_place(edits: list[tuple[int, int, str]]) -> None:
    catalog = SMALL / "events.yaml"
    text = catalog.read_text(encoding="utf-8")
    for index, removed_count, inserted in edits:  # the file has fewer than 6,000 characters
        text = text[:index] + inserted + text[index + removed_count :]
    for finding in errors_of(catalog, {catalog.resolve(): text}):
        line = finding.span.file.line(finding.span.line)
        assert finding.hint, finding
        assert 0 < finding.span.column <= len(line) + 1, finding.render()
