"""Handlers and hooks run in the context of their job's tenant, with the parsed payload."""

from __future__ import annotations

from pathlib import Path

from .conftest import Project, install_package

ORDER = {"tenantId": "rawdog", "orderId": "o1", "added": 1}
PARSED = {"tenantId": "rawdog", "orderId": "o1"}


def test_task_hooks_run_in_the_tenants_context(project: Project) -> None:
    """An invalid payload fails its run, and `onFailure` receives it unchanged."""
    output = project.node(f"""
        import {{ lifecycleHooks, resourceCatalog }} from '@trigger.dev/core/v3'
        import {{ StandardLifecycleHooksManager, StandardResourceCatalog }} from '@trigger.dev/core/v3/workers'
        import {{ currentTenantOrUndefined }} from '@cgk-platform/jobs'
        import {{ task }} from '@cgk-platform/jobs/trigger'

        resourceCatalog.setGlobalResourceCatalog(new StandardResourceCatalog())
        resourceCatalog.setCurrentFileContext('program.mjs', 'program.mjs')
        lifecycleHooks.setGlobalLifecycleHooksManager(new StandardLifecycleHooksManager())
        const describe = ({{ payload, error }}) => [currentTenantOrUndefined() ?? null, payload, error ?? null]
        task('order.created', {{
          run: async () => 1, onSuccess: describe, onFailure: describe,
          middleware: async ({{ payload, next }}) => [currentTenantOrUndefined(), payload, await next()],
        }})
        const failure = lifecycleHooks.getTaskFailureHook('order-created')
        const middleware = lifecycleHooks.getTaskMiddlewareHook('order-created')
        console.log(JSON.stringify({{
          success: lifecycleHooks.getTaskSuccessHook('order-created')({{ payload: {ORDER} }}),
          failure: failure({{ payload: {ORDER}, error: 'why' }}),
          invalidPayload: failure({{ payload: {{ tenantId: 'rawdog' }}, error: 'why' }}),
          invalidTenant: failure({{ payload: {{ tenantId: 'NO GOOD' }}, error: 'why' }}),
          noPayload: failure({{ payload: null, error: 'why' }}),
          middleware: await middleware({{ payload: {ORDER}, next: async () => currentTenantOrUndefined() }}),
        }}))
    """)
    assert output == {
        "success": ["rawdog", PARSED, None],
        "failure": ["rawdog", PARSED, "why"],
        "invalidPayload": ["rawdog", {"tenantId": "rawdog"}, "why"],
        "invalidTenant": [None, {"tenantId": "NO GOOD"}, "why"],
        "noPayload": [None, None, "why"],
        "middleware": ["rawdog", PARSED, "rawdog"],
    }


def test_batch_of_several_tenants_is_refused(project: Project) -> None:
    output = project.node("""
        import { Inngest } from 'inngest'
        import { withJobs } from '@cgk-platform/jobs/inngest'

        const inngest = withJobs(new Inngest({ id: 'shop' }))
        const declare = (batchEvents) => inngest.createFunction({ batchEvents }, { event: 'order.created' }, () => 1)
        const batch = { maxSize: 10, timeout: '5s' }
        let refused
        try {
          declare(batch)
        } catch (error) {
          refused = error.message
        }
        const { opts } = declare({ ...batch, key: 'event.data.tenantId' })
        console.log(JSON.stringify({ refused, accepted: opts.batchEvents }))
    """)
    assert output["refused"].endswith(
        'A batch of "order.created" could hold events of several tenants; '
        "set batchEvents: { key: 'event.data.tenantId' }"
    )
    assert output["accepted"]["key"] == "event.data.tenantId"


