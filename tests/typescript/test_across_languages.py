"""Python handles jobs that TypeScript sent, and TypeScript handles jobs that Python sent, through a fake server."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cgk_jobs import CATALOG, InvalidOptionError, OrderCreatedPayload, create_job_client, current_tenant
from cgk_runtime.client.options import scoped_key
from cgk_runtime.errors import JobsError
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.providers.inngest.envelope import unwrap_event
from cgk_runtime.providers.inngest.expressions import SENT_PRIORITY
from cgk_runtime.providers.trigger_dev.packets import packet_json
from cgk_runtime.sdk import Sdk
from cgk_runtime.settings import Settings

from .conftest import Project, install_package

ORDER = {"tenantId": "rawdog", "orderId": "ö-😀", "totalAmount": 9999, "currency": "USD"}


@dataclass
class Recorder:
    """Fake server of Trigger.dev and Inngest, which records its requests.

    Attributes:
        url: The server's address.
        requests: The path and the body of each request.
        headers: The headers of each request, with names in lower case.
        answer: The status and the body of all responses, None for successful ones.
        failures: The number of requests to answer with status 503 first.
    """

    url: str
    requests: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    answer: tuple[int, Any] | None = None
    failures: int = 0

    def settings(self, provider: str) -> dict[str, str]:
        if provider == "inngest":
            return {"INNGEST_EVENT_KEY": "key", "INNGEST_BASE_URL": self.url, "JOBS_PROVIDER": "inngest"}
        return {"TRIGGER_SECRET_KEY": "tr_dev_key", "TRIGGER_API_URL": self.url}


@pytest.fixture
def recorder() -> Generator[Recorder]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            recorded.requests.append((self.path, body))
            recorded.headers.append({name.lower(): value for name, value in self.headers.items()})
            sent = body if isinstance(body, list) else [body]  # pyright: ignore[reportUnknownVariableType]  JSON
            ids = [f"01J{index:023}" for index in range(len(sent))]  # pyright: ignore[reportUnknownArgumentType]  JSON
            answer = {"ids": ids, "status": 200} if self.path.startswith("/e/") else {"id": "run_1", "isCached": False}
            status, answer = recorded.answer or (200, answer)
            if recorded.failures > 0:
                recorded.failures -= 1
                status = 503
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorded = Recorder(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield recorded
    server.shutdown()
    thread.join()
    server.server_close()


def handle_in_python(document: bytes) -> tuple[str, OrderCreatedPayload]:
    """Run a handler with a received document; return the handler's current tenant and payload."""
    sdk = Sdk(CATALOG)
    calls: list[tuple[str, OrderCreatedPayload]] = []

    @sdk.task("order.created")
    async def order_created(payload: OrderCreatedPayload) -> None:
        calls.append((current_tenant(), payload))

    (task,) = sdk.registry.handlers("order.created")
    asyncio.run(sdk.runner.run(task, document, Attempt("run_1")))
    return calls[0]


def send_from_python(settings: dict[str, str], **options: Any) -> None:
    with create_job_client(settings=Settings(settings)) as client:
        client.send_job_dynamic_sync("order.created", ORDER, **options)


def send_from_typescript(project: Project, settings: dict[str, str], options: dict[str, Any]) -> dict[str, str]:
    handle: dict[str, str] = project.node(
        f"""
        import {{ sendJob }} from '@cgk-platform/jobs'
        console.log(JSON.stringify(await sendJob('order.created', {json.dumps(ORDER)}, {json.dumps(options)})))
        """,
        **settings,
    )
    return handle


def test_python_handles_trigger_jobs_of_ts(project: Project, recorder: Recorder) -> None:
    settings = recorder.settings("trigger.dev")
    options = {"idempotencyKey": "k1", "maxAttempts": 2, "queue": "orders", "concurrencyKey": "c", "priority": 5,
               "ttl": 60, "tags": ["vip"], "metadata": {"source": "shop"}}  # fmt: skip
    handle = send_from_typescript(project, settings, options)
    assert handle == {"id": "run_1", "event": "order.created", "provider": "trigger.dev"}
    path, body = recorder.requests[-1]
    document = packet_json(body["payload"].encode(), body["options"]["payloadType"])
    assert document is not None
    tenant, payload = handle_in_python(document)
    assert (tenant, payload.order_id, payload.total_amount) == ("rawdog", "ö-😀", 9999)

    send_from_python(settings, idempotency_key="k1", max_attempts=2, queue="orders", concurrency_key="c", priority=5,
                     ttl=60, tags=["vip"], metadata={"source": "shop"})  # fmt: skip
    path_of_python, by_python = recorder.requests[-1]
    assert path == path_of_python == "/api/v1/tasks/order-created/trigger"
    of_typescript, of_python = body["options"], by_python["options"]
    assert of_typescript["idempotencyKey"] == of_python["idempotencyKey"] == scoped_key("rawdog", "order.created", "k1")
    for name in ("tags", "metadata", "queue", "concurrencyKey", "priority", "maxAttempts", "payloadType"):
        assert of_typescript[name] == of_python[name], name
    assert (of_typescript["ttl"], of_python["ttl"]) == (60, "1m")


