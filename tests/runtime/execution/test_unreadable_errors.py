"""Every run ends, even if the name, class, cause or wait of its handler's exception cannot be read."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest
from cgk_runtime import JobClient, Retry, RetryAfter, RunFailedError, RunFailure, Sdk, TaskContext
from cgk_runtime._internal.foreign_errors import UnreadableExceptionError
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.providers.trigger_dev.run.failure import describe_error
from shop import ORDER, OrderCreatedPayload

pytestmark = pytest.mark.anyio


class _NamelessMeta(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]  # what is tested  # pyright: ignore[reportIncompatibleVariableOverride]
        raise RuntimeError("no name")


class NamelessError(Exception, metaclass=_NamelessMeta):
    """An exception whose class has a name that cannot be read."""


class _NumberMeta(type):
    __name__: Any = 5  # pyright: ignore[reportIncompatibleVariableOverride]


class NumberedError(Exception, metaclass=_NumberMeta):
    """An exception whose class has a number as its name."""


class ClasslessError(Exception):
    """An exception whose class cannot be read."""

    @property
    def __class__(self) -> Any:  # what is tested  # pyright: ignore[reportIncompatibleMethodOverride]
        raise SystemExit("no class")

    @__class__.setter
    def __class__(self, value: Any) -> None: ...


UNREADABLE: list[type[Exception]] = [NamelessError, NumberedError, ClasslessError]
ERROR_IDS = ["nameless", "numbered", "classless"]
SINGLE_ATTEMPT = Retry(max_attempts=1)


def raise_error(error: type[Exception]) -> None:
    raise error


@pytest.mark.parametrize("error", UNREADABLE, ids=ERROR_IDS)
async def test_unreadable_exception_ends_its_run(sdk: Sdk, client: JobClient, error: type[Exception]) -> None:
    failures: asyncio.Queue[str] = asyncio.Queue()

    async def report_failure(failure: RunFailure) -> None:
        failures.put_nowait(failure.error.type)
        raise error

    @sdk.task("order.created", name="async", retry=Retry(max_attempts=2, min_timeout_ms=0), on_failure=report_failure)
    async def coroutine(payload: OrderCreatedPayload) -> None:
        raise error

    @sdk.task("order.created", name="thread", retry=SINGLE_ATTEMPT, timeout=60)
    def plain(payload: OrderCreatedPayload, context: TaskContext) -> None:
        raise error

    @sdk.task("order.created", name="step", retry=SINGLE_ATTEMPT)
    async def step(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.run("one", raise_error, error)

    runs = await (await client.send_job_dynamic("order.created", ORDER)).wait_all(60)
    assert [(run.status, run.error and run.error.type) for run in runs] == [("failed", "UnreadableExceptionError")] * 3
    assert await failures.get() == "UnreadableExceptionError"


@pytest.mark.parametrize("error", UNREADABLE, ids=ERROR_IDS)
async def test_unreadable_exception_around_a_handler(sdk: Sdk, error: type[Exception]) -> None:
    """Middleware, upcasts and resources are code of the application as well."""
    reached_places: list[str] = []

    @sdk.task("order.created", retry=SINGLE_ATTEMPT)
    async def order(payload: OrderCreatedPayload) -> None: ...

    @sdk.upcast("order.created")
    def convert(fields: dict[str, Any], version: str | None) -> dict[str, Any]:
        if fields["orderId"] == "upcast":
            raise error
        return fields

    @sdk.around_run
    async def around(payload: Any, context: TaskContext, handler: Callable[[], Awaitable[Any]]) -> Any:
        if payload.order_id == "middleware":
            raise error
        return await handler()

    @sdk.resource("database")
    @contextmanager
    def database() -> Generator[None]:
        if "resource" in reached_places:
            raise error
        yield

    for place in ("upcast", "middleware", "resource"):
        reached_places.append(place)
        await sdk.runner.resources.close()
        document = json.dumps({**ORDER, "orderId": place}).encode()
        with pytest.raises(UnreadableExceptionError) as raised:
            await sdk.runner.run(order.definition, document, Attempt("run", 1, 1))
        assert raised.value.__context__ is None  # error reports read the classes of contexts, too


class ImpatientError(RetryAfter):
    """A requested wait whose seconds cannot be read."""

    def __init__(self) -> None: ...

    def __getattribute__(self, name: str) -> Any:  # Any: an attribute may be anything
        if name == "seconds":
            raise LookupError("no seconds")
        return super().__getattribute__(name)


class CauselessError(Exception):
    """An exception whose cause cannot be read."""

    def __getattribute__(self, name: str) -> Any:  # Any: an attribute may be anything
        if name == "__cause__":
            raise LookupError("no cause")
        return super().__getattribute__(name)


@pytest.mark.parametrize("error", [ImpatientError, CauselessError])
async def test_unreadable_wait_or_cause_ends_its_run(sdk: Sdk, client: JobClient, error: type[Exception]) -> None:
    @sdk.task("order.created", retry=Retry(max_attempts=2, min_timeout_ms=0, max_timeout_ms=0))
    async def order(payload: OrderCreatedPayload) -> None:
        raise error

    with pytest.raises(RunFailedError, match=error.__name__):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    described = describe_error(error())
    assert (described["name"], described["retryAfter"]) == (error.__name__, None)


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
