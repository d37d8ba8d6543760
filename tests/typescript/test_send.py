"""Checks in TypeScript before a job is sent, with the same error texts as in Python."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cgk_jobs import CATALOG
from cgk_runtime.client.options import scoped_key
from cgk_runtime.errors import InvalidTenantError, MissingTenantError, NotConfiguredError, UnknownEventError
from option_values import INVALID, VALID
from pydantic.alias_generators import to_camel

from .conftest import Project

KIT = """
import * as jobs from '@cgk-platform/jobs'

export const sent = []
export const recorder = {
  name: 'recorder',
  supportedOptions: new Set(['delay', 'idempotencyKey', 'tags']),
  maxPayloadBytes: 2000,
  async send(messages) {
    sent.push(...messages)
    const down = new jobs.ProviderError('is down', 'Recorder')
    return messages.map(({ taskId }, index) => taskId === 'creator-rejected' ? down : `run_${index}`)
  },
}
jobs.setJobClient(jobs.createJobClient({ provider: recorder }))

/** Returns the value or the error of a call. */
export async function outcome(call) {
  try {
    return { value: await call() }
  } catch (error) {
    return { error: error.name, message: error.message, problems: error.problems }
  }
}
"""
"""Module with a provider that records jobs and refuses those of the event `creator.rejected`."""


@pytest.fixture
def kit(project: Project) -> Project:
    project.write("kit.mjs", KIT)
    return project


def run_calls(project: Project, calls: dict[str, str]) -> dict[str, Any]:
    """Run the calls one after another in one program; return the outcome of each by its name."""
    table = ",\n".join(f"{json.dumps(name)}: await outcome(async () => {call})" for name, call in calls.items())
    output: dict[str, Any] = project.node(
        "import { outcome, recorder, sent } from './kit.mjs'\n"
        "import { createJobClient, sendJob, sendJobs, withTenant, currentTenant } from '@cgk-platform/jobs'\n"
        "const ORDER = { tenantId: 'rawdog', orderId: 'o1' }\n"
        f"console.log(JSON.stringify({{\n{table}\n}}))"
    )
    return output


def test_job_is_sent_as_python_would(kit: Project) -> None:
    output = kit.node("""
        import { sent } from './kit.mjs'
        import { sendJob, sendJobs } from '@cgk-platform/jobs'
        const order = { tenantId: 'rawdog', orderId: 'o1', currency: undefined }
        const handle = await sendJob('order.created', order, { delay: 60, idempotencyKey: 'ö1' })
        const handles = await sendJobs([{ event: 'order.created', payload: { tenantId: 'rawdog', orderId: 'o2' } }])
        console.log(JSON.stringify({ handle, handles, sent, none: await sendJobs([]) }))
    """)
    assert output["handle"] == {"id": "run_0", "event": "order.created", "provider": "recorder"}
    assert output["handles"] == [output["handle"]]
    assert output["none"] == []
    first, second = output["sent"]
    assert first == {
        "event": "order.created",
        "taskId": CATALOG.event("order.created").task_id,
        "tenantId": "rawdog",
        "document": '{"tenantId":"rawdog","orderId":"o1"}',
        "options": {"delay": 60, "idempotencyKey": scoped_key("rawdog", "order.created", "ö1")},
    }
    assert second["options"] == {}


def test_invalid_payloads_are_refused(kit: Project) -> None:
    results = run_calls(
        kit,
        {
            "no tenant": "sendJob('order.created', { orderId: 'o1' })",
            "blank tenant": "sendJob('order.created', { ...ORDER, tenantId: ' ' })",
            "no payload": "sendJob('order.created')",
            "wrong tenant": "sendJob('order.created', { ...ORDER, tenantId: 'Raw Dog' })",
            "all at once": "sendJob('order.created', { tenantId: 'rawdog', totalAmount: '1', colour: 'red', "
            "currency: null })",
            "unknown event": "sendJob('order.craeted', ORDER)",
            "inherited": "sendJob('toString', ORDER)",
            "not a number": "sendJob('order.created', { ...ORDER, totalAmount: NaN })",
            "unsafe": "sendJob('order.created', { ...ORDER, totalAmount: 2 ** 53 })",
            "surrogate": "sendJob('order.created', { ...ORDER, currency: '\\ud800' })",
            "not json": "sendJob('customer.updated', { tenantId: 'rawdog', customerId: 'c', changes: "
            "{ when: new Date(0), big: 1n, list: [undefined], map: new Map(), deep: [[{ f: () => 1 }]] } })",
            "too large": "sendJob('order.created', { ...ORDER, currency: 'x'.repeat(3000) })",
            "large in UTF-8": "sendJob('order.created', "
            "{ ...ORDER, currency: 'x'.repeat(3000), orderId: 'é'.repeat(2000) })",
        },
    )
    assert results["no tenant"]["message"] == results["blank tenant"]["message"] == results["no payload"]["message"]
    assert results["no tenant"]["message"] == str(MissingTenantError("order.created"))
    assert results["no tenant"]["error"] == "MissingTenantError"
    assert results["wrong tenant"]["problems"] == [{"field": "tenantId", "problem": "must match ^[a-z0-9_-]{1,56}$"}]
    assert results["all at once"]["message"] == (
        '[JobProvider] Event "order.created" has an invalid payload:\n'
        "  orderId: is required\n"
        "  colour: is not a field of this event\n"
        "  totalAmount: must be of type number\n"
        "  currency: must be of type string"
    )
    assert results["unknown event"]["message"] == str(UnknownEventError("order.craeted", "order.created"))
    assert results["inherited"]["message"] == str(UnknownEventError("toString", None))
    problem = {name: results[name]["problems"][0]["problem"] for name in ("not a number", "unsafe", "surrogate")}
    assert problem == {
        "not a number": "is NaN, which JSON cannot represent",
        "unsafe": "is an integer beyond 2^53 - 1, which JavaScript rounds; send it as a string",
        "surrogate": "has a lone surrogate, which JSON cannot represent",
    }
    assert {problem["field"]: problem["problem"] for problem in results["not json"]["problems"]} == {
        "changes.when": "is a Date, which JSON cannot represent",
        "changes.big": "is a bigint, which JSON cannot represent",
        "changes.list[0]": "is undefined, which JSON cannot represent",
        "changes.map": "is a Map, which JSON cannot represent",
        "changes.deep[0][0].f": "is a function, which JSON cannot represent",
    }
    assert "Its largest field is currency" in results["too large"]["message"]
    assert "Its largest field is orderId" in results["large in UTF-8"]["message"]


def test_refusal_takes_linear_time(kit: Project) -> None:
    """Eight times as many unknown keys take about eight times the CPU time; the error reports a hundred of them."""
    output = kit.node("""
        import { outcome } from './kit.mjs'
        import { sendJob } from '@cgk-platform/jobs'
        const ORDER = { tenantId: 'rawdog', orderId: 'o1' }
        const keys = (count) => Array.from({ length: count }, (_, index) => [`k${index}`, index])
        const withKeys = (count) => ({ ...ORDER, ...Object.fromEntries(keys(count)) })
        async function time(payload) {
          const times = []
          for (let round = 0; round < 3; round += 1) {
            const begin = process.cpuUsage()
            await outcome(() => sendJob('order.created', payload))
            const used = process.cpuUsage(begin)
            times.push(used.user + used.system)
          }
          return Math.min(...times)
        }
        const [few, many] = [withKeys(5_000), withKeys(40_000)]
        await time(few)
        const ratio = await time(many) / await time(few)
        const error = await sendJob('order.created', many).catch((error) => error)
        const long = await sendJob('order.created', { ...ORDER, ['x'.repeat(100_000)]: 1 }).catch((error) => error)
        console.log(JSON.stringify({
          ratio, reported: error.problems.length, omitted: error.omitted, end: error.message.slice(-20),
          long: long.message.length,
        }))
    """)
    assert output["ratio"] < 30, "a quadratic algorithm has 64"
    assert (output["reported"], output["omitted"]) == (100, 39_900)
    assert output["end"].endswith("and 39900 more")
    assert output["long"] < 1_200


def test_sparse_list_is_refused_at_once(kit: Project) -> None:
    output = kit.node("""
        import './kit.mjs'
        import { sendJob } from '@cgk-platform/jobs'
        const list = [1]
        list.length = 50_000_000
        const payload = { tenantId: 'rawdog', customerId: 'c', changes: { list } }
        const begin = process.cpuUsage()
        const error = await sendJob('customer.updated', payload).catch((error) => error)
        const { user, system } = process.cpuUsage(begin)
        console.log(JSON.stringify({ problems: error.problems, milliseconds: (user + system) / 1000 }))
    """)
    assert output["problems"] == [{"field": "changes.list[1]", "problem": "is undefined, which JSON cannot represent"}]
    assert output["milliseconds"] < 1_000


def test_only_validated_data_is_sent(kit: Project) -> None:
    """A payload is read once: getters, proxies and prototypes cannot change what was validated."""
    output = kit.node("""
        import { outcome, sent } from './kit.mjs'
        import { sendJob } from '@cgk-platform/jobs'
        const ORDER = { tenantId: 'rawdog', orderId: 'o1' }
        class Order {
          get tenantId() { return 'rawdog' }
          get orderId() { return 'o1' }
        }
        class Priced {
          constructor() { Object.assign(this, ORDER) }
          get currency() { return 'USD' }
          total() { return 1 }
        }
        class Filled {
          constructor() { Object.assign(this, ORDER) }
          total() { return 1 }
        }
        let reads = 0
        const changing = { orderId: 'o1', get tenantId() { reads += 1; return reads === 1 ? 'rawdog' : 'acme' } }
        let orderIdReads = 0
        const proxy = new Proxy({ ...ORDER }, {
          get: (target, name) => name === 'orderId' && (orderIdReads += 1) > 1 ? 7 : target[name],
        })
        const circular = { ...ORDER }
        circular.currency = circular
        const withoutClass = Object.assign(Object.create(null), { toJSON: () => ({ tenantId: 'acme' }) })
        const calls = {
          getters: new Order(), created: Object.create(ORDER), inherited: new Priced(), instance: new Filled(),
          bare: Object.assign(Object.create(null), ORDER), changing, proxy, circular,
          toJSON: { ...ORDER, toJSON: () => ({ tenantId: 'acme' }) }, nested: { ...ORDER, currency: withoutClass },
          proto: JSON.parse('{"tenantId": "rawdog", "orderId": "o1", "__proto__": {"currency": "USD"}}'),
          list: [], absent: { ...ORDER, colour: undefined },
        }
        const results = {}
        for (const [name, payload] of Object.entries(calls)) {
          results[name] = await outcome(async () => (await sendJob('order.created', payload)).id)
        }
        const documents = sent.map(({ tenantId, document }) => [tenantId, document])
        console.log(JSON.stringify({ results, documents, reads }))
    """)
    order = '{"tenantId":"rawdog","orderId":"o1"}'
    assert output["documents"] == [
        ["rawdog", order],
        ["rawdog", order],
        ["rawdog", '{"orderId":"o1","tenantId":"rawdog"}'],
        ["rawdog", order],
        ["rawdog", order],
    ]
    assert output["reads"] == 1
    results = output["results"]
    accepted = {name for name, outcome in results.items() if outcome.get("value") == "run_0"}
    assert accepted == {"instance", "bare", "changing", "proxy", "absent"}
    missing = {name for name, outcome in results.items() if outcome.get("error") == "MissingTenantError"}
    assert missing == {"getters", "created", "list"}
    problems = {name: outcome["problems"] for name, outcome in results.items() if name not in accepted | missing}
    assert problems == {
        "inherited": [{"field": "currency", "problem": "is inherited, and JSON has only own fields"}],
        "circular": [{"field": "currency", "problem": "contains itself"}],
        "toJSON": [
            {"field": "payload", "problem": "is an Object, which JSON cannot represent"},
            {"field": "toJSON", "problem": "is not a field of this event"},
        ],
        "nested": [{"field": "currency", "problem": "is an object, which JSON cannot represent"}],
        "proto": [{"field": "__proto__", "problem": "is not a field of this event"}],
    }


def test_guard_accepts_what_a_send_accepts(kit: Project) -> None:
    """A `Date` is the exception: sends convert it, but the guard's type is that of a received payload."""
    output = kit.node("""
        import './kit.mjs'
        import { isPayload, sendJob, validatePayload } from '@cgk-platform/jobs'
        const nested = (depth) => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))
        const circular = {}
        circular.self = circular
        const changes = {
          plain: { a: [1, { b: null }, 'ö'] }, instance: new (class { a = 1 })(), bare: Object.create(null),
          absent: { a: undefined }, float: { a: 1e300 }, deep: nested(189),
          function: { a() {} }, bigint: { a: 1n }, map: { a: new Map() }, tooDeep: nested(300), unsafe: { a: 2 ** 60 },
          surrogate: { a: '\\ud800' }, name: { '\\ud800': 1 }, circular, empty: { a: [, 1] }, infinite: { a: 1e400 },
          inherited: Object.create({ a: 1 }), toJSON: { toJSON: () => 1 }, date: { a: new Date(0) },
        }
        const verdicts = {}
        for (const [name, value] of Object.entries(changes)) {
          const payload = { tenantId: 'rawdog', customerId: 'c', changes: value }
          verdicts[name] = [
            isPayload('customer.updated', payload),
            validatePayload('customer.updated', payload).length === 0,
            await sendJob('customer.updated', payload).then(() => true, () => false),
          ]
        }
        const paid = { tenantId: 'rawdog', payoutId: 'p', completedAt: new Date(0) }
        verdicts.dateTime = [isPayload('payout.completed', paid), validatePayload('payout.completed', paid)]
        console.log(JSON.stringify(verdicts))
    """)
    assert output.pop("dateTime") == [False, []]
    accepted = {"plain", "instance", "bare", "absent", "float", "deep"}
    assert {name for name, verdicts in output.items() if any(verdicts)} == accepted
    assert all(all(output[name]) for name in accepted)


