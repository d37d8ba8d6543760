"""Triggering tasks, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cgk_runtime.providers.trigger_dev.api import WithId, read, segment
from cgk_runtime.providers.trigger_dev.options import TriggerOptions, hashed_key
from cgk_runtime.providers.trigger_dev.packets import ABSENT, OFFLOAD_BYTES, Packet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi
    from cgk_runtime.providers.trigger_dev.packets import Packets


@dataclass(frozen=True, slots=True)
class Triggered:
    """What a trigger gives.

    Attributes:
        id: The run's id.
        is_cached: Whether the idempotency key already had this run.
        public_access_token: Lets a browser follow this run for an hour; None where the server gives none.
    """

    id: str
    is_cached: bool
    public_access_token: str | None = field(default=None, repr=False)


class _Triggered(WithId):
    is_cached: bool = False


class Tasks:
    """Triggers tasks, also those of no catalog.

    Args:
        api: Where they are.
        packets: Uploads large payloads.
    """

    def __init__(self, api: TriggerDevApi, packets: Packets) -> None:
        self._api = api
        self._packets = packets
        settings = api.settings
        self._defaults: dict[str, Any] = {
            name: value
            for name, value in (
                ("lockToVersion", settings.version),
                ("externalDeploymentId", settings.external_deployment_id),
            )
            if value is not None
        }

    async def trigger(self, task: str, payload: object = ABSENT, options: TriggerOptions | None = None) -> Triggered:
        """Trigger a task.

        Args:
            task: Its id.
            payload: JSON data, aware datetimes, large integers, sets; or nothing.
            options: What else to ask for.

        Raises:
            InvalidOptionError: The payload or an option cannot be sent.
            ApiError: The API refused, or could not be reached.

        Example:
            await client.tasks.trigger("report", {"since": datetime.now(UTC)}, TriggerOptions(delay=60))
        """
        return await self.trigger_packet(task, Packet.of_value(payload), options.on_the_wire() if options else {})

    async def trigger_packet(self, task: str, packet: Packet, options: Mapping[str, Any]) -> Triggered:
        """Trigger a task with a payload and options as they travel."""
        body = await self.body(task, packet, options)
        path = f"/api/v1/tasks/{segment(task)}/trigger"
        answer = await self._api.call("POST", path, operation=f"trigger {task}", body=body)
        triggered = read(answer, _Triggered)
        return Triggered(triggered.id, triggered.is_cached, answer.headers.get("x-trigger-jwt"))

    async def body(self, task: str, packet: Packet, options: Mapping[str, Any]) -> dict[str, Any]:
        """Make what is sent for one run: payload and options, the payload uploaded first where it is large."""
        if packet.size >= OFFLOAD_BYTES:
            packet = await self._packets.offload(packet, f"trigger {task}")
        return self.body_of(packet, options)

    def body_of(self, packet: Packet, options: Mapping[str, Any]) -> dict[str, Any]:
        """Make what is sent for one run, of a payload that is small or was uploaded."""
        payload, described = packet.fields()
        return {**payload, "options": {**self._defaults, **options, **described}}

    async def reset_idempotency_key(self, task: str, key: str | Sequence[str]) -> None:
        """Forget an idempotency key, so that the next trigger with it makes a run.

        Args:
            task: The task's id; keys belong to a task.
            key: As it was given to the trigger, or its hash.

        Raises:
            NotFoundError: No run holds it.
        """
        path = f"/api/v1/idempotencyKeys/{hashed_key(key)}/reset"
        await self._api.call("POST", path, operation="reset idempotency key", body={"taskIdentifier": task})
