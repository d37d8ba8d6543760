"""Sending of events; a request succeeds only if the response has an id for every event."""

from __future__ import annotations

import base64
import hashlib
import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from cgk_runtime.errors import JobsError, ProviderError
from cgk_runtime.providers.batching import split_batches
from cgk_runtime.providers.http.api_errors import api_error
from cgk_runtime.providers.inngest.envelope import encode_event, encode_uniform_batch
from cgk_runtime.providers.inngest.settings import CLOUD_EVENTS

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.providers.http.client import HttpClient
    from cgk_runtime.providers.http.response import HttpResponse
    from cgk_runtime.providers.inngest.settings import InngestSettings

COMPONENT: Final = "InngestProvider"
MAX_BATCH: Final = 1000
"""Events per request. A server accepts 5000; of a larger request it runs the first ones and refuses the rest."""
MAX_BATCH_BYTES: Final = 8 * 1024 * 1024
"""Size of the largest request."""
DAY_SECONDS: Final = 24 * 3600


class PartlySentError(ProviderError):
    """Inngest accepted only the first events of a request, which run, or it is unknown which it accepted."""


class EventSender:
    """Sender of events, alone and in batches.

    Args:
        http: HTTP client.
        settings: Address and key.
    """

    def __init__(self, http: HttpClient, settings: InngestSettings) -> None:
        self._http = http
        self._address = f"{settings.event_origin}/e/{quote(settings.sending_key, safe='')}"
        self._headers = {"content-type": "application/json", "user-agent": "cgk-jobs"}
        if settings.environment is not None:
            self._headers["x-inngest-env"] = settings.environment

    async def send(self, message: JobMessage) -> str:
        """Send one event and return its id.

        Raises:
            InvalidOptionError: The event's time or priority is outside the server's limits.
            ProviderError: The event was refused, the response was lost, or it has no id.
        """
        body = b"[" + encode_event(message) + b"]"
        outcome = (await self._post(body, 1, _seed_of(message), f"send {message.event.name}"))[0]
        if isinstance(outcome, JobsError):
            raise outcome
        return outcome

    async def send_many(self, messages: Sequence[JobMessage]) -> list[str | JobsError]:
        """Send events in few requests and return each one's id or error.

        Every event is encoded before the first request. An event that cannot be encoded does not affect the others.
        """
        chunks = [_encode(messages[start : start + MAX_BATCH]) for start in range(0, len(messages), MAX_BATCH)]
        all_outcomes: list[str | JobsError] = []
        for requests, errors in chunks:
            outcomes: list[str | JobsError] = []
            for body, count in requests:
                outcomes += await self._post(body, count, _random_seed(), f"send {count} events")
            for position, error in errors.items():
                outcomes.insert(position, error)
            all_outcomes += outcomes
        return all_outcomes

    async def check_key(self) -> None:
        """Check the event key without sending anything.

        Raises:
            ApiError: The key is refused, or the server cannot be reached.
        """
        response = await self._request(b"[]", _random_seed(), "check the event key")
        # The cloud's response to an empty list is not documented; it may be 400 although the key is right.
        is_undocumented = response.status == 400 and self._address.startswith(CLOUD_EVENTS)
        if not response.is_success and not is_undocumented:
            raise _to_error(response)

    async def _post(self, body: bytes, count: int, seed: str, operation: str) -> list[str | JobsError]:
        """Send a request with `count` events and return each event's id or error."""
        try:
            response = await self._request(body, seed, operation)
        except JobsError as error:
            return [error] * count
        ids = _ids_of(response.data)
        if response.is_success and len(ids) == count:
            return cast("list[str | JobsError]", ids)
        return _outcomes(response, ids, count)

    async def _request(self, body: bytes, seed: str, operation: str) -> HttpResponse:
        # A server derives the ids from the seed, which is the same for every attempt, so a retry starts no second run.
        headers = {**self._headers, "x-inngest-event-id-seed": seed}
        return await self._http.request(
            "POST", self._address, operation=operation, headers=headers, body=body, secret_url=True
        )


def _seed_of(message: JobMessage) -> str:
    """Return the seed of the event's id: `{milliseconds},{ten bytes in base64}`.

    The seed of a job with an idempotency key comes from the key and the day, so sending it again returns the same id.
    """
    idempotency_key = message.options.idempotency_key
    if idempotency_key is None:
        return _random_seed()
    day = int(time.time()) // DAY_SECONDS * DAY_SECONDS
    suffix = hashlib.sha256(f"{day}/{idempotency_key}".encode()).digest()[:10]
    return f"{day * 1000},{base64.b64encode(suffix).decode()}"


def _random_seed() -> str:
    return f"{time.time_ns() // 1_000_000},{base64.b64encode(os.urandom(10)).decode()}"


def _ids_of(data: Any) -> list[str]:  # JSON of any kind
    """Return the ids in a response; the id of a refused event is empty."""
    ids: object = cast("dict[str, object]", data).get("ids") if isinstance(data, dict) else None
    texts = cast("list[str]", ids) if isinstance(ids, list) else []
    return texts if all(texts) else [text for text in texts if text]


def _encode(messages: Sequence[JobMessage]) -> tuple[list[tuple[bytes, int]], dict[int, JobsError]]:
    """Encode jobs as request bodies, each with its number of events; return errors by the job's position."""
    batch = encode_uniform_batch(messages)
    if batch is not None and len(batch) <= MAX_BATCH_BYTES:
        return [(batch, len(messages))], {}
    events: list[bytes] = []
    errors: dict[int, JobsError] = {}
    for position, message in enumerate(messages):
        try:
            events.append(encode_event(message))
        except JobsError as error:
            errors[position] = error
    chunks = split_batches(events, len, max_items=MAX_BATCH, max_bytes=MAX_BATCH_BYTES)
    return [(b"[" + b",".join(chunk) + b"]", len(chunk)) for chunk in chunks], errors


def _outcomes(response: HttpResponse, ids: list[str], count: int) -> list[str | JobsError]:
    """Return each event's outcome; a server accepts events in order until it refuses one."""
    if response.is_success:
        text = (
            f"The response has {len(ids)} ids for {count} events, so it is unknown which were accepted; look for their "
            "runs before you send them again"
        )
        return [PartlySentError(text, component=COMPONENT, status=response.status)] * count
    if not ids:
        return [_to_error(response)] * count
    accepted = ids[:count]
    text = f"API error {response.status}: {response.message()}; the first {len(accepted)} events were accepted"
    error = PartlySentError(text, component=COMPONENT, status=response.status)
    return [*accepted, *[error] * (count - len(accepted))]


def _to_error(response: HttpResponse) -> ProviderError:
    hint = ""
    if response.status == 401:
        hint = "; INNGEST_EVENT_KEY is not a key of this server"
    elif response.status == 413:
        hint = "; a proxy in front of Inngest refuses requests of this size"
    return api_error(response, COMPONENT, hint=hint)