def test_invalid_options_and_batches_are_refused(kit: Project) -> None:
    results = run_calls(
        kit,
        {
            "options": "sendJob('order.created', ORDER, { delay: -1, at: new Date('x'), maxAttempts: 0, dealy: 1 })",
            "unsupported": "sendJob('order.created', ORDER, { queue: 'q', priority: 1 })",
            "batch": "sendJobs([{ event: 'order.created', payload: ORDER }, { event: 'order.created', payload: {} }])",
            "sent": "sent.length",
            "partly": "sendJobs([{ event: 'order.created', payload: ORDER }, "
            "{ event: 'creator.rejected', payload: { tenantId: 'rawdog', creatorId: 'c' } }])",
            "provider": "sendJob('creator.rejected', { tenantId: 'rawdog', creatorId: 'c' })",
        },
    )
    reported = results["options"]["message"]
    assert results["options"]["error"] == "InvalidOptionError"
    for mistake in (
        "delay must be seconds",
        "at must be a valid Date",
        "maxAttempts must be",
        "unknown option dealy",
        "not both",
    ):
        assert mistake in reported
    assert "recorder does not support priority, queue" in results["unsupported"]["message"]
    assert results["batch"]["message"].startswith("[JobClient] 1 of 2 jobs were refused; nothing was sent:\n  item 1:")
    assert results["sent"]["value"] == 0
    assert results["partly"]["message"] == (
        "[JobClient] 1 of 2 jobs were refused; 1 was sent:\n  item 1: [Recorder] is down"
    )
    assert results["provider"] == {"error": "ProviderError", "message": "[Recorder] is down"}


