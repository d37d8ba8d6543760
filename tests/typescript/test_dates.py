"""Date-times: sends accept a `Date` or its text, handlers receive the text."""

from __future__ import annotations

import csv
from collections import defaultdict

from paths import TESTS

from .conftest import Project

TYPES = {
    "date-time": "Date",
    "object (string -> any)": "Record<string, unknown>",
    "string or null": "string | null",
    "array of string": "string[]",
    "array of any": "unknown[]",
}
"""The platform's own TypeScript types, by their names in events.tsv."""


def platform_types() -> tuple[str, list[str]]:
    """Return the platform's `JobEvents` as its TypeScript code declares it, and the names of the events."""
    events: dict[str, list[str]] = defaultdict(list)
    with (TESTS / "sdk" / "facts" / "events.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            fields = events[row["event"]]
            if row["field"]:
                optional = "" if row["required"] == "yes" else "?"
                fields.append(f"{row['field']}{optional}: {typescript_type(row['type'])}")
    lines = [f"  '{name}': {{ {'; '.join(['tenantId: string', *fields])} }}" for name, fields in events.items()]
    return "\n".join(["type JobEvents = {", *lines, "}"]), list(events)


def typescript_type(text: str) -> str:
    """Return a type of events.tsv in TypeScript."""
    if text.startswith("enum"):
        return " | ".join(f"'{value}'" for value in text.removeprefix("enum").removeprefix(":").split())
    if text.startswith("object {"):
        fields = (field.split(": ") for field in text.removeprefix("object {").removesuffix("}").split(", "))
        return f"{{ {'; '.join(f'{name}: {typescript_type(field_type)}' for name, field_type in fields)} }}"
    return TYPES.get(text, text)


def test_tsc_accepts_the_platforms_own_payloads(project: Project) -> None:
    types, names = platform_types()
    assert len(names) == 92
    assert types.count(": Date") == 13
    sends = "\n".join(f"await sendJob('{name}', events['{name}'])" for name in names)
    project.write(
        "platform.ts",
        f"""import {{ sendJob, sendJobs, type JobInputs }} from '@cgk-platform/jobs'
{types}
declare const events: JobEvents
export const inputs: JobInputs = events
export const send = <E extends keyof JobEvents>(event: E, payload: JobEvents[E]) => sendJob(event, payload)
{sends}
await sendJobs([{{ event: 'payout.completed', payload: events['payout.completed'] }}])
""",
    )
    assert project.tsc() == ""


def test_handlers_receive_date_times_as_text(project: Project) -> None:
    project.write(
        "handlers.ts",
        """import { isPayoutCompleted, readPayload, sendJob, type JobEvents } from '@cgk-platform/jobs'
import type { PayoutCompletedPayload } from '@cgk-platform/jobs'
import { withJobs } from '@cgk-platform/jobs/inngest'
import { task } from '@cgk-platform/jobs/trigger'
import { Inngest } from 'inngest'

task('payout.completed', { run: async ({ completedAt }) => completedAt.slice(0, 10) })
withJobs(new Inngest({ id: 'shop' })).createFunction({}, { event: 'payout.completed' }, ({ event }) =>
  event.data.completedAt.slice(0, 10))
const received: JobEvents['payout.completed'] = readPayload('payout.completed', JSON.parse('{}'))
export const text: string = received.completedAt
export const again: PayoutCompletedPayload = received
const unknown: unknown = received
if (isPayoutCompleted(unknown)) unknown.completedAt.slice(0, 10)
await sendJob('payout.completed', received)
// @ts-expect-error A handler's payload has no Date.
export const date: PayoutCompletedPayload = { tenantId: 'rawdog', payoutId: 'p', completedAt: new Date() }
// @ts-expect-error Only date-times accept a Date.
await sendJob('payout.completed', { tenantId: 'rawdog', payoutId: new Date(), completedAt: 'x' })
""",
    )
    assert project.tsc() == ""


def test_dates_are_sent_as_text(project: Project) -> None:
    output = project.node("""
        import { createJobClient, sendJob, sendJobDynamic, sendJobs, setJobClient } from '@cgk-platform/jobs'
        import { validatePayload } from '@cgk-platform/jobs'
        const sent = []
        setJobClient(createJobClient({ provider: {
          name: 'recorder', supportedOptions: new Set(), maxPayloadBytes: 2000,
          send: async (messages) => messages.map(({ document }) => `run_${sent.push(JSON.parse(document))}`),
        } }))
        const payload = { tenantId: 'rawdog', payoutId: 'p', completedAt: new Date(Date.UTC(2026, 2, 1, 12, 0, 0, 5)) }
        await sendJob('payout.completed', payload)
        await sendJobDynamic('payout.completed', payload)
        await sendJobs([{ event: 'payout.completed', payload }])
        const refused = (change) => validatePayload('payout.completed', { ...payload, ...change })
        console.log(JSON.stringify({
          sent, valid: refused({}), invalid: refused({ completedAt: new Date('x') }),
          year: refused({ completedAt: new Date(8.64e15) }), string: refused({ payoutId: new Date(0) }),
          unknown: refused({ paidAt: new Date(0) }), kept: payload.completedAt instanceof Date,
        }))
    """)
    assert output["sent"] == [{"tenantId": "rawdog", "payoutId": "p", "completedAt": "2026-03-01T12:00:00.005Z"}] * 3
    assert output["valid"] == []
    assert output["kept"]
    assert output["invalid"] == [{"field": "completedAt", "problem": "is an invalid Date"}]
    assert output["year"][0]["problem"].startswith("must match ^")
    assert output["string"] == [{"field": "payoutId", "problem": "is a Date, which JSON cannot represent"}]
    assert {problem["field"] for problem in output["unknown"]} == {"paidAt"}
