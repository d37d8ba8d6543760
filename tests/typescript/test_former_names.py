"""Handlers in TypeScript receive jobs of an event's former names and of older senders, as in Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Project, install_package

CATALOG = """
catalog: {name: acme-jobs, package: acme_renamed, npmPackage: "@acme/jobs", version: 2.0.0}
tenant: {pattern: "^[a-z]+$", example: acme}
categories: {orders: {}}
events:
  order.placed:
    category: orders
    description: An order was placed.
    aliases: [order.created, "Order Completed", shop.order.made, teams/users.sync]
    payload: {id: string, currency: {type: string, arrival: {default: USD}}}
    example: {id: a, currency: EUR}
"""
OLD = {"tenantId": "acme", "id": "a", "added": 1}
"""A payload of another version: it lacks `currency`, and has a field that the catalog does not define."""
PARSED = {"tenantId": "acme", "id": "a", "currency": "USD"}


@pytest.fixture
def renamed(project: Project, tmp_path: Path) -> Project:
    """A project with the package of a catalog whose event had other names."""
    install_package(project, CATALOG, tmp_path)
    return project


def test_trigger_task_runs_under_every_name(renamed: Project) -> None:
    output = renamed.node(f"""
        import {{ resourceCatalog }} from '@trigger.dev/core/v3'
        import {{ StandardResourceCatalog }} from '@trigger.dev/core/v3/workers'
        import {{ currentTenant }} from '@acme/jobs'
        import {{ task }} from '@acme/jobs/trigger'

        resourceCatalog.setGlobalResourceCatalog(new StandardResourceCatalog())
        resourceCatalog.setCurrentFileContext('program.mjs', 'program.mjs')
        const declared = task('order.placed', {{ maxDuration: 60, run: async (payload) => [currentTenant(), payload] }})
        const tasks = ['order-placed', 'order-created', 'shop-order-made'].map((id) => resourceCatalog.getTask(id))
        const done = await Promise.all(tasks.map(({{ fns }}) => fns.run({OLD}, {{}})))
        const run = tasks[1].fns.run({{ tenantId: 'acme' }}, {{}})
        const refused = await run.catch((error) => [error.name, error.message])
        const maxDurations = tasks.map(({{ maxDuration }}) => maxDuration)
        console.log(JSON.stringify({{ done, refused, id: declared.id, maxDurations }}))
    """)
    assert output["done"] == [["acme", PARSED]] * 3
    assert output["id"] == "order-placed"
    assert output["maxDurations"] == [60, 60, 60]
    name, message = output["refused"]
    assert (name, message.splitlines()[1:]) == ("AbortTaskRunError", ["  id: is required"])


def test_inngest_function_runs_for_every_name(renamed: Project) -> None:
    arrived = {"name": "shop.order.made", "data": OLD, "id": "e1", "ts": 1}
    call: dict[str, Any] = {
        "ctx": {"run_id": "run_1", "attempt": 0, "stack": {"stack": [], "current": 0}, "use_api": False},
        "event": arrived, "events": [arrived], "steps": {}, "version": 1,
    }  # fmt: skip
    output = renamed.node(
        f"""
        import {{ Inngest }} from 'inngest'
        import {{ serve }} from 'inngest/edge'
        import {{ withJobs }} from '@acme/jobs/inngest'

        const inngest = withJobs(new Inngest({{ id: 'shop', isDev: true }}))
        const order = inngest.createFunction(
          {{}}, {{ event: 'order.placed', if: 'event.data.id != ""' }}, ({{ event }}) => [event.name, event.data])
        const handler = serve({{ client: inngest.client, functions: [order] }})
        const url = 'http://127.0.0.1/api/inngest?fnId=shop-order-placed&stepId=step'
        const headers = {{ host: '127.0.0.1' }}
        const body = JSON.stringify({json.dumps(call)})
        const response = await handler(new Request(url, {{ method: 'POST', headers, body }}))
        console.log(JSON.stringify({{ done: await response.json(), triggers: order.opts.triggers }}))
        """,
        INNGEST_DEV="1",
    )
    assert output["done"] == ["order.placed", PARSED]
    names = ("order.placed", "order.created", "Order Completed", "shop.order.made", "teams/users.sync")
    assert output["triggers"] == [{"event": name, "if": 'event.data.id != ""'} for name in names]


def test_former_name_is_sent_as_the_current(renamed: Project) -> None:
    """Types contain current names only; received data may contain former ones."""
    output = renamed.node("""
        import { createJobClient } from '@acme/jobs'
        const sent = []
        const send = async (messages) => messages.map(({ event, taskId }) => `run_${sent.push([event, taskId])}`)
        const provider = { name: 'recorder', supportedOptions: new Set(), maxPayloadBytes: 1000, send }
        const payload = { tenantId: 'acme', id: 'a', currency: 'EUR' }
        const client = createJobClient({ provider })
        const handles = [
          await client.sendJobDynamic('order.created', payload),
          await client.sendJob('order.created', payload),
          ...await client.sendJobs([{ event: 'order.created', payload }]),
        ]
        const unknown = await client.sendJobDynamic('order.gone', payload).catch((error) => error.name)
        console.log(JSON.stringify({ sent, events: handles.map(({ event }) => event), unknown }))
    """)
    assert output["sent"] == [["order.placed", "order-placed"]] * 3
    assert output["events"] == ["order.placed"] * 3
    assert output["unknown"] == "UnknownEventError"