def test_tag_of_another_tenant_is_refused(project: Project, recorder: Recorder) -> None:
    text = "tags must not contain the tag of another tenant"
    with pytest.raises(AssertionError, match=text):
        send_from_typescript(project, recorder.settings("trigger.dev"), {"tags": ["tenant:acme"]})
    with pytest.raises(InvalidOptionError, match=text):
        send_from_python(recorder.settings("trigger.dev"), tags=["tenant:acme"])
    assert recorder.requests == []


FAIR_CATALOG = """
catalog: {name: acme-jobs, package: acme_fair, npmPackage: "@acme/jobs", version: 1.0.0}
tenant: {pattern: "^[a-z]{1,200}$", example: acme}
fairness: tenant
categories: {orders: {}}
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload: {id: string}
    example: {id: a}
  order.archived:
    category: orders
    description: An old order was moved to the archive.
    fairness: none
    payload: {id: string}
    example: {id: a}
"""


def test_trigger_jobs_of_tenants_take_turns(project: Project, recorder: Recorder, tmp_path: Path) -> None:
    install_package(project, FAIR_CATALOG, tmp_path)
    project.node(
        """
        import { sendJob } from '@acme/jobs'
        await sendJob('order.placed', { tenantId: 'acme', id: 'a' })
        await sendJob('order.placed', { tenantId: 'acme', id: 'a' }, { concurrencyKey: 'own' })
        await sendJob('order.archived', { tenantId: 'acme', id: 'a' })
        console.log('null')
        """,
        **recorder.settings("trigger.dev"),
    )
    keys = [body["options"].get("concurrencyKey") for _, body in recorder.requests]
    assert keys == ["acme", "own", None]


@pytest.mark.parametrize(("length", "has_tag"), [(121, True), (122, False)])
def test_trigger_tag_of_tenant_needs_room(
    project: Project, recorder: Recorder, tmp_path: Path, length: int, has_tag: bool
) -> None:
    install_package(project, FAIR_CATALOG, tmp_path)
    tenant = "a" * length
    project.node(
        f"""
        import {{ sendJob }} from '@acme/jobs'
        console.log(JSON.stringify(await sendJob('order.placed', {{ tenantId: '{tenant}', id: 'a' }})))
        """,
        **recorder.settings("trigger.dev"),
    )
    ((_, body),) = recorder.requests
    assert body["options"]["tags"] == ([f"tenant:{tenant}"] if has_tag else [])


def test_repeated_send_without_key_has_random_key(project: Project, recorder: Recorder) -> None:
    # The client repeats a request whose response was lost. Only this key prevents a second run then.
    recorder.failures = 1
    for _ in range(2):
        send_from_typescript(project, recorder.settings("trigger.dev"), {})
    failed, repeated, other = [body["options"]["idempotencyKey"] for _, body in recorder.requests]
    assert failed == repeated != other
    assert len(failed) == len(other) == 64