def test_misuse_without_types_is_explained(kit: Project) -> None:
    expected = {
        "sendJob()": ("UnknownEventError", 'Unknown event "undefined"'),
        "sendJob(null, ORDER)": ("UnknownEventError", 'Unknown event "null"'),
        "sendJob(Symbol('x'), ORDER)": ("UnknownEventError", 'Unknown event "Symbol(x)"'),
        "sendJob('order.created')": ("MissingTenantError", "requires tenantId"),
        "sendJob('order.created', null)": ("MissingTenantError", "requires tenantId"),
        "sendJob('order.created', ORDER, null)": ("InvalidOptionError", "the options must be an object"),
        "sendJob('order.created', ORDER, 60)": ("InvalidOptionError", "the options must be an object"),
        "sendJobs()": ("InvalidOptionError", "must be a list of items"),
        "sendJobs({ event: 'order.created' })": ("InvalidOptionError", "must be a list of items"),
        "sendJobs([{ event: 'order.created', payload: ORDER }, null])": (
            "BatchError",
            "item 1: [JobClient] An item must",
        ),
        "sendJobs([, { event: 'order.created', payload: ORDER }])": ("BatchError", "item 0: [JobClient] An item must"),
        "sendJobs([{ payload: ORDER }])": ("BatchError", 'item 0: [JobClient] Unknown event "undefined"'),
    }
    results = run_calls(kit, {call: call for call in expected})
    for call, (error, text) in expected.items():
        assert results[call]["error"] == error, call
        assert text in results[call]["message"], call


