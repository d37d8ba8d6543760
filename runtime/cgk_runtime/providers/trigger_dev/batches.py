"""Batches: one request that announces them, one with all items; items of a batch that is sent again are not doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from pydantic_core import to_json

from cgk_runtime.errors import ApiError
from cgk_runtime.providers.http import HttpResponse, RequestFailed, RetryPolicy
from cgk_runtime.providers.trigger_dev.api import COMPONENT, Answer, WithId, read, segment

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi

MAX_ITEMS: Final = 1000
MAX_BYTES: Final = 16 * 1024 * 1024
"""Further items begin another batch, so that one request stays short enough to be repeated."""


class _ItemsPolicy(RetryPolicy):
    """Items are sent again until the server says that the batch is complete."""

    __slots__ = ()

    def allows_retry(self, outcome: HttpResponse | RequestFailed) -> bool:
        """Return whether to send the items again, also if the server is missing some of them."""
        return super().allows_retry(outcome) or (isinstance(outcome, HttpResponse) and _is_unsealed(outcome))


class BatchItem(NamedTuple):
    """One run of a batch, as it travels.

    Attributes:
        task: The task's id.
        body: Its payload and options.
    """

    task: str
    body: Mapping[str, Any]


class BatchError(Answer):
    """An item that became no run.

    Attributes:
        index: Its place in the batch, from 0.
        error: Why.
        error_code: The server's code for it, where there is one.
    """

    index: int
    error: str
    error_code: str | None = None


class _Processing(Answer):
    errors: tuple[BatchError, ...] = ()


class Batch(WithId):
    """A batch as the server describes it.

    Attributes:
        id: Its id.
        status: "PENDING", "PROCESSING", "COMPLETED", "PARTIAL_FAILED" or "ABORTED".
        run_count: How many items it has.
        runs: The ids of the runs that exist, in the server's order.
        processing: With `errors`, the items that became no run.
    """

    status: str
    run_count: int
    runs: tuple[str, ...] = ()
    processing: _Processing = _Processing()

    @property
    def is_final(self) -> bool:
        """Whether every item has become a run, or never will."""
        return self.status not in {"PENDING", "PROCESSING"}


class _Created(WithId):
    is_cached: bool = False


class _Items(Answer):
    sealed: bool = True
    enqueued_count: int | None = None
    expected_count: int | None = None


class Batches:
    """Sends batches.

    Args:
        api: Where to.
    """

    def __init__(self, api: TriggerDevApi) -> None:
        self._api = api
        usual = api.options.policy
        self._items_policy = _ItemsPolicy(
            attempts=usual.attempts, deadline=usual.deadline, first_wait=usual.first_wait, factor=2, jitter=1
        )

    async def create(self, items: Sequence[BatchItem], key: Mapping[str, Any] | None = None) -> tuple[str, bool]:
        """Announce a batch.

        Args:
            items: At least one, at most 1000.
            key: Fields `idempotencyKey` and `idempotencyKeyOptions` of the body, where the batch has a key.

        Returns:
            Its id, and whether the key already had it.
        """
        tasks = sorted({item.task for item in items})
        body = {"runCount": len(items), "taskIdentifiers": tasks, **(key or {})}
        answer = await self._api.call("POST", "/api/v3/batches", operation=f"batch of {len(items)}", body=body)
        created = read(answer, _Created)
        return created.id, created.is_cached

    async def add_items(
        self, batch_id: str, items: Sequence[BatchItem], key_of: Callable[[int], Mapping[str, Any]] | None = None
    ) -> None:
        """Send a batch's items; again where they did not all arrive.

        Args:
            batch_id: What `create` gave.
            items: All of them.
            key_of: Gives, by place, options for an item without an idempotency key of its own.

        Raises:
            ApiError: The API refused, or the batch is not complete after all attempts.
        """
        lines = [_line(at, item, key_of) for at, item in enumerate(items)]
        answer = await self._api.answer(
            "POST",
            f"/api/v3/batches/{segment(batch_id)}/items",
            operation=f"items of {batch_id}",
            data=b"".join(lines),
            policy=self._items_policy,
            headers={"Content-Type": "application/x-ndjson"},
        )
        added = read(self._api.success(answer), _Items)
        if not added.sealed:
            raise ApiError(
                f"Batch {batch_id} is not complete after {answer.attempts} attempts: {added.enqueued_count} of "
                f"{added.expected_count} items arrived, none of them runs",
                component=COMPONENT,
                status=answer.status,
                body=answer.body.decode("utf-8", "replace"),
                attempts=answer.attempts,
            )

    async def retrieve(self, batch_id: str) -> Batch:
        """Describe a batch.

        Raises:
            NotFoundError: There is no such batch in this environment.
        """
        answer = await self._api.call("GET", f"/api/v2/batches/{segment(batch_id)}", operation="retrieve batch")
        return read(answer, Batch)


def split(items: Sequence[BatchItem]) -> Iterator[slice]:
    """Part items into batches: at most 1000 in each, and no more bytes than can be sent again in reasonable time."""
    begin, size = 0, 0
    for at, item in enumerate(items):
        bytes_more = len(item.body.get("payload", "")) + 256
        if at - begin >= MAX_ITEMS or (at > begin and size + bytes_more > MAX_BYTES):
            yield slice(begin, at)
            begin, size = at, 0
        size += bytes_more
    if begin < len(items):
        yield slice(begin, len(items))


def _line(at: int, item: BatchItem, key_of: Callable[[int], Mapping[str, Any]] | None) -> bytes:
    options = item.body["options"]
    if key_of is not None and "idempotencyKey" not in options:
        options = {**options, **key_of(at)}
    return to_json({"index": at, "task": item.task, **item.body, "options": options}) + b"\n"


def _is_unsealed(answer: HttpResponse) -> bool:
    data: object = answer.data
    return answer.is_success and isinstance(data, dict) and cast("dict[str, object]", data).get("sealed") is False
