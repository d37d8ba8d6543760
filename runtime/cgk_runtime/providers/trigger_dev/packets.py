"""Payloads and outputs as Trigger.dev transports them: as text with a type; large ones as an address in its store."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import JobsError
from cgk_runtime.providers.http.api_errors import api_error
from cgk_runtime.providers.trigger_dev.api import COMPONENT, ApiModel, TriggerDevApi, parse, quote_segment
from cgk_runtime.providers.trigger_dev.superjson import encode

if TYPE_CHECKING:
    from cgk_runtime.providers.http import HttpResponse

OFFLOAD_BYTES: Final = 131_072
"""Packets of at least this size are uploaded, and only their address is sent."""
SUPER_JSON: Final = "application/super+json"
_STORE_TYPE: Final = "application/store"
_MAX_UPLOADS: Final = 10


class Absent:
    """The type of `ABSENT`."""


ABSENT: Final = Absent()
"""Marker of a missing payload; None means JSON's null."""


@dataclass(frozen=True, slots=True)
class Packet:
    """Payload of a run.

    Attributes:
        data: The text to send, or None for no payload.
        data_type: Media type of the text.
        size: Size of the payload in bytes, also if it was uploaded.
    """

    data: str | None
    data_type: str
    size: int

    @classmethod
    def from_json(cls, document: bytes) -> Packet:
        """Build a packet from a JSON document, such as an event's payload."""
        text = '{"json":' + document.decode() + "}"
        return cls(text, SUPER_JSON, len(document) + len('{"json":}'))

    @classmethod
    def from_value(cls, value: object) -> Packet:
        """Build a packet from a value: text as it is, anything else as `superjson`, nothing for `ABSENT`.

        Raises:
            InvalidOptionError: The value contains something that cannot be sent.
        """
        if isinstance(value, Absent):
            return cls(None, "application/json", 0)
        text = encode(value)  # also rejects text with a lone surrogate
        if isinstance(value, str):
            return cls(value, "text/plain", len(value.encode()))
        return cls(text, SUPER_JSON, len(text.encode()))

    @property
    def is_large(self) -> bool:
        """True if the payload must be uploaded."""
        return self.size >= OFFLOAD_BYTES


class _UploadAddress(ApiModel):
    presigned_url: str
    storage_path: str


class Packets:
    """Client that uploads large payloads to Trigger.dev's store and downloads large outputs from it.

    Args:
        api: Client that requests the store's addresses.
    """

    def __init__(self, api: TriggerDevApi) -> None:
        self._api = api

    async def offload(self, packet: Packet, operation: str) -> Packet:
        """Return the packet to send; one of 131,072 bytes or more is uploaded and replaced by its path in the store.

        The upload address is signed for this packet, so the request does not carry the secret key. An expired address
        is replaced once.

        Args:
            packet: Payload of a run.
            operation: Description for the log.

        Raises:
            ApiError: The store rejected the upload or could not be reached.
        """
        if not packet.is_large:
            return packet
        extension = "txt" if packet.data_type == "text/plain" else "json"
        # The official client's random ids have 21 characters too.
        name = f"trigger/packet_{secrets.token_hex(11)[:21]}/payload.{extension}"
        path = f"/api/v2/packets/{quote_segment(name)}"
        response, storage_path = await self._upload(path, packet, operation)
        if response.status == 403:  # the address has expired
            response, storage_path = await self._upload(path, packet, operation)
        if not response.is_success:
            raise api_error(response, COMPONENT, hint=" (the store of large payloads rejected the upload)")
        return Packet(storage_path, _STORE_TYPE, packet.size)

    async def offload_all(self, packets: Sequence[Packet], operation: str) -> list[Packet | JobsError]:
        """Upload the large packets, several at a time; return the packet to send, or the error, for each packet."""
        slots = asyncio.Semaphore(_MAX_UPLOADS)

        async def offload_or_error(packet: Packet) -> Packet | JobsError:
            async with slots:
                try:
                    return await self.offload(packet, operation)
                except JobsError as error:
                    return error

        large = [packet for packet in packets if packet.is_large]
        uploaded = iter(await asyncio.gather(*map(offload_or_error, large)))
        return [next(uploaded) if packet.is_large else packet for packet in packets]

    async def _upload(self, path: str, packet: Packet, operation: str) -> tuple[HttpResponse, str]:
        address = parse(await self._api.call("PUT", path, operation=f"{operation}: upload address"), _UploadAddress)
        return await self._request_store("PUT", address.presigned_url, packet, operation), address.storage_path

    async def fetch(self, presigned_url: str, operation: str) -> bytes | None:
        """Download a large output or payload as JSON; return None if it is empty.

        Raises:
            ApiError: The download failed.
        """
        response = await self._request_store("GET", presigned_url, None, operation)
        if not response.is_success:
            raise api_error(response, COMPONENT, hint=" (the store of large outputs rejected the download)")
        return packet_json(response.body, response.headers.get("content-type", "application/json"))

    async def _request_store(self, method: str, url: str, packet: Packet | None, operation: str) -> HttpResponse:
        """Send a request to the store; the address is a secret, and the store must not receive the key."""
        return await self._api.http.request(
            method,
            url,
            operation=f"{operation}: store",
            headers={"Content-Type": packet.data_type} if packet else {},
            body=(packet.data or "").encode() if packet else None,
            expects_json=False,
            secret_url=True,
        )


def packet_json(body: bytes, data_type: str) -> bytes | None:
    """Return a packet's content as JSON. Dates become strings, as in all responses.

    Example:
        >>> packet_json(b'{"json":{"total":1}}', "application/super+json")
        b'{"total":1}'
    """
    media_type = data_type.partition(";")[0].strip()
    if not body:
        return None
    if media_type == "text/plain":
        return json.dumps(body.decode()).encode()
    if media_type == SUPER_JSON:
        return json.dumps(json.loads(body).get("json"), ensure_ascii=False, separators=(",", ":")).encode()
    return body
