"""Every run ends, even if the wait that its handler's exception requests cannot be read."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from cgk_runtime import JobClient, Retry, RetryAfter, RunFailedError, Sdk
from cgk_runtime.providers.trigger_dev.run.failure import describe_error
from shop import ORDER, OrderCreatedPayload

pytestmark = pytest.mark.anyio


class ImpatientError(RetryAfter):
    """A requested wait whose seconds cannot be read."""

    def __init__(self) -> None: ...

    def __getattribute__(self, name: str) -> Any:  # Any: an attribute may be anything
        if name == "seconds":
            raise LookupError("no seconds")
        return super().__getattribute__(name)


async def test_unreadable_wait_ends_its_run(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created", retry=Retry(max_attempts=2, min_timeout_ms=0, max_timeout_ms=0))
    async def order(payload: OrderCreatedPayload) -> None:
        raise ImpatientError

    with pytest.raises(RunFailedError, match="ImpatientError"):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    described = describe_error(ImpatientError())
    assert (described["name"], described["retryAfter"]) == ("ImpatientError", None)


async def test_failing_log_filter_ends_the_run(sdk: Sdk, client: JobClient, capfd: pytest.CaptureFixture[str]) -> None:
    @sdk.task("order.created", retry=Retry(max_attempts=2, min_timeout_ms=0, max_timeout_ms=0))
    async def order(payload: OrderCreatedPayload) -> None:
        raise ValueError("what happened")

    def fail(record: logging.LogRecord) -> bool:
        if record.args and "order.created" in record.args:
            raise LookupError("no request")
        return True

    logger = logging.getLogger("cgk_runtime.providers.local")
    logger.addFilter(fail)
    try:
        with pytest.raises(RunFailedError, match="what happened"):
            await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    finally:
        logger.removeFilter(fail)
    assert "[LocalProvider] Logging failed:" in capfd.readouterr().err
