"""Tables of changes, with the findings and the audiences that each one breaks.

A finding such as `EVO111:js@f.b` is the code, a letter for each audience (`AUDIENCE_LETTERS`), and the path; without a
path, the finding is about the field `f` or the event itself.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest
from cgk_codegen.evolution import Audience, Comparison, compare_catalogs
from evolution_catalogs import CatalogMaker

TODAY: Final = date(2026, 11, 25)
AUDIENCE_LETTERS: Final = {
    Audience.SOURCE: "s",
    Audience.OLD_HANDLER: "h",
    Audience.OLD_JOB: "j",
    Audience.SCHEDULES: "c",
    Audience.PROVIDER: "p",
}

FIELDS: Final = [
    (None, "string", "EVO111:js"),
    (None, "string?", "EVO110"),
    (None, "string | null", "EVO111:js"),
    (None, "{type: string, arrival: {default: x}}", "EVO111:s"),
    ("string", None, "EVO112:hs"),
    ("string?", None, "EVO112:s"),
    ("string | null", None, "EVO112:hs"),
    ("string?", "string", "EVO113:js"),
    ("string?", "{type: string, arrival: {default: x}}", "EVO113:s EVO129"),
    ("string", "string?", "EVO114:hs"),
    ("string?", "string?", ""),
    ("string", "string | null", "EVO115:hs"),
    ("string | null", "string", "EVO116:js"),
    ("string?", "string | null", "EVO113:js EVO115:hs"),
    ("string | null", "string?", "EVO114:hs EVO116:js"),
    ('{type: "string | null", optional: true}', "string", "EVO113:js EVO116:js"),
    ("string", '{type: "string | null", optional: true}', "EVO114:hs EVO115:hs"),
    ("string", "integer", "EVO117:hjs"),
    ("integer", "string", "EVO117:hjs"),
    ("integer", "number", "EVO118:hs"),
    ("number", "integer", "EVO119:js"),
    ("boolean", "string", "EVO117:hjs"),
    ("string", "boolean", "EVO117:hjs"),
    ("string", "date-time", "EVO126:js"),
    ("date-time", "string", "EVO127:hs"),
    ("date-time", "integer", "EVO117:hjs"),
    ("string", "any", "EVO118:hs"),
    ("any", "string", "EVO119:js"),
    ("any", "string | null", "EVO119:js"),
    ("object", "any", "EVO118:hs"),
    ("any", "object", "EVO119:js"),
    ("object", "string", "EVO117:hjs"),
    ("string", "string[]", "EVO117:hjs"),
    ("string[]", "string", "EVO117:hjs"),
    ("string[]", "integer[]", "EVO117:hjs@f[]"),
    ("integer[]", "number[]", "EVO118:hs@f[]"),
    ("number[]", "integer[]", "EVO119:js@f[]"),
    ("string[]", "any", "EVO118:hs"),
    ("string[]", "{type: array, items: {enum: [a, b]}}", "EVO121:js@f[]"),
    ("{type: array, items: {enum: [a, b]}}", "string[]", "EVO120:hs@f[]"),
    ("[a, b]", "[a, b, c]", "EVO120:hs"),
    ("[a, b, c]", "[a, b]", "EVO121:js"),
    ("[a, b]", "[b, a]", ""),
    ("[a, b]", "[a, c]", "EVO120:hs EVO121:js"),
    ("[a, b]", "string", "EVO120:hs"),
    ("string", "[a, b]", "EVO121:js"),
    ("{enum: [a, b], optional: true}", "[a, b]", "EVO113:js"),
    ("[a, b]", "{enum: [a, b], optional: true}", "EVO114:hs"),
    ("[a]", "[b]", "EVO120:hs EVO121:js"),
    ("[a, b]", '{type: string, pattern: "^[a-z]$"}', "EVO120:hs"),
    ("[a, B]", '{type: string, pattern: "^[a-z]$"}', "EVO120:hs EVO122:js"),
    ('{type: string, pattern: "^[a-z]$"}', "[a, b]", "EVO121:js"),
    ("[ab, c]", "{type: string, minLength: 2}", "EVO120:hs EVO122:js"),
    ("[ab, cd]", "{type: string, minLength: 2}", "EVO120:hs"),
    ("[ab]", "{type: string, maxLength: 1}", "EVO120:hs EVO122:js"),
    ("{enum: [1, 2]}", "{enum: [1, 2, 3]}", "EVO120:hs"),
    ("{enum: [1, 2]}", "{enum: [1]}", "EVO121:js"),
    ("{enum: [1, 2]}", "integer", "EVO120:hs"),
    ("integer", "{enum: [1, 2]}", "EVO121:js"),
    ("{enum: [1, 7]}", "{type: integer, maximum: 5}", "EVO120:hs EVO124:js"),
    ("{enum: [1, a]}", "{enum: [a, 1]}", ""),
    ("{enum: [1, a]}", "{enum: [a]}", "EVO119:js"),
    ("{const: true}", "boolean", "EVO120:hs"),
    ("boolean", "{const: true}", "EVO121:js"),
    ("date", "string", "EVO123:h"),
    ("string", "date", "EVO122:js"),
    ("string", "{type: string, minLength: 1}", "EVO124:js"),
    ("{type: string, minLength: 1}", "string", "EVO125:h"),
    ("{type: string, minLength: 1}", "{type: string, minLength: 2}", "EVO124:js"),
    ("{type: string, minLength: 2}", "{type: string, minLength: 1}", "EVO125:h"),
    ("string", "{type: string, maxLength: 9}", "EVO124:js"),
    ("{type: string, maxLength: 9}", "string", "EVO125:h"),
    ("{type: string, maxLength: 9}", "{type: string, maxLength: 10}", "EVO125:h"),
    ("{type: string, maxLength: 10}", "{type: string, maxLength: 9}", "EVO124:js"),
    ("string", '{type: string, pattern: "^a"}', "EVO122:js"),
    ('{type: string, pattern: "^a"}', "string", "EVO123:h"),
    ('{type: string, pattern: "^a"}', '{type: string, pattern: "^b"}', "EVO122:js EVO123:h"),
    ('{type: string, pattern: "^a"}', '{type: string, pattern: "^a"}', ""),
    ("integer", "{type: integer, minimum: 0}", "EVO124:js"),
    ("{type: integer, minimum: 0}", "integer", "EVO125:h"),
    ("{type: integer, minimum: 0}", "{type: integer, minimum: 1}", "EVO124:js"),
    ("{type: integer, minimum: 1}", "{type: integer, minimum: 0}", "EVO125:h"),
    ("{type: integer, minimum: 1}", "{type: integer, exclusiveMinimum: 0}", ""),
    ("{type: integer, exclusiveMinimum: 0}", "{type: integer, minimum: 1}", ""),
    ("{type: number, minimum: 1}", "{type: number, exclusiveMinimum: 1}", "EVO124:js"),
    ("{type: number, exclusiveMinimum: 1}", "{type: number, minimum: 1}", "EVO125:h"),
    ("{type: integer, maximum: 9}", "{type: integer, maximum: 8}", "EVO124:js"),
    ("{type: integer, maximum: 8}", "{type: integer, maximum: 9}", "EVO125:h"),
    ("{type: integer, maximum: 9}", "{type: integer, exclusiveMaximum: 10}", ""),
    ("{type: number, maximum: 9}", "{type: number, exclusiveMaximum: 9}", "EVO124:js"),
    ("{type: number, exclusiveMaximum: 9}", "{type: number, maximum: 9}", "EVO125:h"),
    ("{type: integer, multipleOf: 4}", "{type: integer, multipleOf: 2}", "EVO125:h"),
    ("{type: integer, multipleOf: 2}", "{type: integer, multipleOf: 4}", "EVO124:js"),
    ("{type: integer, multipleOf: 2}", "integer", "EVO125:h"),
    ("integer", "{type: integer, multipleOf: 2}", "EVO124:js"),
    ("{type: integer, minimum: 0, maximum: 9}", "{type: number, minimum: -1, maximum: 10}", "EVO118:hs"),
    ("{type: number, minimum: 0}", "{type: integer, minimum: 0}", "EVO119:js"),
    ("string[]", "{type: array, items: string, minItems: 1}", "EVO124:js"),
    ("{type: array, items: string, minItems: 1}", "string[]", "EVO125:h"),
    ("string[]", "{type: array, items: string, maxItems: 5}", "EVO124:js"),
    ("{type: array, items: string, maxItems: 5}", "string[]", "EVO125:h"),
    ("{type: array, items: string, maxItems: 0}", "integer[]", "EVO125:h EVO118:hs@f[]"),
    ("{fields: {a: string}}", "{fields: {a: string, b: string}}", "EVO111:js@f.b"),
    ("{fields: {a: string}}", "{fields: {a: string, b: string?}}", "EVO110@f.b"),
    ("{fields: {a: string, b: string}}", "{fields: {a: string}}", "EVO112:hs@f.b"),
    ("{fields: {a: string, b: string?}}", "{fields: {a: string}}", "EVO112:s@f.b"),
    ("{fields: {a: string}}", "{fields: {a: integer}}", "EVO117:hjs@f.a"),
    ("{fields: {a: integer}}", "{fields: {a: number}}", "EVO118:hs@f.a"),
    ("{fields: {a: string}}", "{fields: {a: string?}}", "EVO114:hs@f.a"),
    ("{fields: {a: string?}}", "{fields: {a: string}}", "EVO113:js@f.a"),
    ("{fields: {a: string}}", "{fields: {a: string}, open: true}", "EVO135@f{...}"),
    ("{fields: {a: string}, open: true}", "{fields: {a: string}}", "EVO136:s@f{...}"),
    ("{fields: {a: string}, open: true}", "{fields: {a: string, b: string?}, open: true}", "EVO119:js@f.b"),
    ("{fields: {a: string}, open: true}", "{fields: {a: string, b: any?}, open: true}", "EVO110@f.b"),
    ("{fields: {a: string}, open: true}", "{fields: {a: string, b: string}, open: true}", "EVO111:js@f.b"),
    ("{fields: {a: string, b: string?}, open: true}", "{fields: {a: string}, open: true}", "EVO118:hs@f.b"),
    ("{fields: {a: string}, open: true}", "object", "EVO118:hs"),
    ("{fields: {a: string}, open: true}", "{type: object, additionalProperties: string}", "EVO118:hs EVO119:js@f{...}"),
    ("{fields: {a: string}}", "object", "EVO118:hs"),
    ("object", "{fields: {a: string}}", "EVO119:js"),
    ("object", "{fields: {a: string?}}", "EVO119:js"),
    ("{fields: {a: string}}", "any", "EVO118:hs"),
    ("{fields: {a: string}}", "{type: object, additionalProperties: string}", "EVO118:hs"),
    ("{fields: {a: integer}}", "{type: object, additionalProperties: string}", "EVO118:hs EVO119:js@f.a"),
    ("{type: object, additionalProperties: string}", "object", "EVO118:hs@f{}"),
    ("object", "{type: object, additionalProperties: string}", "EVO119:js@f{}"),
    ("{type: object, additionalProperties: string}", "{type: object, additionalProperties: integer}", "EVO117:hjs@f{}"),
    ("{type: object, additionalProperties: integer}", "{type: object, additionalProperties: number}", "EVO118:hs@f{}"),
    ("{type: array, items: {fields: {a: string}}}", "{type: array, items: {fields: {a: string, b: string}}}",
     "EVO111:js@f[].b"),
    ("{type: array, items: {fields: {a: [x, y]}}}", "{type: array, items: {fields: {a: [x, y, z]}}}",
     "EVO120:hs@f[].a"),
    ("Address", "Address?", "EVO114:hs"),
    ("Address", "Address | null", "EVO115:hs"),
    ("Address", "Place", "EVO111:js@f.zip"),
    ("Place", "Address", "EVO112:hs@f.zip"),
    ("Address", "string", "EVO117:hjs"),
    ("Tree", "Tree", ""),
    ("Address[]", "Place[]", "EVO111:js@f[].zip"),
    ("{type: string, sensitive: true}", "string", "EVO128"),
    ("string", "{type: string, sensitive: true}", "EVO128"),
    ("{type: string, description: a}", "{type: string, description: b}", "EVO181"),
    ("{type: string, arrival: {default: x}}", "string", "EVO132:j"),
    ("string", "{type: string, arrival: {default: x}}", "EVO129"),
    ("string", "{anyOf: [string, integer]}", "EVO118:hs"),
    ("{anyOf: [string, integer]}", "string", "EVO119:js"),
    ("{anyOf: [string, integer]}", "{anyOf: [integer, string]}", ""),
    ("{anyOf: [string, integer]}", "{anyOf: [string, number]}", "EVO118:hs"),
    ("{anyOf: [Address, string]}", "{anyOf: [Place, string]}", "EVO111:js@f.zip"),
    ("integer", "{anyOf: [string, number]}", "EVO118:hs"),
    ("string", "{type: string, deprecated: {note: gone}}", "EVO106"),
]  # fmt: skip
"""A field before and after (None if it does not exist), and the findings."""


def describe(comparison: Comparison) -> str:
    """Return the findings in the notation of the tables."""
    lines: list[str] = []
    for change in sorted(comparison.changes, key=lambda change: (change.path, change.code)):
        audiences = "".join(sorted(AUDIENCE_LETTERS[audience] for audience in change.breaks))
        place = f"@{change.path}" if change.path not in ("f", "") else ""
        lines.append(f"{change.code}{':' + audiences if audiences else ''}{place}")
    return " ".join(lines)


@pytest.mark.parametrize(("before", "after", "expected"), FIELDS)
def test_field_change_is_found(catalog_of: CatalogMaker, before: str | None, after: str | None, expected: str) -> None:
    assert describe(compare_catalogs(catalog_of.with_field(before), catalog_of.with_field(after), TODAY)) == expected


# ORDER has no closing brace: each row adds settings and closes it.
ORDER: Final = "order.placed: {category: orders, description: Placed., payload: {a: string}"
SENT: Final = "order.sent: {category: orders, description: Sent.}"
NIGHTLY: Final = (
    'schedules: {a.nightly: {cron: "0 2 * * *", description: Nightly., sends: order.placed, payload: {a: x}}}'
)
EVENTS: Final = [
    (SENT, f"{SENT}\n{ORDER}}}", "EVO102"),
    (f"{SENT}\n{ORDER}}}", SENT, "EVO101:jps"),
    (f"{SENT}\n{ORDER}, deprecated: {{note: gone, since: 2026-01-01}}}}", SENT, "EVO101"),
    (f"{SENT}\n{ORDER}, deprecated: {{note: gone, since: 2026-11-20}}}}", SENT, "EVO109:jps"),
    (f"{SENT}\n{ORDER}, deprecated: {{note: gone}}}}", SENT, "EVO109:jps"),
    (f"{SENT}\n{ORDER}, longestDelay: 1d, deprecated: {{note: gone, since: 2026-11-20}}}}", SENT, "EVO101"),
    (f"{SENT}\n{ORDER}, longestDelay: 2h, deprecated: {{note: gone, since: 2026-11-24}}}}", SENT, "EVO109:jps"),
    (f"{ORDER}}}", f"{ORDER}, deprecated: {{note: gone}}}}", "EVO106"),
    (f"{ORDER}, deprecated: {{note: gone}}}}", f"{ORDER}}}", "EVO107"),
    (f"{ORDER}}}", f"{ORDER}, owner: shop}}", "EVO108"),
    (f"{ORDER}}}", f"{ORDER}, payloadType: Placed}}", "EVO104:s"),
    (f"{ORDER}}}", ORDER.replace("orders", "others") + "}", "EVO105"),
    (f"{ORDER}}}", ORDER.replace("Placed.", "Was placed.") + "}", "EVO181"),
    (f"{ORDER}}}", f"{ORDER}, retry: {{maxAttempts: 9}}}}", "EVO140"),
    (f"{ORDER}}}", f"{ORDER}, fairness: none}}", "EVO141"),
    (f"{ORDER}, fairness: tenant}}", f"{ORDER}, fairness: none}}", "EVO141"),
    (f"{ORDER}, fairness: tenant}}", f"{ORDER}, fairness: tenant}}", ""),
    (f"{ORDER}}}", f"{ORDER}, longestDelay: 90d}}", ""),
    (f"{ORDER}}}", ORDER.replace("order.placed", "order.taken") + ", aliases: [order.placed]}",
     "EVO103:s EVO104:s EVO160:p"),
    (f"{ORDER}}}", ORDER.replace("order.placed", "order.taken") + "}", "EVO101:jps EVO102"),
    (f"{ORDER}}}", ORDER.replace("order.placed", "order.taken").replace("a: string", "a: integer")
     + ", aliases: [order.placed]}", "EVO103:s EVO104:s EVO160:p EVO117:hjs@a"),
    (f"{ORDER}}}", f"{ORDER}, wireName: Order Placed}}", "EVO137:js"),
    (f"{ORDER}}}", f"{ORDER}, wireName: Order Placed, aliases: [order.placed]}}", "EVO103:s"),
    (f"{ORDER}, wireName: Order Placed}}", f"{ORDER}, wireName: Done, aliases: [Order Placed]}}", "EVO103:s"),
    (f"{ORDER}, wireName: Order Placed}}", f"{ORDER}, aliases: [Order Placed]}}", "EVO103:s"),
    (f"{ORDER}}}", ORDER.replace("order.placed", "order.taken") + ", wireName: order.placed}", "EVO104:s EVO160:p"),
    (f"{ORDER}, wireName: a/b}}", ORDER.replace("order.placed", "order.taken") + ", aliases: [a/b]}",
     "EVO103:s EVO104:s EVO160:p"),
    (f"{ORDER}, wireName: a/b}}", ORDER.replace("order.placed", "order.taken") + ", aliases: [order.placed]}",
     "EVO104:s EVO137:js EVO160:p"),
    (f"{ORDER}, aliases: [a/b]}}", f"{ORDER}, wireName: a/b, aliases: [order.placed]}}", "EVO103:s"),
    (f"{ORDER}, aliases: [order.made]}}", f"{ORDER}}}", "EVO134:jp"),
    (f"{ORDER}, aliases: [order.made]}}", f"{ORDER}, aliases: [{{name: order.made, since: 2026-01-01}}]}}", ""),
    (f"{ORDER}, aliases: [{{name: order.made, since: 2026-11-01}}]}}", f"{ORDER}}}", "EVO134"),
    (f"{ORDER}, aliases: [{{name: order.made, since: 2026-11-20}}]}}", f"{ORDER}}}", "EVO134:jp"),
    (f"{ORDER}, longestDelay: 90d, aliases: [{{name: order.made, since: 2026-11-01}}]}}", f"{ORDER}}}", "EVO134:jp"),
    (f"{ORDER}, aliases: [order.made]}}", ORDER.replace("placed", "made") + ", aliases: [order.placed]}",
     "EVO103:s EVO104:s EVO160:p"),
    (f"{ORDER}}}", f"{ORDER}, result: {{id: string}}}}", "EVO130:s@result"),
    (f"{ORDER}, result: {{id: string}}}}", f"{ORDER}}}", "EVO130:s@result"),
    (f"{ORDER}, result: {{id: string}}}}", f"{ORDER}, result: {{id: integer}}}}", "EVO131:hs@result.id"),
    (f"{ORDER}, result: {{id: string}}}}", f"{ORDER}, result: {{id: string, at: date-time?}}}}", "EVO131@result.at"),
    (f"{ORDER}, result: {{id: string}}}}", f"{ORDER}, result: {{id: string?}}}}", "EVO131:hs@result.id"),
    (f"{ORDER}, result: Address}}", f"{ORDER}, result: Place}}", "EVO131:hs@result.zip"),
    (f"{SENT}\n{ORDER}}}", f"{ORDER}}}\n{SENT}", ""),
]  # fmt: skip
"""The events before and after, and the findings."""


@pytest.mark.parametrize(("before", "after", "expected"), EVENTS)
def test_event_change_is_found(catalog_of: CatalogMaker, before: str, after: str, expected: str) -> None:
    assert describe(compare_catalogs(catalog_of(before), catalog_of(after), TODAY)) == expected


SCHEDULES: Final = [
    ("", NIGHTLY, "EVO151"),
    (NIGHTLY, "", "EVO150:cps"),
    (NIGHTLY, NIGHTLY.replace("0 2", "0 3"), "EVO152:c"),
    (NIGHTLY, NIGHTLY.replace("description:", "timezone: Europe/Berlin, description:"), "EVO152:c"),
    (NIGHTLY, NIGHTLY.replace("a: x", "a: y"), "EVO153:c"),
    (NIGHTLY, NIGHTLY.replace(", sends: order.placed, payload: {a: x}", ""), "EVO153:c"),
    (NIGHTLY, NIGHTLY.replace("Nightly.", "Every night."), "EVO181"),
    (NIGHTLY, NIGHTLY.replace("description:", "owner: shop, description:"), "EVO108"),
    (NIGHTLY, NIGHTLY.replace("a.nightly", "a.eachNight"), "EVO150:cps EVO151"),
    (NIGHTLY, NIGHTLY, ""),
]
"""The schedules before and after, and the findings."""


@pytest.mark.parametrize(("before", "after", "expected"), SCHEDULES)
def test_schedule_change_is_found(catalog_of: CatalogMaker, before: str, after: str, expected: str) -> None:
    events = f"{ORDER}}}"
    assert describe(compare_catalogs(catalog_of(events, before), catalog_of(events, after), TODAY)) == expected
