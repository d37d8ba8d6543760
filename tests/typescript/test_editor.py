"""Completions while a send is typed, from TypeScript's own language service."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from cgk_jobs import CATALOG

from .conftest import COMPILER_OPTIONS, NODE, Project

ORDER_FIELDS = ["currency", "customerId", "orderId", "shopifyOrderId", "tenantId", "totalAmount"]


def test_events_and_fields_are_completed(project: Project) -> None:
    imports = "import { sendJob, sendJobs } from '@cgk-platform/jobs'\n"
    texts = {
        "event": "sendJob('|')",
        "fields": "sendJob('order.created', { | })",
        "otherFields": "sendJob('order.created', { tenantId: 'rawdog', | })",
        "option": "sendJob('order.created', { tenantId: 'rawdog', orderId: 'o1' }, { idem| })",
        "item": "sendJobs([{ event: '|' }])",
        "itemFields": "sendJobs([{ event: 'order.created', payload: { | } }])",
    }
    request = {
        "folder": str(project.folder),
        "options": {name: value for name, value in COMPILER_OPTIONS.items() if name not in ("lib", "types")},
        "texts": {name: imports + text for name, text in texts.items()},
    }
    completed = subprocess.run(
        [*NODE, "node", str(Path(__file__).parent / "completions.mjs")],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert completed.returncode == 0, completed.stderr
    completions = {name: sorted(names) for name, names in json.loads(completed.stdout).items()}
    assert completions["event"] == completions["item"] == sorted(CATALOG.events)
    assert completions["fields"] == completions["itemFields"] == ORDER_FIELDS
    assert completions["otherFields"] == [name for name in ORDER_FIELDS if name != "tenantId"]
    assert {"idempotencyKey", "idempotencyKeyTtl", "delay"} <= set(completions["option"])
