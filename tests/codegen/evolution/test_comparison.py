"""Comparison beyond single changes: required versions, accepted breaks, the arrival window, renames."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.evolution import Audience, Comparison, compare_catalogs
from cgk_codegen.evolution.findings import Bump
from cgk_codegen.evolution.report import as_text
from cgk_codegen.evolution.versions import needed_version
from evolution_catalogs import HEADER, CatalogMaker

TODAY: Final = date(2026, 11, 25)
WITH_FIELD: Final = "order.done: {category: orders, description: Done., payload: {f: string}}"
EMPTY: Final = "{category: orders, description: Done.}"
WITHOUT_FIELD: Final = f"order.done: {EMPTY}"
WITH_NEW_EVENT: Final = f"{WITHOUT_FIELD}\norder.new: {EMPTY}"


def codes_of(comparison: Comparison) -> list[str]:
    return [change.code for change in (*comparison.problems, *comparison.changes)]


def accepted(code: str = "EVO112", subject: str = "order.done", until: str = "2026-12-31", extra: str = "") -> str:
    """Return the `accepted` section of a catalog with one entry."""
    return f"accepted:\n- {{code: {code}, subject: {subject}, reason: Nobody read it., until: {until}{extra}}}"


def test_equal_catalogs_have_no_changes(catalog_of: CatalogMaker) -> None:
    comparison = compare_catalogs(catalog_of(WITH_FIELD), catalog_of(WITH_FIELD), TODAY)
    assert comparison.changes == ()
    assert comparison.is_clean


@pytest.mark.parametrize(
    ("old", "bump", "needed"),
    [
        ("1.4.2", Bump.NONE, "1.4.2"),
        ("1.4.2", Bump.PATCH, "1.4.3"),
        ("1.4.2", Bump.MINOR, "1.5.0"),
        ("1.4.2", Bump.MAJOR, "2.0.0"),
        ("0.4.2", Bump.MINOR, "0.4.3"),
        ("0.4.2", Bump.MAJOR, "0.5.0"),
    ],
)
def test_needed_version_follows_the_bump(old: str, bump: Bump, needed: str) -> None:
    assert needed_version(old, bump) == needed


def test_too_low_version_is_reported(catalog_of: CatalogMaker) -> None:
    comparison = compare_catalogs(catalog_of(WITHOUT_FIELD), catalog_of(WITH_NEW_EVENT), TODAY)
    assert codes_of(comparison) == ["EVO190", "EVO102"]
    assert comparison.needed == "1.5.0"
    assert not comparison.is_clean


def test_higher_version_suffices(catalog_of: CatalogMaker) -> None:
    raised = catalog_of(WITH_NEW_EVENT, header=HEADER.replace("1.4.2", "1.5.0"))
    comparison = compare_catalogs(catalog_of(WITHOUT_FIELD), raised, TODAY)
    assert codes_of(comparison) == ["EVO102"]
    assert comparison.is_clean


def test_break_is_accepted_with_reason_and_date(catalog_of: CatalogMaker) -> None:
    new = catalog_of(WITHOUT_FIELD, accepted(), header=HEADER.replace("1.4.2", "2.0.0"))
    comparison = compare_catalogs(catalog_of(WITH_FIELD), new, TODAY)
    assert [change.reason for change in comparison.changes] == ["Nobody read it."]
    assert comparison.is_clean
    assert comparison.needed == "2.0.0", "an accepted break requires a major version too"


@pytest.mark.parametrize("entry", [accepted(code="EVO111"), accepted(subject="order.new"), accepted(extra=", path: g")])
def test_unused_acceptance_is_reported(catalog_of: CatalogMaker, entry: str) -> None:
    new = catalog_of(WITHOUT_FIELD, entry, header=HEADER.replace("1.4.2", "2.0.0"))
    assert codes_of(compare_catalogs(catalog_of(WITH_FIELD), new, TODAY)) == ["EVO191", "EVO112"]


def test_accepted_break_expires(catalog_of: CatalogMaker) -> None:
    new = catalog_of(WITHOUT_FIELD, accepted(until="2026-11-24"), header=HEADER.replace("1.4.2", "2.0.0"))
    comparison = compare_catalogs(catalog_of(WITH_FIELD), new, TODAY)
    assert codes_of(comparison) == ["EVO192", "EVO112"]
    assert comparison.breaks


@pytest.mark.parametrize(
    ("settings", "until"),
    [
        ("", date(2026, 12, 10)),
        (", longestDelay: 90d", date(2027, 2, 24)),
        (", longestDelay: 2h", date(2026, 11, 26)),
        (", longestDelay: 2h, retry: {maxAttempts: 48}", date(2026, 11, 28)),
    ],
)
def test_break_names_the_last_arrival_day(catalog_of: CatalogMaker, settings: str, until: date) -> None:
    """The day is today plus the longest delay, an hour for each attempt, and the waits between attempts."""
    old = catalog_of(f"order.done: {{category: orders, description: Done.{settings}}}")
    (change, *_rest) = compare_catalogs(old, catalog_of(WITH_FIELD), TODAY).changes
    assert change.code == "EVO111"
    assert change.until == until


@pytest.mark.parametrize(
    ("before", "after", "fix"),
    [
        ("string?", "string", "define how older jobs are read"),
        ("string?", "{type: string, arrival: {default: x}}", "older jobs are read with `arrival`; update the code"),
        (None, "string", "make the field optional"),
        (None, "{type: string, arrival: {default: x}}", "older jobs are read with `arrival`; update the code"),
        ("string", None, "make the field optional"),
        ("string?", None, "update the code that sends or reads the field"),
    ],
)
def test_fix_suggests_the_missing_part(
    catalog_of: CatalogMaker, before: str | None, after: str | None, fix: str
) -> None:
    text = as_text(compare_catalogs(catalog_of.with_field(before), catalog_of.with_field(after), TODAY))
    (reported_fix,) = re.findall(r"break\[.*?\n  fix: (.*)", text, re.DOTALL | re.MULTILINE)
    assert reported_fix.startswith(fix)
    assert ("accepted:" in reported_fix) is ("update the code" in reported_fix)


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("string?", "{type: string, arrival: {default: x}}", "was added"),
        ("{type: string, arrival: {default: x}}", "{type: string, arrival: {default: y}}", "changed"),
        ("{type: string, arrival: {default: x}}", "string?", "was removed"),
    ],
)
def test_change_of_arrival_default_is_named(catalog_of: CatalogMaker, before: str, after: str, difference: str) -> None:
    changes = compare_catalogs(catalog_of.with_field(before), catalog_of.with_field(after), TODAY).changes
    assert [change.message for change in changes if change.code == "EVO129"] == [
        f"its default for older jobs {difference}"
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("package: acme_jobs", "package: acme"), ("name: acme-jobs", "name: acme")]
)
def test_package_rename_breaks_its_users(catalog_of: CatalogMaker, before: str, after: str) -> None:
    new = catalog_of(WITHOUT_FIELD, header=HEADER.replace(before, after).replace("1.4.2", "2.0.0"))
    assert "EVO180" in codes_of(compare_catalogs(catalog_of(WITHOUT_FIELD), new, TODAY))


def test_tenant_pattern_change_breaks_both_sides(catalog_of: CatalogMaker) -> None:
    new = catalog_of(WITHOUT_FIELD, header=HEADER.replace("{1,8}", "{1,9}").replace("1.4.2", "2.0.0"))
    assert codes_of(compare_catalogs(catalog_of(WITHOUT_FIELD), new, TODAY)) == ["EVO170", "EVO171"]


def test_tenant_field_rename_breaks_queued_jobs(catalog_of: CatalogMaker) -> None:
    new = catalog_of(WITHOUT_FIELD, header=HEADER.replace("example: acme", "example: acme, field: shopId"))
    [change] = compare_catalogs(catalog_of(WITHOUT_FIELD), new, TODAY).changes
    assert (change.code, change.message) == ("EVO172", "the tenant's field was renamed from tenantId to shopId")
    assert change.breaks == {Audience.SOURCE, Audience.OLD_JOB, Audience.OLD_HANDLER}
    assert change.until is not None


def test_missing_npm_package_breaks_its_users(catalog_of: CatalogMaker) -> None:
    new = catalog_of(WITHOUT_FIELD, header=HEADER.replace('"1.4.2"', '"1.4.2", typescript: false'))
    [change] = compare_catalogs(catalog_of(WITHOUT_FIELD), new, TODAY).breaks
    assert (change.code, change.message) == ("EVO180", "the npm package was removed: acme-jobs")
    assert compare_catalogs(new, catalog_of(WITHOUT_FIELD), TODAY).breaks == ()


def test_renamed_type_breaks_imports_of_its_name(catalog_of: CatalogMaker) -> None:
    sent = "order.sent: {{category: orders, description: Sent., payload: {{to: {}}}}}"
    new = catalog_of(sent.format("Location"), header=HEADER.replace("Address", "Location"))
    [change] = compare_catalogs(catalog_of(sent.format("Address")), new, TODAY).changes
    assert (change.code, change.breaks) == ("EVO182", frozenset({Audience.SOURCE}))
    assert change.message == 'the shared type "Address" was removed or renamed'


def test_every_code_has_a_test() -> None:
    texts = [file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")]
    documented = {code for code in codes() if code.startswith("EVO")}
    assert documented == {code for text in texts for code in re.findall(r"EVO\d{3}", text)}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{a: string?}", "{b: string?}", "a was removed, or renamed to b"),
        ("{a: string?, b: string?}", "{c: string?}", "a was removed"),
        ("{a: string?}", "{b: string?, c: string?}", "a was removed"),
        ("{a: string?}", "{b: number?}", "a was removed"),
        ("{a: Address}", "{b: Address, c: string?}", "a was removed, or renamed to b"),
    ],
)
def test_possible_field_rename_is_named(catalog_of: CatalogMaker, before: str, after: str, message: str) -> None:
    """A rename causes two findings; the one about the removed field suggests the new name."""
    old, new = (
        catalog_of(f"order.done: {{category: orders, description: Done., payload: {payload}}}")
        for payload in (before, after)
    )
    messages = [change.message for change in compare_catalogs(old, new, TODAY).changes if change.code == "EVO112"]
    assert messages[0] == message


@pytest.mark.parametrize(
    ("after", "suggested"),
    [
        ("order.made: {category: orders, description: Made., payload: {orderId: string}}", "order.made"),
        ("order.made: {category: orders, description: Made., payload: {orderId: string, total: number}}", None),
        (
            (
                "order.made: {category: orders, description: Made., payload: {orderId: string}}\n"
                "mail.sent: {category: orders, description: Sent., payload: {orderId: string}}"
            ),
            "order.made",
        ),
        (
            "order.made: {category: orders, description: Made., payload: {orderId: string}, aliases: [order.placed]}",
            None,
        ),
    ],
)
def test_possible_event_rename_suggests_an_alias(catalog_of: CatalogMaker, after: str, suggested: str | None) -> None:
    old = catalog_of("order.placed: {category: orders, description: Made., payload: {orderId: string}}")
    messages = [
        change.message for change in compare_catalogs(old, catalog_of(after), TODAY).changes if change.code == "EVO101"
    ]
    hint = f'; if "{suggested}" is its new name, add `aliases: [order.placed]` there' if suggested else ""
    assert messages == ([] if "aliases" in after else [f'event "order.placed" was removed{hint}'])


def test_empty_events_are_matched_by_name(catalog_of: CatalogMaker) -> None:
    old = catalog_of("feed.cleaned: {category: orders, description: Done.}")
    for name, expected in (("feed.cleanup", True), ("order.placed", False)):
        new = catalog_of(f"{name}: {{category: orders, description: Done.}}")
        (message,) = [change.message for change in compare_catalogs(old, new, TODAY).changes if change.code == "EVO101"]
        assert ("aliases: [feed.cleaned]" in message) is expected


@pytest.mark.parametrize(
    ("alias", "message"),
    [
        ("{since: 2026-11-01}", '"name"'),
        ("{name: order.made, since: soon}", "is not a date: soon"),
        ("[a]", "must be text"),
    ],
)
def test_alias_has_a_name_and_a_date(tmp_path: Path, alias: str, message: str) -> None:
    events = f"  order.done: {{category: orders, description: Done., aliases: [{alias}]}}"
    (tmp_path / "events.yaml").write_text(f"{HEADER}\nevents:\n{events}\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        read_catalog(tmp_path / "events.yaml")