def test_options_are_validated_as_in_python(kit: Project) -> None:
    """Python accepts and refuses the same values; see tests/runtime/client/test_option_entrances.py."""
    calls = {
        f"{kind} {to_camel(option)} {value}": f"send({{ {to_camel(option)}: {value} }})"
        for kind, table in (("invalid", INVALID), ("valid", VALID))
        for option, values in table.items()
        for _, value in values
    }
    kit.write("options.mjs", OPTIONS)
    results = run_calls(kit, {name: f"(await import('./options.mjs')).{call}" for name, call in calls.items()})
    for name, outcome in results.items():
        kind, option, _ = name.split(" ", 2)
        assert ("value" in outcome) == (kind == "valid"), name
        if kind == "invalid":
            assert outcome["error"] == "InvalidOptionError", name
            assert f"{option} must be " in outcome["message"]
            assert "secret" not in outcome["message"]


OPTIONS = """
import { createJobClient } from '@cgk-platform/jobs'
import { recorder } from './kit.mjs'
const names = ['delay', 'at', 'idempotencyKey', 'maxAttempts', 'queue', 'concurrencyKey', 'priority', 'ttl', 'tags']
const provider = { ...recorder, supportedOptions: new Set([...names, 'idempotencyKeyTtl', 'metadata']) }
const client = createJobClient({ provider })
export async function send(options) {
  const key = 'idempotencyKeyTtl' in options ? { idempotencyKey: 'key' } : {}
  return (await client.sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1' }, { ...key, ...options })).id
}
"""
"""Module that sends a job through a provider that supports all options."""


