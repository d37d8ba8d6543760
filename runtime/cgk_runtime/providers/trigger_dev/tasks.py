"""Triggers of single tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cgk_runtime.providers.trigger_dev.api import WithId, parse, quote_segment
from cgk_runtime.providers.trigger_dev.options import TriggerOptions, hash_idempotency_key, random_idempotency_key
from cgk_runtime.providers.trigger_dev.packets import ABSENT, Packet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi
    from cgk_runtime.providers.trigger_dev.packets import Packets


class TriggeredRun(WithId):
    """Result of a trigger.

    Attributes:
        id: Run id.
        is_cached: Whether a run with the idempotency key already existed.
    """

    is_cached: bool = False


class Tasks:
    """Client for triggering any task, also those without an event in the catalog.

    Args:
        api: Client for the requests.
        packets: Client that uploads large payloads.
    """

    def __init__(self, api: TriggerDevApi, packets: Packets) -> None:
        self._api = api
        self._packets = packets
        settings = api.settings
        defaults = {"lockToVersion": settings.version, "externalDeploymentId": settings.external_deployment_id}
        self._defaults = {name: value for name, value in defaults.items() if value is not None}

    async def trigger(self, task: str, payload: object = ABSENT, options: TriggerOptions | None = None) -> TriggeredRun:
        """Trigger a task.

        Args:
            task: Task id.
            payload: JSON data that may also contain datetimes with a timezone; no payload by default.
            options: Options of the trigger.

        Raises:
            InvalidOptionError: The payload or an option cannot be sent.
            ApiError: The API rejected the request or could not be reached.

        Example:
            await client.tasks.trigger("report", {"since": datetime.now(UTC)}, TriggerOptions(delay=60))
        """
        return await self.trigger_packet(task, Packet.from_value(payload), options.to_wire() if options else {})

    async def trigger_packet(self, task: str, packet: Packet, options: Mapping[str, Any]) -> TriggeredRun:
        """Trigger a task with encoded payload and options. Options without an idempotency key get a random one."""
        operation = f"trigger {task}"
        packet = await self._packets.offload(packet, operation)
        body = self.body(packet, {"idempotencyKey": random_idempotency_key(), **options})
        path = f"/api/v1/tasks/{quote_segment(task)}/trigger"
        return parse(await self._api.call("POST", path, operation=operation, body=body), TriggeredRun)

    def body(self, packet: Packet, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the request body of a trigger. A large payload must be uploaded before."""
        payload = {} if packet.data is None else {"payload": packet.data}
        packet_options = {"payloadType": packet.data_type, "payloadSize": packet.size}
        return {**payload, "options": {**self._defaults, **options, **packet_options}}

    async def reset_idempotency_key(self, task: str, key: str | Sequence[str]) -> None:
        """Reset an idempotency key: the next trigger with it creates a run.

        Args:
            task: Id of the task that the key belongs to.
            key: Key as passed to the trigger, or its hash.

        Raises:
            NotFoundError: No run has the key.
        """
        path = f"/api/v1/idempotencyKeys/{quote_segment(hash_idempotency_key(key))}/reset"
        await self._api.call("POST", path, operation="reset idempotency key", body={"taskIdentifier": task})
