"""Common mistakes, each made once in a valid catalog: one finding at its line, with the fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG
from cgk_codegen.cli.main import main
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError, Severity

MISTAKES = Path(__file__).parent / "mistakes"
REQUIRED = "remove it; write `optional: true`, or `?` after the type, for a field that can be absent"
FIXES = {
    "08-unquoted-colon": ['57 CGK103 quote text that contains ": ", or add a colon on a line above'],
    "09-braces-array": ['76 CGK103 quote a type with brackets: "string[]"'],
    "11-indent": ["105 CGK103 align it with line 104: both lines need the same indentation"],
    "15-version": ['5 CGK204 write three numbers in quotes, such as "1.2.0"'],
    "18-payload-list": [
        "124 CGK201 write a line such as `orderId: string` for each field, without dashes and brackets"
    ],
    "19-str-type": ['129 CGK303 did you mean "string"?', '129 CGK303 did you mean "integer"?'],
    "22-required-false": [f"65 CGK307 {REQUIRED}"],
    "24-smart-quotes": ['151 CGK117 write straight quotes: "0 3 * * *"'],
    "28-two-names": ["65 CGK406 rename one of them, or give it another `attribute:`"],
    "A-appended-at-end": ["1220 CGK213 move it below `events:`"],
}
"""Line, code and hint of every error or warning."""


def test_every_mistake_has_its_fix() -> None:
    assert {path.stem for path in MISTAKES.iterdir()} == {*FIXES, "tenant-pattern"}


@pytest.mark.parametrize("name", FIXES)
def test_common_mistake_has_one_finding(name: str) -> None:
    with pytest.raises(CatalogError) as raised:
        read_catalog(MISTAKES / f"{name}.yaml")
    findings = [diagnostic for diagnostic in raised.value.diagnostics if diagnostic.severity is not Severity.NOTE]
    assert [f"{finding.span.line} {finding.code} {finding.hint}" for finding in findings] == FIXES[name]


CATALOG = """\
catalog: {name: a-jobs, package: a_jobs, npmPackage: a-jobs, version: 1.0.0}
tenant: {pattern: "^[a-z]{1,8}$", example: acme}
categories: {orders: {title: Orders}}
types: {Note: {fields: {text: string}}}
events:
  order.created:
    category: orders
    description: An order.
    payload: {id: string, note: string?}
    example: {id: a, note: b}
schedules:
  a.nightly: {cron: "0 2 * * *", description: Every night.}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("note: string?", "note: {type: string, optional: yes}", "9:58 CGK204 write true or false, without quotes"),
        ("note: string?", "note: {type: string, optional: Off}", "9:58 CGK204 write true or false, without quotes"),
        ("note: string?", "note: {type: string, required: no}", f"9:58 CGK307 {REQUIRED}"),
        ("note: string?", "note: string?, required: [id]", f"9:42 CGK301 {REQUIRED}"),
        ("note: string?", "note: string, optional: [note]", f"9:41 CGK301 {REQUIRED}"),
        ("note: string?", "note: string?, box: {optional: true, fields: {a: string}, required: [a]}",
         f"9:95 CGK307 {REQUIRED}"),
        ("{text: string}}", "{text: string}, required: [text]}", f"4:50 CGK307 {REQUIRED}"),
        ("    category:", "    categry:", '7:5 CGK202 did you mean "category"?'),
        ("    description:", "    Description:", '8:5 CGK202 did you mean "description"?'),
        ("    payload:", "    payloads:", '9:5 CGK202 did you mean "payload"?'),
        ("0 2 * * *", "0 25 * * *", "12:21 CGK601 write the hour as a number from 0 to 23"),
        ("0 2 * * *", "0 0 32 2 *",
         "12:21 CGK601 write the day of month as a number from 1 to 31, or L for the last day"),
        ("0 2 * * *", "0 0 30,31 2 *", "12:21 CGK601 write a day that exists in the month"),
        ("cron:", "corn:", '12:15 CGK202 did you mean "cron"?'),
        ("types:", "typs:", '4:1 CGK202 did you mean "types"?'),
        ("events:\n  order.created:\n    category", "events:\n  - name: order.created\n    category",
         "6:3 CGK201 remove the dashes: write each name with a colon, and its keys below it"),
        ("events:\n  order.created:\n", "events:\n  - order.created:\n",
         "6:3 CGK201 remove the dashes: write each name with a colon, and its keys below it"),
        ('schedules:\n  a.nightly: {cron: "0', 'schedules:\n  - {name: a.nightly, cron: "0',
         "12:3 CGK201 remove the dashes: write each name with a colon, and its keys below it"),
    ],
)  # fmt: skip
def test_typing_error_has_one_finding(right: str, wrong: str, expected: str, tmp_path: Path) -> None:
    catalog = tmp_path / "events.yaml"
    assert CATALOG.count(right) == 1
    catalog.write_text(CATALOG.replace(right, wrong), encoding="utf-8")
    with pytest.raises(CatalogError) as raised:
        read_catalog(catalog)
    findings = [diagnostic for diagnostic in raised.value.diagnostics if diagnostic.severity is not Severity.NOTE]
    assert [f"{finding.span.line}:{finding.span.column} {finding.code} {finding.hint}" for finding in findings] == [
        expected
    ]