def test_ts_handles_trigger_jobs_of_python(project: Project, recorder: Recorder) -> None:
    send_from_python(recorder.settings("trigger.dev"))
    body = recorder.requests[-1][1]
    packet = {"data": body["payload"], "dataType": body["options"]["payloadType"]}
    output = project.node(f"""
        import {{ parsePacket, resourceCatalog }} from '@trigger.dev/core/v3'
        import {{ StandardResourceCatalog }} from '@trigger.dev/core/v3/workers'
        import {{ currentTenant }} from '@cgk-platform/jobs'
        import {{ schedule, task }} from '@cgk-platform/jobs/trigger'

        resourceCatalog.setGlobalResourceCatalog(new StandardResourceCatalog())
        resourceCatalog.setCurrentFileContext('program.mjs', 'program.mjs')
        task('order.created', {{ run: async (payload) => ({{ payload, tenant: currentTenant() }}) }})
        schedule('ab.hourlyMetrics', {{ run: async () => {{}} }})
        const scheduleRetry = resourceCatalog.getTask('schedule-ab-hourlyMetrics').retry
        const {{ retry, fns }} = resourceCatalog.getTask('order-created')
        const payload = await parsePacket({json.dumps(packet)})
        const refused = await fns.run({{ tenantId: 'rawdog' }}, {{}}).catch((error) => error)
        const done = await fns.run({{ ...payload, added: 1 }}, {{}})
        console.log(JSON.stringify({{ done, retry, scheduleRetry, refused: [refused.name, refused.message] }}))
    """)
    assert output["done"] == {"payload": ORDER, "tenant": "rawdog"}
    retry = {"maxAttempts": 3, "factor": 2, "minTimeoutInMs": 1000, "maxTimeoutInMs": 60000}
    assert output["retry"] == output["scheduleRetry"] == retry | {"randomize": True}
    name, message = output["refused"]
    assert name == "AbortTaskRunError"
    assert message.endswith("orderId: is required")


def test_python_handles_inngest_jobs_of_ts(project: Project, recorder: Recorder) -> None:
    settings = recorder.settings("inngest")
    at = "2090-01-02T03:04:05.678Z"
    handle = project.node(
        f"""
        import {{ sendJob }} from '@cgk-platform/jobs'
        const options = {{ idempotencyKey: 'k1', at: new Date('{at}'), metadata: {{ source: 'shop' }}, priority: 5 }}
        console.log(JSON.stringify(await sendJob('order.created', {json.dumps(ORDER)}, options)))
        """,
        **settings,
    )
    assert handle["provider"] == "inngest"
    path, (event,) = recorder.requests[-1]
    document, envelope = unwrap_event(event["data"])
    tenant, payload = handle_in_python(document)
    assert (tenant, payload.order_id, envelope["metadata"]) == ("rawdog", "ö-😀", {"source": "shop"})

    moment = datetime.fromisoformat(at)
    send_from_python(settings, idempotency_key="k1", at=moment, metadata={"source": "shop"}, priority=5)
    path_of_python, (by_python,) = recorder.requests[-1]
    assert path == path_of_python == "/e/key"
    assert {name: event[name] for name in ("name", "id", "ts", "data")} == by_python


def test_ts_handles_inngest_jobs_of_python(project: Project, recorder: Recorder) -> None:
    send_from_python(recorder.settings("inngest"), metadata={"source": "shop"})
    (event,) = recorder.requests[-1][1]
    arrived = {**event, "id": "e1", "ts": 1}
    context: dict[str, Any] = {"run_id": "run_1", "attempt": 0, "stack": {"stack": [], "current": 0}, "use_api": False}
    call: dict[str, Any] = {"ctx": context, "event": arrived, "events": [arrived], "steps": {}, "version": 1}
    output = project.node(
        f"""
        import {{ Inngest }} from 'inngest'
        import {{ serve }} from 'inngest/edge'
        import {{ currentTenant }} from '@cgk-platform/jobs'
        import {{ withJobs }} from '@cgk-platform/jobs/inngest'

        const inngest = withJobs(new Inngest({{ id: 'shop', isDev: true }}))
        const order = inngest.createFunction({{}}, {{ event: 'order.created' }}, async ({{ event }}) => ({{
          payload: event.data, tenant: currentTenant(),
        }}))
        const handler = serve({{ client: inngest.client, functions: [order] }})
        const answer = async (call) => {{
          const url = 'http://127.0.0.1/api/inngest?fnId=shop-order-created&stepId=step'
          const headers = {{ host: '127.0.0.1' }}
          const response = await handler(new Request(url, {{ method: 'POST', headers, body: JSON.stringify(call) }}))
          return [response.status, response.headers.get('x-inngest-no-retry'), await response.json()]
        }}
        const call = {json.dumps(call)}
        const done = await answer(call)
        call.events = [{{ ...call.event, data: {{ tenantId: 'rawdog' }} }}]
        call.event = call.events[0]
        const {{ retries, priority }} = order.opts
        console.log(JSON.stringify({{ done, refused: await answer(call), retries, priority }}))
        """,
        INNGEST_DEV="1",
    )
    assert output["done"][2] == {"payload": ORDER, "tenant": "rawdog"}
    assert output["retries"] == 2
    assert output["priority"] == {"run": SENT_PRIORITY}
    status, no_retry, error = output["refused"]
    assert (status, no_retry) == (400, "true")
    assert "orderId: is required" in json.dumps(error)