def test_tenants_take_turns_by_a_limit_per_tenant(project: Project, tmp_path: Path) -> None:
    catalog = """
catalog: {name: acme-jobs, package: acme_fair, npmPackage: "@acme/jobs", version: 1.0.0}
tenant: {pattern: "^[a-z]+$", example: acme}
categories: {orders: {}}
fairness: tenant
events: {order.placed: {category: orders, description: An order was placed., payload: {id: string}, example: {id: a}}}
"""
    install_package(project, catalog, tmp_path)
    output = project.node("""
        import { Inngest } from 'inngest'
        import { withJobs } from '@acme/jobs/inngest'

        const inngest = withJobs(new Inngest({ id: 'shop' }))
        const configure = (concurrency) => {
          try {
            return inngest.createFunction({ concurrency }, { event: 'order.placed' }, () => 1).opts.concurrency
          } catch (error) {
            return error.message
          }
        }
        const key = 'event.data.tenantId'
        const accepted = [5, { limit: 5 }, [{ limit: 5 }, { limit: 2, key }]]
        const three = [{ limit: 5 }, { limit: 2, key }, { limit: 1, key: 'event.data.id' }]
        const refused = [undefined, { limit: 2, key }, [three[0], three[2]], three]
        console.log(JSON.stringify([accepted, refused].map((limits) => limits.map(configure))))
    """)
    key = "event.data.tenantId"
    total, turns = {"limit": 5}, {"limit": 5, "key": key}
    assert output[0] == [[total, turns], [total, turns], [total, {"limit": 2, "key": key}]]
    (text,) = set(output[1])
    assert text.endswith(
        'Event "order.placed" has `fairness: tenant`; set concurrency to a limit over all tenants, which they share in '
        f"turns, and at most one more, with the key '{key}'"
    )


def test_steps_run_in_the_tenants_context(project: Project) -> None:
    """Inngest calls the functions of steps outside of the handler; a batch of two tenants that arrives is refused."""
    output = project.node(
        """
        import { Inngest } from 'inngest'
        import { serve } from 'inngest/edge'
        import { currentTenantOrUndefined } from '@cgk-platform/jobs'
        import { withJobs } from '@cgk-platform/jobs/inngest'

        const inngest = withJobs(new Inngest({ id: 'shop', isDev: true }))
        const batchEvents = { maxSize: 10, timeout: '5s', key: 'event.data.tenantId.size()' }
        const order = inngest.createFunction({ batchEvents }, { event: 'order.created' }, async ({ step }) => {
          await step.run('reserve', async () => (await null) ?? currentTenantOrUndefined() ?? 'no tenant')
        })
        const handler = serve({ client: inngest.client, functions: [order] })
        const run = async (...tenants) => {
          const events = tenants.map((tenantId) => ({ name: 'order.created', data: { tenantId, orderId: 'o1' } }))
          const ctx = { run_id: 'run_1', attempt: 0, stack: { stack: [], current: 0 }, use_api: false }
          const body = JSON.stringify({ ctx, event: events[0], events, steps: {}, version: 1 })
          const url = 'http://127.0.0.1/api/inngest?fnId=shop-order-created&stepId=step'
          const request = new Request(url, { method: 'POST', headers: { host: '127.0.0.1' }, body })
          return (await handler(request)).json()
        }
        const [step] = await run('rawdog', 'rawdog')
        console.log(JSON.stringify({ step: step.data, mixed: await run('rawdog', 'acme') }))
        """,
        INNGEST_DEV="1",
    )
    assert output["step"] == "rawdog"
    assert output["mixed"]["message"].startswith('A batch of "order.created" holds events of several tenants')


CATALOG = """
catalog: {name: acme-jobs, package: acme_dates, npmPackage: "@acme/jobs", version: 1.0.0}
tenant: {pattern: "^[a-z]+$", example: acme}
categories: {orders: {}}
types: {Window: {fields: {start: date-time?}}}
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload: {day: date-time?, due: {anyOf: [date-time, Window], optional: true}, note: string?, details: any?}
"""


def test_received_date_becomes_its_text(project: Project, tmp_path: Path) -> None:
    """Trigger.dev's own client transports a `Date` of a sender that does not use this package."""
    install_package(project, CATALOG, tmp_path)
    output = project.node("""
        import { readPayload } from '@acme/jobs'
        const values = ['day', 'due', 'note', 'details'].flatMap((field) => [{}, { added: 1 }].map((newer) => {
          const value = readPayload('order.placed', { tenantId: 'acme', [field]: new Date(0), ...newer })[field]
          return [typeof value, value]
        }))
        console.log(JSON.stringify(values))
    """)
    assert output == [["string", "1970-01-01T00:00:00.000Z"]] * 8