@pytest.mark.parametrize(("levels", "too_deep"), [(100, None), (101, "T101"), (400, "T101")])
def test_types_may_not_be_nested_without_end(levels: int, too_deep: str | None, tmp_path: Path) -> None:
    chain = "".join(f"  T{index}: {{fields: {{inner: T{index + 1}?}}}}\n" for index in range(1, levels))
    catalog = tmp_path / "events.yaml"
    catalog.write_text(
        'catalog: {name: a, package: a_jobs, version: "1.0.0"}\ntenant: {pattern: "^[a-z]+$", example: acme}\n'
        f"categories: {{things: }}\ntypes:\n{chain}  T{levels}: {{fields: {{inner: string?}}}}\nevents:\n"
        "  thing.done: {category: things, description: D., payload: {outer: T1}, example: {outer: {}}}\n",
        encoding="utf-8",
    )
    try:
        assert read_catalog(catalog).findings == ()
        assert too_deep is None
    except CatalogError as error:
        (finding,) = error.diagnostics
        assert (finding.code, finding.message) == ("CGK507", f'type "{too_deep}" is nested inside 100 other types')


def test_notes_are_shown_without_errors_only(capsys: pytest.CaptureFixture[str]) -> None:
    mistake = str(MISTAKES / "15-version.yaml")
    assert main(["check", "--catalog", mistake]) == EXIT_BAD_CATALOG
    reported = capsys.readouterr().err
    assert "error[CGK204]" in reported
    assert "note[" not in reported
    assert main(["check", "--catalog", mistake, "--format", "json"]) == EXIT_BAD_CATALOG
    assert "CGK407" in capsys.readouterr().out
    main(["check", "--catalog", str(MISTAKES / "tenant-pattern.yaml")])
    assert "note[CGK407]" in capsys.readouterr().err


def codes_with(tmp_path: Path, ignored: str) -> list[str]:
    """Return the codes of a catalog's findings with entries under `ignored`."""
    catalog = tmp_path / "events.yaml"
    text = (MISTAKES / "tenant-pattern.yaml").read_text(encoding="utf-8")
    catalog.write_text(f"ignored:\n{ignored}\n{text}" if ignored else text, encoding="utf-8")
    try:
        return [finding.code for finding in read_catalog(catalog).findings]
    except CatalogError as error:
        return [finding.code for finding in error.diagnostics]


def entry(code: str, subject: str, other_keys: str = "") -> str:
    """Return an entry under `ignored` as YAML."""
    return f"- {{code: {code}, subject: {subject}, reason: Known.{other_keys}}}"


def test_notes_are_ignored_with_a_reason(tmp_path: Path) -> None:
    notes = codes_with(tmp_path, "")
    assert notes == ["CGK312", "CGK407", "CGK407", "CGK313", "CGK312"]
    assert codes_with(tmp_path, entry("CGK407", "patient.moved")) == ["CGK312", "CGK313", "CGK312"]
    assert codes_with(tmp_path, entry("CGK312", "patient.admitted")) == ["CGK407", "CGK407", "CGK313", "CGK312"]
    everywhere = "\n".join(entry(code, "catalog") for code in ("CGK312", "CGK313", "CGK407"))
    assert codes_with(tmp_path, everywhere) == []
    assert codes_with(tmp_path, entry("CGK407", "lab.digest")) == ["CGK722", *notes]
    assert "CGK722" in codes_with(tmp_path, entry("CGK407", "patient.moved", ", provider: inngest"))
    assert "CGK721" in codes_with(tmp_path, entry("CGK110", "catalog"))
