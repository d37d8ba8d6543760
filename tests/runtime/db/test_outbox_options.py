"""Options of jobs in the outbox, refused before the caller's transaction is touched."""

from __future__ import annotations

from typing import Any, cast

import pytest
from cgk_runtime import InvalidOptionError, JobClient
from cgk_runtime.db.outbox import Outbox
from cgk_runtime.tenant import with_tenant
from shop import CATALOG, ORDER


@pytest.mark.parametrize(
    "options",
    [
        {"metadata": {"note": "a\0b"}},
        {"metadata": {"note": "\ud800"}},
        {"tags": ["a\0"]},
        {"queue": "\ud800"},
        {"concurrency_key": "a\0"},
        {"idempotency_key": "a\0"},
        {"delay": 1e300},
        {"max_attempts": 2**40},
        {"priority": 2**40},
    ],
)
def test_option_postgresql_cannot_store_fails(options: Any) -> None:
    untouched = cast("Any", object())  # any use of it would be an AttributeError
    outbox = Outbox(lambda provider: JobClient(CATALOG, provider))
    with with_tenant("rawdog"), outbox(untouched) as client, pytest.raises(InvalidOptionError):
        client.send_job_dynamic_sync("order.created", ORDER, **options)
