"""Common mistakes, each made in a valid catalog: the only findings are at its line and have the fix as hint."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG
from cgk_codegen.cli.main import main
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Severity

HOSPITAL = (Path(__file__).parent / "hospital.yaml").read_text(encoding="utf-8")
USE_OPTIONAL = "remove it; write `optional: true`, or `?` after the type, for a field that can be absent"


class Mistake(NamedTuple):
    """A mistake in the hospital's catalog.

    Attributes:
        right: Text of the catalog, which occurs once.
        wrong: Text that replaces it.
        findings: Line, code and hint of every error and warning.
    """

    right: str
    wrong: str
    findings: list[str]


MISTAKES = {
    "text with a colon, unquoted": Mistake(
        "description: A patient left.",
        "description: A patient left: home",
        ['58 CGK103 quote text that contains ": ", or add a colon on a line above'],
    ),
    "type with brackets, unquoted": Mistake(
        '{recordIds: "string[]", into: string}',
        "{recordIds: string[], into: string}",
        ['77 CGK103 quote a type with brackets: "string[]"'],
    ),
    "key with too little indentation": Mistake(
        "lab.recount:\n    category: lab",
        "lab.recount:\n   category: lab",
        ["106 CGK103 align it with line 105: both lines need the same indentation"],
    ),
    "version as a number": Mistake(
        'version: "0.1.0"',
        "version: 0.1",
        ['6 CGK204 write three numbers in quotes, such as "1.2.0"'],
    ),
    "payload as a list": Mistake(
        "payload: {invoiceId: string, paidAt: date-time}",
        "payload: [invoiceId, paidAt]",
        ["125 CGK201 write a line such as `orderId: string` for each field, without dashes and brackets"],
    ),
    "types of Python": Mistake(
        "{invoiceId: string, level: integer}",
        "{invoiceId: str, level: int}",
        ['130 CGK303 did you mean "string"?', '130 CGK303 did you mean "integer"?'],
    ),
    "optional field of JSON Schema": Mistake(
        "to: Ward, class: string?}",
        "to: Ward, class: {type: string, required: false}}",
        [f"66 CGK307 {USE_OPTIONAL}"],
    ),
    "curly quotes": Mistake(
        'cron: "0 3 * * *"',
        "cron: “0 3 * * *”",
        ['152 CGK117 write straight quotes: "0 3 * * *"'],
    ),
    "two fields with one Python name": Mistake(
        "payload: {patientId: string, from",
        "payload: {patientID: string?, patientId: string, from",
        ["66 CGK406 rename one of them, or give it another `attribute:`"],
    ),
    "event below the schedules": Mistake(
        "\n  staff.cleanup:",
        "\n  staff.left: {category: staff, description: A person left., payload: {id: string}, example: {id: s1}}"
        "\n  staff.cleanup:",
        ["151 CGK213 move it below `events:`"],
    ),
}


def mistakes_in(catalog: Path) -> list[Diagnostic]:
    """Return the errors and warnings of a catalog that has errors."""
    with pytest.raises(CatalogError) as raised:
        read_catalog(catalog)
    return [finding for finding in raised.value.diagnostics if finding.severity is not Severity.NOTE]


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Return the path of a copy of the hospital's catalog."""
    path = tmp_path / "events.yaml"
    path.write_text(HOSPITAL, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", MISTAKES)
def test_common_mistake_has_its_fix(name: str, catalog: Path) -> None:
    right, wrong, expected = MISTAKES[name]
    assert HOSPITAL.count(right) == 1
    catalog.write_text(HOSPITAL.replace(right, wrong), encoding="utf-8")
    assert [f"{finding.span.line} {finding.code} {finding.hint}" for finding in mistakes_in(catalog)] == expected


SMALL_CATALOG = """\
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
        ("note: string?", "note: {type: string, required: no}", f"9:58 CGK307 {USE_OPTIONAL}"),
        ("note: string?", "note: string?, required: [id]", f"9:42 CGK301 {USE_OPTIONAL}"),
        ("note: string?", "note: string, optional: [note]", f"9:41 CGK301 {USE_OPTIONAL}"),
        ("note: string?", "note: string?, box: {optional: true, fields: {a: string}, required: [a]}",
         f"9:95 CGK307 {USE_OPTIONAL}"),
        ("{text: string}}", "{text: string}, required: [text]}", f"4:50 CGK307 {USE_OPTIONAL}"),
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
def test_typo_has_one_finding(right: str, wrong: str, expected: str, tmp_path: Path) -> None:
    """Check the line, column, code and hint of the only finding."""
    catalog = tmp_path / "events.yaml"
    assert SMALL_CATALOG.count(right) == 1
    catalog.write_text(SMALL_CATALOG.replace(right, wrong), encoding="utf-8")
    (finding,) = mistakes_in(catalog)
    assert f"{finding.span.line}:{finding.span.column} {finding.code} {finding.hint}" == expected


@pytest.mark.parametrize(("levels", "too_deep"), [(100, None), (101, "T101"), (400, "T101")])
def test_types_are_nested_at_most_100_deep(levels: int, too_deep: str | None, tmp_path: Path) -> None:
    chain = "".join(f"  T{index}: {{fields: {{inner: T{index + 1}?}}}}\n" for index in range(1, levels))
    catalog = tmp_path / "events.yaml"
    catalog.write_text(
        'catalog: {name: a, package: a_jobs, version: "1.0.0"}\ntenant: {pattern: "^[a-z]+$", example: acme}\n'
        f"categories: {{orders: }}\ntypes:\n{chain}  T{levels}: {{fields: {{inner: string?}}}}\nevents:\n"
        "  order.done: {category: orders, description: D., payload: {outer: T1}, example: {outer: {}}}\n",
        encoding="utf-8",
    )
    try:
        assert read_catalog(catalog).findings == ()
        assert too_deep is None
    except CatalogError as error:
        (finding,) = error.diagnostics
        assert (finding.code, finding.message) == ("CGK507", f'type "{too_deep}" is nested inside 100 other types')


def test_notes_are_shown_without_errors_only(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--catalog", str(catalog)])
    assert "note[CGK407]" in capsys.readouterr().err
    catalog.write_text(HOSPITAL.replace('version: "0.1.0"', "version: 0.1"), encoding="utf-8")
    assert main(["check", "--catalog", str(catalog)]) == EXIT_BAD_CATALOG
    reported = capsys.readouterr().err
    assert "error[CGK204]" in reported
    assert "note[" not in reported
    assert main(["check", "--catalog", str(catalog), "--format", "json"]) == EXIT_BAD_CATALOG
    assert "CGK407" in capsys.readouterr().out


def codes_with(catalog: Path, ignored: str) -> list[str]:
    """Return the codes of the catalog's findings if it has these entries under `ignored`."""
    catalog.write_text(f"ignored:\n{ignored}\n{HOSPITAL}" if ignored else HOSPITAL, encoding="utf-8")
    try:
        return [finding.code for finding in read_catalog(catalog).findings]
    except CatalogError as error:
        return [finding.code for finding in error.diagnostics]


def entry(code: str, subject: str, other_keys: str = "") -> str:
    """Return an entry under `ignored` as YAML."""
    return f"- {{code: {code}, subject: {subject}, reason: Known.{other_keys}}}"


def test_notes_are_ignored_with_a_reason(catalog: Path) -> None:
    notes = codes_with(catalog, "")
    assert notes == ["CGK312", "CGK407", "CGK407", "CGK313", "CGK312"]
    assert codes_with(catalog, entry("CGK407", "patient.moved")) == ["CGK312", "CGK313", "CGK312"]
    assert codes_with(catalog, entry("CGK312", "patient.admitted")) == ["CGK407", "CGK407", "CGK313", "CGK312"]
    everywhere = "\n".join(entry(code, "catalog") for code in ("CGK312", "CGK313", "CGK407"))
    assert codes_with(catalog, everywhere) == []
    assert codes_with(catalog, entry("CGK407", "lab.digest")) == ["CGK722", *notes], "the event does not have this note"
    assert "CGK722" in codes_with(catalog, entry("CGK407", "patient.moved", ", provider: inngest"))
    assert "CGK721" in codes_with(catalog, entry("CGK110", "catalog")), "a warning cannot be ignored"
