"""Batches of jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, cast

from typing_extensions import TypeVar

from cgk_runtime.client.option_values import describe_value
from cgk_runtime.errors import InvalidOptionError, JobsError, error_text

if TYPE_CHECKING:
    from cgk_runtime.client.handle import JobHandle
    from cgk_runtime.client.options import SendOptions
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.payload import PayloadModel

ResultT_co = TypeVar("ResultT_co", covariant=True)


@dataclass(frozen=True, repr=False)
class JobItem(Generic[ResultT_co]):
    """One job of a batch, created by `jobs["order.created"].item({...})`.

    Attributes:
        event: The event's name.
        payload: The payload; `repr` omits it because it may contain personal data.
        options: The options for sending it.
    """

    event: str
    payload: Mapping[str, Any] | PayloadModel
    options: SendOptions

    def __repr__(self) -> str:
        """Return the event's name only."""
        return f"JobItem({self.event!r})"


def check_items(items: Iterable[JobItem[Any]]) -> list[JobItem[Any]]:
    """Return the items of a batch as a list.

    Raises:
        InvalidOptionError: The argument is not a list, such as a single item.
    """
    if isinstance(items, str) or not isinstance(cast("object", items), Iterable):
        raise InvalidOptionError(f"The argument items must be a list of items, not {describe_value(items)}")
    return list(items)


def check_item(item: JobItem[Any]) -> None:
    """Check that an item of a batch is a `JobItem` with a mapping of options.

    Raises:
        InvalidOptionError: The item is not a `JobItem`, or its options are not a mapping.
    """
    if not isinstance(cast("object", item), JobItem):
        raise InvalidOptionError(f'An item must be made by jobs["order.created"].item(...), not {describe_value(item)}')
    if not isinstance(cast("object", item.options), Mapping):
        raise InvalidOptionError(f"The options of an item must be a mapping, not {describe_value(item.options)}")


async def send_one_by_one(
    messages: Sequence[JobMessage], send: Callable[[JobMessage], Awaitable[str]]
) -> Sequence[str | JobsError]:
    """Send jobs one after the other, and return an id or an error for each.

    The errors include those of the application's middleware, because earlier jobs of the batch are sent already.
    """
    outcomes: list[str | JobsError] = []
    for message in messages:
        try:
            outcomes.append(await send(message))
        except JobsError as error:
            outcomes.append(error)
        except Exception as error:  # noqa: BLE001  see above
            refusal = JobsError(f"{type(error).__name__}: {error_text(error)}")
            refusal.__cause__ = error
            outcomes.append(refusal)
    return outcomes


class BatchError(JobsError):
    """Some or all jobs of a batch were not sent.

    Attributes:
        failed: The errors by the item's index in the batch.
        sent: The handles of the sent items by index; empty if an item was invalid.
    """

    def __init__(self, size: int, failed: Mapping[int, JobsError], sent: Mapping[int, JobHandle[Any]]) -> None:
        lines = "".join(f"\n  item {index}: {error}" for index, error in sorted(failed.items()))
        accepted = f"{len(sent)} {'was' if len(sent) == 1 else 'were'} sent" if sent else "nothing was sent"
        super().__init__(f"{len(failed)} of {size} jobs were refused; {accepted}:{lines}")
        self.failed = dict(failed)
        self.sent = dict(sent)
