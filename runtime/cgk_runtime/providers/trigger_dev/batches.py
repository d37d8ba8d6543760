"""Batches of triggers: one request creates the batch, another sends all items and can be repeated safely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import AliasPath, Field
from pydantic_core import to_json

from cgk_runtime.providers.http import HttpResponse, RequestFailed, RetryPolicy
from cgk_runtime.providers.http.api_errors import response_error
from cgk_runtime.providers.trigger_dev.api import COMPONENT, ApiModel, WithId, parse, quote_segment

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi


class _ItemsPolicy(RetryPolicy):
    """Policy that sends the items again until the server reports a complete batch."""

    __slots__ = ()

    def allows_retry(self, outcome: HttpResponse | RequestFailed) -> bool:
        """Return whether to send the items again: after a failure, or if the server is missing some of them."""
        return super().allows_retry(outcome) or (isinstance(outcome, HttpResponse) and _is_incomplete(outcome))


class BatchItem(NamedTuple):
    """One trigger of a batch, as sent.

    Attributes:
        task: Task id.
        body: Payload and options.
    """

    task: str
    body: Mapping[str, Any]


class BatchItemError(ApiModel):
    """Error of a batch item that has no run.

    Attributes:
        index: Position in the batch, from 0.
        error: Error message.
        error_code: The server's error code, or None.
    """

    index: int
    error: str
    error_code: str | None = None


class TriggerDevBatch(WithId):
    """Batch as Trigger.dev describes it.

    Attributes:
        id: Batch id.
        status: "PENDING", "PROCESSING", "COMPLETED", "PARTIAL_FAILED" or "ABORTED".
        runs: Ids of the existing runs, in the server's order.
        errors: Errors of the items that have no run.
    """

    status: str
    runs: tuple[str, ...] = ()
    errors: tuple[BatchItemError, ...] = Field((), validation_alias=AliasPath("processing", "errors"))

    @property
    def is_final(self) -> bool:
        """True once the server has processed every item."""
        return self.status not in {"PENDING", "PROCESSING"}


class _AddedItems(ApiModel):
    """Response to the items of a batch; the counts are set only if the batch is incomplete."""

    sealed: bool = True
    enqueued_count: int | None = None
    expected_count: int | None = None


class Batches:
    """Client for batches of triggers.

    Args:
        api: Client for the requests.
    """

    def __init__(self, api: TriggerDevApi) -> None:
        self._api = api
        policy = api.options.policy
        # After a rate limit, a smaller batch may be allowed right away. Only a batch of one item waits for the limit.
        self._create_policy = replace(policy, statuses=policy.statuses - {429})
        self._items_policy = _ItemsPolicy(**asdict(policy))

    async def create(self, items: Sequence[BatchItem]) -> str:
        """Create a batch and return its id.

        Args:
            items: 1 to 1000 items.

        Raises:
            RateLimitError: The limit does not allow this many items now; `remaining` is the number that it allows, if
                the server reports it.
            ApiError: The API rejected the batch or could not be reached.
        """
        response = await self._api.call(
            "POST",
            "/api/v3/batches",
            operation=f"batch of {len(items)}",
            body={"runCount": len(items), "taskIdentifiers": sorted({item.task for item in items})},
            policy=self._create_policy if len(items) > 1 else None,
        )
        return parse(response, WithId).id

    async def add_items(self, batch_id: str, items: Sequence[BatchItem]) -> None:
        """Send all items of a batch, and send them again if the server is missing some.

        Args:
            batch_id: The id that `create` returned.
            items: All items of the batch.

        Raises:
            ApiError: The API rejected the items, or the batch is incomplete after all attempts.
        """
        lines = [to_json({"index": index, "task": item.task, **item.body}) + b"\n" for index, item in enumerate(items)]
        response = await self._api.request(
            "POST",
            f"/api/v3/batches/{quote_segment(batch_id)}/items",
            operation=f"items of {batch_id}",
            data=b"".join(lines),
            policy=self._items_policy,
            headers={"Content-Type": "application/x-ndjson"},
        )
        result = parse(self._api.raise_for_status(response), _AddedItems)
        if not result.sealed:
            text = (
                f"Batch {batch_id} is incomplete after {response.attempts} attempts: {result.enqueued_count} of "
                f"{result.expected_count} items arrived, and none of them will run"
            )
            raise response_error(response, text, COMPONENT)

    async def retrieve(self, batch_id: str) -> TriggerDevBatch:
        """Return the current state of a batch.

        Raises:
            NotFoundError: This environment has no such batch.
        """
        response = await self._api.call("GET", f"/api/v2/batches/{quote_segment(batch_id)}", operation="retrieve batch")
        return parse(response, TriggerDevBatch)


def _is_incomplete(response: HttpResponse) -> bool:
    data: object = response.data
    return response.is_success and isinstance(data, dict) and cast("dict[str, object]", data).get("sealed") is False
