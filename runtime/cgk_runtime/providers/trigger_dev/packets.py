"""Payloads and outputs as Trigger.dev carries them: a string and its type, or where large an address in its store."""

from __future__ import annotations

import json
import secrets
import string
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.providers.http import RequestFailed
from cgk_runtime.providers.http.api_errors import api_error, connection_error
from cgk_runtime.providers.trigger_dev.api import COMPONENT, Answer, TriggerDevApi, read, segment
from cgk_runtime.providers.trigger_dev.superjson import encode

if TYPE_CHECKING:
    from cgk_runtime.providers.http import HttpResponse

OFFLOAD_BYTES: Final = 131_072
"""From this size on a packet is uploaded first, and its address is sent."""
SUPER_JSON: Final = "application/super+json"
PACKET_EXTRA: Final = len('{"json":}')
"""How many bytes longer a packet is than the JSON in it."""
_STORE: Final = "application/store"
_ID_CHARACTERS: Final = string.ascii_lowercase + string.digits


class Absent:
    """The type of `ABSENT`."""


ABSENT: Final = Absent()
"""No payload at all; None would be JSON's null."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What a run is given.

    Attributes:
        data: The string that travels, or None for nothing.
        data_type: How to read it.
        size: Bytes before it was uploaded anywhere.
    """

    data: str | None
    data_type: str
    size: int

    @classmethod
    def of_json(cls, document: bytes) -> Packet:
        """Make one of a JSON document, as events' payloads are."""
        text = '{"json":' + document.decode() + "}"
        return cls(text, SUPER_JSON, len(document) + PACKET_EXTRA)

    @classmethod
    def of_value(cls, value: object) -> Packet:
        """Make one of a value: a string as it is, anything else as `superjson`, and none of `ABSENT`.

        Raises:
            InvalidOptionError: It holds something that cannot be sent.
        """
        if isinstance(value, Absent):
            return cls(None, "application/json", 0)
        if isinstance(value, str):
            encode(value)  # a string must be text, too
            return cls(value, "text/plain", len(value.encode()))
        text = encode(value)
        return cls(text, SUPER_JSON, len(text.encode()))

    def fields(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give what it adds to a body, and to the body's options."""
        return (
            {} if self.data is None else {"payload": self.data},
            {"payloadType": self.data_type, "payloadSize": self.size},
        )


class _Signed(Answer):
    presigned_url: str
    storage_path: str


class Packets:
    """Uploads what is too large to be sent, and fetches what was too large to be answered.

    Args:
        api: Where the addresses come from.
    """

    def __init__(self, api: TriggerDevApi) -> None:
        self._api = api
        usual = api.options.policy
        self._policy = replace(usual, first_wait=usual.first_wait / 2, factor=2, longest_wait=5, jitter=1)

    async def offload(self, packet: Packet, operation: str) -> Packet:
        """Upload a packet of 131,072 bytes or more, and give the one that is sent in its place.

        The upload goes to an address that is signed for it alone; the secret key does not travel there. Where the
        address has expired a new one is asked for, once.

        Args:
            packet: What a run is to be given.
            operation: Description for the log.

        Raises:
            ApiError: The store is not set up, or cannot be reached.
        """
        if packet.data is None or packet.size < OFFLOAD_BYTES:
            return packet
        extension = "txt" if packet.data_type == "text/plain" else "json"
        name = f"trigger/packet_{''.join(secrets.choice(_ID_CHARACTERS) for _ in range(21))}/payload.{extension}"
        answer: HttpResponse | None = None
        for _ in range(2):
            path = f"/api/v2/packets/{segment(name)}"
            signed = read(await self._api.call("PUT", path, operation=f"{operation}: upload address"), _Signed)
            answer = await self._store("PUT", signed.presigned_url, packet, operation)
            if answer.is_success:
                return Packet(signed.storage_path, _STORE, packet.size)
            if answer.status != 403:
                break
        assert answer is not None  # noqa: S101  the loop ran
        raise api_error(answer, COMPONENT, hint=" (the store of large payloads refused the upload)")

    async def fetch(self, presigned_url: str, operation: str) -> bytes | None:
        """Fetch a large output or payload and give it as JSON; None where it has none.

        Raises:
            ApiError: It cannot be fetched.
        """
        answer = await self._store("GET", presigned_url, None, operation)
        if not answer.is_success:
            raise api_error(answer, COMPONENT, hint=" (the store of large outputs refused the download)")
        return as_json(answer.body, answer.headers.get("content-type", "application/json"))

    async def _store(self, method: str, url: str, packet: Packet | None, operation: str) -> HttpResponse:
        """Talk to the store. Its address is a secret of its own, and the key is not for it."""
        try:
            return await self._api.http.request(
                method,
                url,
                operation=f"{operation}: store",
                headers={"Content-Type": packet.data_type} if packet else {},
                body=(packet.data or "").encode() if packet else None,
                policy=self._policy,
                expects_json=False,
                secret_url=True,
            )
        except RequestFailed as no_answer:
            failure = no_answer
        raise connection_error(failure, COMPONENT)


def as_json(body: bytes, data_type: str) -> bytes | None:
    """Give a packet's content as JSON; dates become strings, as everywhere in answers.

    Example:
        >>> as_json(b'{"json":{"total":1}}', "application/super+json")
        b'{"total":1}'
    """
    kind = data_type.partition(";")[0].strip()
    if not body:
        return None
    if kind == "text/plain":
        return json.dumps(body.decode()).encode()
    if kind == SUPER_JSON:
        return json.dumps(json.loads(body).get("json"), ensure_ascii=False, separators=(",", ":")).encode()
    return body