BEYOND_LIMITS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "inngest": [
        ("{ priority: 601 }", {"priority": 601}),
        ("{ at: new Date(0) }", {"at": datetime(1970, 1, 1, tzinfo=UTC)}),
        ("{ at: new Date('2100-01-01') }", {"at": datetime(2100, 1, 1, tzinfo=UTC)}),
        ("{ metadata: { note: 'x'.repeat(4e6) } }", {"metadata": {"note": "x" * 4_000_000}}),
    ],
    "trigger.dev": [
        ("{ metadata: { note: 'ö'.repeat(131_072) } }", {"metadata": {"note": "ö" * 131_072}}),
        ("{ delay: 0.00001 }", {"delay": 0.00001}),
        ("{ ttl: 0.5 }", {"ttl": 0.5}),
        ("{ at: new Date(0) }", {"at": datetime(1970, 1, 1, tzinfo=UTC)}),
        ("{ tags: ['a'.repeat(129)] }", {"tags": ["a" * 129]}),
        ("{ metadata: { cgkHeaders: {} } }", {"metadata": {"cgkHeaders": {}}}),
    ],
}
"""Options beyond the limits of a provider, in TypeScript and in Python."""


@pytest.mark.parametrize("provider", BEYOND_LIMITS)
def test_both_refuse_options_beyond_a_limit(project: Project, recorder: Recorder, provider: str) -> None:
    cases, settings = BEYOND_LIMITS[provider], recorder.settings(provider)
    by_typescript = project.node(
        f"""
        import {{ sendJob }} from '@cgk-platform/jobs'
        const errors = []
        for (const options of [{", ".join(options for options, _ in cases)}]) {{
          errors.push(await sendJob('order.created', {json.dumps(ORDER)}, options).then(() => 'sent', String))
        }}
        console.log(JSON.stringify(errors))
        """,
        **settings,
    )
    by_python: list[str] = []
    for _, options in cases:
        with pytest.raises(JobsError) as refused:
            send_from_python(settings, **options)
        by_python.append(f"{type(refused.value).__name__}: {refused.value}")
    assert by_typescript == by_python
    assert recorder.requests == []


def test_refused_options_do_not_affect_the_batch(project: Project, recorder: Recorder) -> None:
    batch = project.node(
        f"""
        import {{ sendJobs }} from '@cgk-platform/jobs'
        const item = {{ event: 'order.created', payload: {json.dumps(ORDER)} }}
        const error = await sendJobs([item, {{ ...item, options: {{ priority: 601 }} }}, item]).catch((error) => error)
        console.log(JSON.stringify({{ sent: [...error.sent.keys()], failed: [...error.failed.keys()] }}))
        """,
        **recorder.settings("inngest"),
    )
    assert batch == {"sent": [0, 2], "failed": [1]}
    assert len(recorder.requests[0][1]) == 2


OPEN_CATALOG = """
catalog: {name: acme-jobs, package: acme_open, npmPackage: "@acme/jobs", version: 1.0.0}
tenant: {pattern: "^[a-z]+$", example: acme}
categories: {orders: {}}
events: {order.placed: {category: orders, description: An order was placed., open: true}}
"""


def test_reserved_field_of_inngest_is_refused(project: Project, recorder: Recorder, tmp_path: Path) -> None:
    install_package(project, OPEN_CATALOG, tmp_path)
    problems = project.node(
        """
        import { sendJob, sendJobs } from '@acme/jobs'
        const payload = { tenantId: 'acme', more: { _cgk: 1 } }
        const errors = []
        for (const name of ['_cgk', '_inngest']) {
          const item = { event: 'order.placed', payload: { ...payload, [name]: 1 } }
          errors.push(await sendJob(item.event, item.payload).catch((error) => error))
          errors.push((await sendJobs([{ ...item, payload }, item]).catch((error) => error)).failed.get(1))
        }
        console.log(JSON.stringify(errors.map((error) => error.problems)))
        """,
        **recorder.settings("inngest"),
    )
    problem = "is a name that Inngest uses itself; give the field another one"
    assert problems == [[{"field": name, "problem": problem}] for name in ("_cgk", "_cgk", "_inngest", "_inngest")]
    assert [len(events) for _, events in recorder.requests] == [1, 1]


