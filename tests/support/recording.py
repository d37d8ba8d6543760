"""Provider that records messages; a test selects the jobs that it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NoReturn

from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, Run
from cgk_runtime.errors import JobsError, NotSupportedError, ProviderError
from pydantic_core import from_json


class RecordingProvider:
    """Provider that records messages in order.

    Attributes:
        messages: Accepted messages.
        errors_by_order: Error by the id of the order whose job is refused.
        broken: True if every send fails.
        arrived: Set whenever messages arrive.
    """

    name = "recording"
    supported_options: frozenset[str] = ALL_OPTIONS
    max_payload_bytes = 3 * 1024 * 1024

    def __init__(self) -> None:
        self.messages: list[JobMessage] = []
        self.errors_by_order: dict[str, JobsError] = {}
        self.broken = False
        self.arrived = asyncio.Event()

    @property
    def orders(self) -> list[str]:
        return [order_of(message) for message in self.messages]

    async def wait_for_messages(self, count: int) -> None:
        """Wait until the provider has accepted a number of messages."""
        async with asyncio.timeout(60):
            while len(self.messages) < count:
                self.arrived.clear()
                await self.arrived.wait()

    async def send(self, message: JobMessage) -> str:
        result = (await self.send_many([message]))[0]
        if isinstance(result, JobsError):
            raise result
        return result

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        await asyncio.sleep(0)
        self.arrived.set()
        if self.broken:
            raise ProviderError("API error 503: Service Unavailable", component="Recording", status=503)
        outcomes: list[str | JobsError] = []
        for message in messages:
            error = self.errors_by_order.get(order_of(message))
            if error is None:
                self.messages.append(message)
            outcomes.append(error or f"run_{len(self.messages)}")
        return outcomes

    async def runs(self, job_id: str) -> Sequence[Run]:
        self._raise_not_supported()

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  set by the protocol
        self._raise_not_supported()

    async def cancel(self, job_id: str) -> None:
        self._raise_not_supported()

    async def replay(self, job_id: str) -> str:
        self._raise_not_supported()

    async def check_health(self) -> Health:
        return Health(self.name, not self.broken, "records messages")

    async def close(self) -> None: ...

    def _raise_not_supported(self) -> NoReturn:
        raise NotSupportedError("It only records messages")


def order_of(message: JobMessage) -> str:
    return str(from_json(message.payload)["orderId"])
