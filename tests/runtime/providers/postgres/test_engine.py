"""Fingerprints of the Procrastinate code that this provider replaces, to notice changes."""

from __future__ import annotations

import hashlib
import inspect
from importlib.metadata import version

import pytest
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager
from procrastinate.worker import Worker

SOURCE_DIGESTS = {
    "JobManager.fetch_job": "eb92906b55c10d9c",
    "JobManager.finish_job": "eeb7dbb92f90508d",
    "JobManager.listen_for_jobs": "357ae708778f844e",
    "JobManager.prune_stalled_workers": "15ae958f76120911",
    "JobManager.register_worker": "611f376fe38f07f8",
    "JobManager.unregister_worker": "087d3ab9c74afe90",
    "Worker._process_job": "55a67c0ff525add9",
    "Worker._persist_job_status": "821921c86130d151",
    "Worker._fetch_and_process_jobs": "2963aa354dfda4d6",
    "Worker._shutdown": "7e40cbd5efe3acf5",
    "Worker._abort_job": "8c2aff094165b6f1",
    "Worker._handle_notification": "3f1ca288aafc6d8d",
    "Worker.run": "9a7c6a1ab8301be0",
}
"""Functions that `manager.py` overrides or the upkeep calls, and those of the worker that call them."""
SCHEMA_DIGEST = "c70ec4b400a60ad9"
"""Procrastinate's schema: `001_queue.sql` uses its tables and its function that cancels, and disables triggers."""


@pytest.mark.parametrize("name", SOURCE_DIGESTS)
def test_replaced_function_is_unchanged(name: str) -> None:
    owner, _, function = name.partition(".")
    method = getattr({"JobManager": JobManager, "Worker": Worker}[owner], function)
    assert digest(inspect.getsource(method)) == SOURCE_DIGESTS[name], (
        f"Procrastinate {version('procrastinate')} changed {name}: compare it with providers/postgres, "
        "then update SOURCE_DIGESTS"
    )


def test_extended_schema_is_unchanged() -> None:
    assert digest(SchemaManager.get_schema()) == SCHEMA_DIGEST, (
        f"Procrastinate {version('procrastinate')} changed its schema: compare it with migrations/001_queue.sql, "
        "then update SCHEMA_DIGEST"
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