def test_delays_are_measured_as_in_python(project: Project, recorder: Recorder) -> None:
    settings = recorder.settings("trigger.dev")
    send_from_typescript(project, settings, {"delay": 90})
    send_from_python(settings, delay=90)
    assert [body["options"]["delay"] for _, body in recorder.requests] == ["90s", "90s"]
    # An Inngest server would start a job almost at once that is due in one second.
    settings, before = recorder.settings("inngest"), time.time() * 1000
    send_from_typescript(project, settings, {"delay": 1})
    send_from_python(settings, delay=1)
    assert min(event["ts"] for _, (event,) in recorder.requests[2:]) >= before + 2000


ORDER_TASK = "/api/v1/tasks/order-created/trigger"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"JOBS_PROVIDER": "inngest", "INNGEST_DEV": "SERVER", "INNGEST_ENV": "a-branch"},
            ["/e/NO_EVENT_KEY_SET", "a-branch"],
        ),
        (
            {"TRIGGER_SECRET_KEY": "tr_preview_a", "TRIGGER_PREVIEW_BRANCH": "a-branch", "TRIGGER_API_URL": "SERVER"},
            [ORDER_TASK, "Bearer tr_preview_a", "a-branch"],
        ),
        (
            {"TRIGGER_SECRET_KEY": "tr_dev_a", "TRIGGER_DEV_BRANCH": "a-branch", "TRIGGER_API_URL": "SERVER"},
            [ORDER_TASK, "Bearer tr_dev_a", "a-branch"],
        ),
        (
            {"JOBS_PROVIDER": "trigger.dev", "TRIGGER_ACCESS_TOKEN": "tr_prod_a", "TRIGGER_PREVIEW_BRANCH": "a-branch",
             "TRIGGER_VERSION": "1", "TRIGGER_EXTERNAL_DEPLOYMENT_ID": "d1", "TRIGGER_API_URL": "SERVER"},
            [ORDER_TASK, "Bearer tr_prod_a", "1", "d1"],
        ),
    ],
)  # fmt: skip
def test_file_selects_the_same_server(
    project: Project, recorder: Recorder, variables: dict[str, str], expected: list[str]
) -> None:
    """The clients for Node read the environment themselves, but not `.env.local`."""
    settings = {name: value.replace("SERVER", recorder.url) for name, value in variables.items()}
    project.write(".env.local", "".join(f"{name}={value}\n" for name, value in settings.items()))
    send_from_typescript(project, {}, {})
    send_from_python(settings)
    for (path, body), headers in zip(recorder.requests, recorder.headers, strict=True):
        options: dict[str, Any] = body["options"] if path == ORDER_TASK else {}
        values = [headers.get(name) for name in ("authorization", "x-inngest-env", "x-trigger-branch")]
        values += [options.get(name) for name in ("lockToVersion", "externalDeploymentId")]
        assert [path, *(value for value in values if value is not None)] == expected
    assert len(recorder.requests) == 2


TASKS = """
from cgk_jobs import OrderCreatedPayload, current_tenant, task


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> None:
    print(f"HANDLED {current_tenant()} {payload.order_id} {payload.total_amount}", flush=True)
"""


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"host": "example.com", "port": 80, "token": "t", "pid": 1}'])
def test_invalid_address_of_cgk_dev_is_refused(project: Project, text: str) -> None:
    project.write(".cgk/dev.json", text)
    refused = project.run(
        """
        import { sendJob } from '@cgk-platform/jobs'
        await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1' })
        """,
        JOBS_PROVIDER="dev",
    )
    assert "Cannot read the address of `cgk dev`" in refused.stderr


