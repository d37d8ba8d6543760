"""Tests that keys appear only in their requests."""

from __future__ import annotations

import asyncio
import logging
import traceback

import pytest
from cgk_runtime import JobClient, JobsError
from cgk_runtime.providers.http import RetryPolicy
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from fake_inngest import FakeInngest
from http_server import Reply
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from shop import CATALOG, ORDER

from .conftest import UNKNOWN_JOB_ID

pytestmark = pytest.mark.anyio
POLICY = RetryPolicy(attempts=2, deadline=0.5, first_wait=0.01, statuses=frozenset({408, 429}))


async def test_keys_are_not_in_logs_errors_or_traces(
    server: FakeInngest, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter = InMemorySpanExporter()
    tracing = TracerProvider()
    tracing.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: tracing)
    monkeypatch.setattr(trace, "get_tracer", tracing.get_tracer)
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(enabled=True)
    bare_signing_key = server.signing_key.removeprefix("signkey-test-")
    secrets = (server.event_key, server.signing_key, bare_signing_key)
    texts: list[str] = []

    async def call_and_record_errors(client: JobClient) -> None:
        for call in (
            lambda: client.send_job_dynamic("order.created", ORDER),
            lambda: client.get_run_status(UNKNOWN_JOB_ID),
            lambda: client.cancel_job(UNKNOWN_JOB_ID),
        ):
            try:
                await call()
            except JobsError as error:
                texts.append("".join(traceback.format_exception(error)))
                texts.append(repr(vars(error)))
        texts.append((await client.health_check()).detail)

    async with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(server.settings()), POLICY)) as client:
        await call_and_record_errors(client)
        for reply in (
            Reply(500, f"no route for /e/{server.event_key} with Bearer {server.signing_key}".encode()),
            Reply(400, {"error": f"bad key {server.event_key} or {bare_signing_key}"}),
            Reply(303, b"", {"location": f"/e/{server.event_key}"}),
            Reply(200, {"ids": []}, fault="truncated"),
            Reply(200, {"ids": []}, fault="reset"),
        ):
            server.fault = lambda _request, reply=reply: reply
            await call_and_record_errors(client)
    async with JobClient(
        CATALOG,
        InngestProvider(CATALOG, InngestSettings.read(server.settings(INNGEST_BASE_URL="http://127.0.0.1:9")), POLICY),
    ) as client:
        await call_and_record_errors(client)
    texts += [record.getMessage() + str(record.exc_info) for record in caplog.records]
    spans = exporter.get_finished_spans()
    assert any(span.name == "send order.created" for span in spans)
    texts += [str(span.to_json()) for span in spans]
    assert len(texts) > 20  # errors, log records and spans were recorded
    for text in texts:
        for secret in secrets:
            assert secret not in text