def test_only_validated_options_are_sent(kit: Project) -> None:
    output = kit.node("""
        import { sent } from './kit.mjs'
        import { sendJob } from '@cgk-platform/jobs'
        const order = { tenantId: 'rawdog', orderId: 'o1' }
        let reads = 0
        const tags = ['vip']
        const options = { tags, get idempotencyKey() { reads += 1; return `key${reads}` } }
        const sending = sendJob('order.created', order, options)
        tags.push('late')
        await sending
        console.log(JSON.stringify(sent[0].options))
    """)
    assert output == {"tags": ["vip"], "idempotencyKey": scoped_key("rawdog", "order.created", "key1")}


def test_tenant_context_guards_the_send(kit: Project) -> None:
    results = run_calls(
        kit,
        {
            "inside": "withTenant('rawdog', async () => { await null; return currentTenant() })",
            "outside": "currentTenant()",
            "invalid": "withTenant('Raw Dog', () => 1)",
            "newline": "withTenant('rawdog\\n', () => 1)",
            "same": "withTenant('rawdog', () => sendJob('order.created', ORDER))",
            "cross": "withTenant('other', () => sendJob('order.created', ORDER))",
            "allowed cross": "withTenant('other', () => sendJob('order.created', ORDER, { crossTenant: true }))",
        },
    )
    assert results["inside"]["value"] == "rawdog"
    assert results["outside"]["error"] == "NoTenantError"
    assert results["invalid"]["message"] == str(InvalidTenantError("Raw Dog", CATALOG.tenant_pattern)).replace("'", '"')
    assert results["newline"]["error"] == "InvalidTenantError"
    assert results["same"]["value"]["id"] == results["allowed cross"]["value"]["id"] == "run_0"
    assert results["cross"]["message"].startswith(
        '[Tenant] Event "order.created" for tenant "rawdog" was sent in the context of tenant "other"'
    )


