"""Date-times: a send writes a `Date` as text."""

from __future__ import annotations

from .conftest import Project


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