def test_failed_request_spares_sent_jobs(project: Project) -> None:
    project.write(".cgk/dev.json", '{"host": "127.0.0.1", "port": 1, "token": "t"}')
    batch = project.node(
        """
        import { sendJobs } from '@cgk-platform/jobs'
        globalThis.fetch = async (_url, { body }) => {
          const { jobs } = JSON.parse(body)
          if (jobs.length === 1) throw new TypeError('connection lost')
          return Response.json({ results: jobs.map((_, index) => ({ id: `run_${index}` })) })
        }
        const payload = { tenantId: 'rawdog', orderId: 'o1' }
        const error = await sendJobs(Array(501).fill({ event: 'order.created', payload })).catch((error) => error)
        console.log(JSON.stringify([error.name, error.sent.size, [...error.failed.keys()]]))
        """,
        JOBS_PROVIDER="dev",
    )
    assert batch == ["BatchError", 500, [500]]


def test_cgk_dev_runs_jobs_from_typescript(project: Project) -> None:
    project.write("app/tasks.py", TASKS)
    program = """
        import { sendJob, sendJobs } from '@cgk-platform/jobs'
        const order = { tenantId: 'rawdog', orderId: 'o1', totalAmount: 9999 }
        const [first, again] = [await sendJob('order.created', order, { idempotencyKey: 'k' }),
                                await sendJob('order.created', order, { idempotencyKey: 'k' })]
        const batch = await sendJobs([{ event: 'order.created', payload: { ...order, orderId: 'o2' } }])
        console.log(JSON.stringify({ first, again, batch }))
    """
    environment = {"JOBS_PROVIDER": "local", "PATH": os.environ["PATH"], "HOME": str(project.folder)}
    refused = project.run(program, **environment)
    assert f"is not running for this project ({project.folder.resolve()}); start it in a terminal" in refused.stderr
    with (project.folder / "output.txt").open("w+", encoding="utf-8") as output:
        dev = subprocess.Popen(
            [sys.executable, "-m", "cgk_runtime.cli", "dev", "app.tasks"],
            cwd=project.folder, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(project, "ready")
            handles = project.node(program, **environment)
            reported = wait_for(project, "HANDLED rawdog o2 9999")
        finally:
            dev.terminate()
            dev.wait(60)
    assert handles["first"]["id"] == handles["again"]["id"]
    assert handles["batch"][0]["provider"] == "local"
    assert reported.count("HANDLED rawdog o1 9999") == 1
    with closing(sqlite3.connect(project.folder / ".cgk" / "dev.sqlite")) as history:
        assert history.execute("SELECT DISTINCT origin FROM runs").fetchall() == [("TypeScript",)]


def wait_for(project: Project, words: str) -> str:
    deadline = time.monotonic() + 60
    while words not in (reported := (project.folder / "output.txt").read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, reported
        time.sleep(0.05)
    return reported


def test_scoped_secret_key_is_explained(project: Project, recorder: Recorder) -> None:
    settings = {**recorder.settings("trigger.dev"), "TRIGGER_SECRET_KEY": "tr_dev_sk_0123456789abcdefghijABCD"}
    program = """
        import { sendJob } from '@cgk-platform/jobs'
        await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1' })
    """
    hints = {401: "a scoped key cannot send jobs of 128 KiB and more", 403: "lacks the permission to trigger tasks"}
    for status, hint in hints.items():
        recorder.answer = (status, {"error": "no"})
        assert hint in project.run(program, **settings).stderr


def test_name_that_the_client_refuses_is_reported(project: Project, recorder: Recorder) -> None:
    """The Trigger.dev client fails with a TypeError that mentions neither the field nor the reason."""
    reported = project.run("""
        import { sendJob } from '@cgk-platform/jobs'
        const changes = JSON.parse('{"a": [{"constructor": 1}]}')
        await sendJob('customer.updated', { tenantId: 'rawdog', customerId: 'c1', changes })
    """, **recorder.settings("trigger.dev")).stderr  # fmt: skip
    assert "changes.a.0.constructor: has a name that the Trigger.dev client does not send" in reported


def test_provider_error_reaches_the_caller(project: Project, recorder: Recorder) -> None:
    """The error has the response's status and text."""
    recorder.answer = (403, {"error": "no such permission"})
    reported = project.run("""
        import { sendJob } from '@cgk-platform/jobs'
        await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1' })
    """, **recorder.settings("trigger.dev")).stderr  # fmt: skip
    assert "[TriggerDevProvider] API error 403: no such permission" in reported
    reported = project.run("""
        import { sendJob } from '@cgk-platform/jobs'
        await sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1' })
    """, **recorder.settings("inngest")).stderr  # fmt: skip
    assert "[InngestProvider] Inngest API Error: 403" in reported, reported
    assert "status: 403" in reported, reported