def test_settings_come_from_environment_and_file(project: Project) -> None:
    project.write(".env.local", 'TRIGGER_SECRET_KEY="tr_dev_$1"\nINNGEST_EVENT_KEY=key\nINNGEST_BASE_URL= \n')
    project.write("packages/shop/here.txt", "")
    program = """
        import { createJobClient } from '@cgk-platform/jobs'
        const name = (environment, directory) => {
          try {
            return createJobClient({ environment, directory }).provider.name
          } catch (error) {
            return error.message
          }
        }
        console.log(JSON.stringify([
          name({}, 'packages/shop'), name({ JOBS_PROVIDER: 'inngest' }),
          name({ JOBS_PROVIDER: 'local' }), name({ JOBS_PROVIDER: 'dev' }),
          name({ JOBS_PROVIDER: 'celery' }), name({ TRIGGER_API_URL: 'api.shop' }), name({}, '/'),
          name({ JOBS_PROVIDER: 'inngest', INNGEST_EVENT_KEY: 'key', INNGEST_DEV: 'yes' }),
        ]))
    """
    selected, inngest, local, dev, unknown, wrong, empty, switched = project.node(program)
    assert (selected, inngest, local, dev) == ("trigger.dev", "inngest", "local", "dev")
    assert unknown == '[JobClient] Unknown provider "celery"; JOBS_PROVIDER may be dev, inngest, local, trigger.dev'
    assert "TRIGGER_API_URL must be an address that starts with http:// or https://, without user" in wrong
    assert "INNGEST_DEV must be 1, 0 or an address" in switched
    assert empty.splitlines()[0] == str(NotConfiguredError()).splitlines()[0]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://api.inngest.com", "https://inn.gs/e/key"),
        ("https://jobs.example/inngest/", "https://jobs.example/inngest/e/key"),
        ("https://jobs.example/@shop", "https://jobs.example/@shop/e/key"),
    ],
)
def test_inngest_events_go_to_their_address(project: Project, address: str, url: str) -> None:
    program = """
        import { sendJob } from '@cgk-platform/jobs'
        let sentTo
        globalThis.fetch = async (url) => {
          sentTo = String(url)
          return Response.json({ ids: ['id'], status: 200 })
        }
        await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1' })
        console.log(JSON.stringify(sentTo))
    """
    settings = {"JOBS_PROVIDER": "inngest", "INNGEST_EVENT_KEY": "key", "INNGEST_BASE_URL": address}
    assert project.node(program, **settings) == url


def test_newer_fields_are_ignored_and_logged_once(project: Project) -> None:
    completed = project.run("""
        import { readPayload } from '@cgk-platform/jobs'
        const options = { quality: 1, blur: 2 }
        const arrived = { tenantId: 'rawdog', productId: 'p', imageUrl: 'u', options, added: 1 }
        const [first, again] = [1, 2].map(() => readPayload('googleFeed.imageOptimize', arrived))
        let refused
        try {
          readPayload('order.created', { tenantId: 'rawdog', orderId: 1, added: 1 })
        } catch (error) {
          refused = error.problems
        }
        console.log(JSON.stringify({ first, again, arrived, refused }))
    """)
    assert completed.returncode == 0, completed.stderr
    output = json.loads(completed.stdout)
    assert (
        output["first"]
        == output["again"]
        == {"tenantId": "rawdog", "productId": "p", "imageUrl": "u", "options": {"quality": 1}}
    )
    assert output["arrived"]["added"] == 1
    assert output["refused"] == [{"field": "orderId", "problem": "must be of type string"}]
    warning = "ignored fields of a newer producer that this catalog does not define: added, options.blur"
    assert completed.stderr.count(warning) == 1
