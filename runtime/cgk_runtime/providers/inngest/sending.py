"""Sending events: `POST /e/{key}`, whose answer counts only if it has an id for every event."""

from __future__ import annotations

import base64
import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from cgk_runtime.errors import JobsError, ProviderError
from cgk_runtime.providers.http import RequestFailed
from cgk_runtime.providers.http.api_errors import api_error, connection_error
from cgk_runtime.providers.inngest.envelope import array_of_alike, event_of, events_of

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.providers.http import HttpClient, HttpResponse
    from cgk_runtime.providers.inngest.settings import InngestSettings

COMPONENT: Final = "InngestProvider"
MAX_BATCH: Final = 1000
"""Events in one request; a server takes 5000, but runs the first of more and then refuses the rest."""
MAX_BATCH_BYTES: Final = 8 * 1024 * 1024
_DAY: Final = 24 * 3600


class PartlySentError(ProviderError):
    """Inngest took some events of a request and refused the rest; those it took run.

    Attributes:
        ids: Of the events it took, in their order.
    """

    def __init__(self, text: str, *, status: int | None, ids: Sequence[str]) -> None:
        super().__init__(text, component=COMPONENT, status=status)
        self.ids = tuple(ids)


class EventSender:
    """Sends events, alone and in batches.

    Args:
        http: What makes requests.
        settings: Where to and with which key.
    """

    def __init__(self, http: HttpClient, settings: InngestSettings) -> None:
        self._http = http
        self._address = f"{settings.event_origin}/e/{quote(settings.sending_key, safe='')}"
        self._headers = {"content-type": "application/json", "user-agent": "cgk-jobs"}
        if settings.environment is not None:
            self._headers["x-inngest-env"] = settings.environment

    async def send(self, message: JobMessage) -> str:
        """Send one event and give the id Inngest gave it.

        Raises:
            InvalidOptionError: It is to run at a time no server takes.
            ApiError: It was not taken, or nobody knows whether it was.
        """
        body = b"[" + event_of(message) + b"]"
        outcome = (await self._post(body, 1, seed_of(message), f"send {message.event.name}"))[0]
        if isinstance(outcome, JobsError):
            raise outcome
        return outcome

    async def send_many(self, messages: Sequence[JobMessage]) -> list[str | JobsError]:
        """Send events in as few requests as are safe, and give what came of each.

        Every event is written before the first byte goes out; one that cannot be is refused, and the others are sent.
        """
        chunks = [messages[begin : begin + MAX_BATCH] for begin in range(0, len(messages), MAX_BATCH)]
        written = [_written(chunk) for chunk in chunks]
        came: list[str | JobsError] = []
        for requests, refused in written:
            outcomes: list[str | JobsError] = []
            for body, count in requests:
                outcomes += await self._post_batch(body, count)
            for at, refusal in refused.items():
                outcomes.insert(at, refusal)
            came += outcomes
        return came

    async def _post_batch(self, body: bytes, count: int) -> list[str | JobsError]:
        return await self._post(body, count, _random_seed(), f"send {count} events")

    async def check_key(self) -> None:
        """Pass where the event key is accepted; nothing is sent.

        Raises:
            ApiError: It is not, or the server cannot be reached.
        """
        answer = await self._request(b"[]", _random_seed(), "check the event key")
        if not answer.is_success:
            raise _refusal(answer)

    async def _post(self, body: bytes, count: int, seed: str, what: str) -> list[str | JobsError]:
        try:
            answer = await self._request(body, seed, what)
        except JobsError as error:
            return [error] * count
        ids = ids_of(answer.data)
        if answer.is_success and len(ids) == count:
            return cast("list[str | JobsError]", ids)
        return _outcomes(answer, ids, count)

    async def _request(self, body: bytes, seed: str, what: str) -> HttpResponse:
        # The same seed on every attempt: a server that got the first one makes the same ids, and no second run.
        headers = {**self._headers, "x-inngest-event-id-seed": seed}
        try:
            return await self._http.request(
                "POST", self._address, operation=what, headers=headers, body=body, secret_url=True
            )
        except RequestFailed as error:
            raise connection_error(error, COMPONENT) from None


def seed_of(message: JobMessage) -> str:
    """Give what a server makes the event's id from: `{milliseconds},{ten bytes in base64}`.

    With an idempotency key it is made from the key and the day, so that sending again gives the same id to ask about.

    Example:
        The same seed gives the same ULID, as recorded: "01JQDAE4RQF8MBCR55T5AK4KXS" twice.
    """
    idempotency_key = message.options.idempotency_key
    if idempotency_key is None:
        return _random_seed()
    day = int(time.time()) // _DAY * _DAY
    noise = hashlib.sha256(f"{day}/{idempotency_key}".encode()).digest()[:10]
    return f"{day * 1000},{base64.b64encode(noise).decode()}"


def ids_of(data: Any) -> list[str]:  # JSON: whatever the server says
    """Give the ids of an answer that are ids; a server says `[""]` to what it did not take."""
    ids: object = cast("dict[str, object]", data).get("ids") if isinstance(data, dict) else None
    given = cast("list[object]", ids) if isinstance(ids, list) else []
    texts = cast("list[str]", given)
    try:
        "".join(texts)  # the quickest way to see that all of them are texts
    except TypeError:
        return [one for one in given if isinstance(one, str) and one]
    return texts if all(texts) else [one for one in texts if one]


def _random_seed() -> str:
    return f"{time.time_ns() // 1_000_000},{base64.b64encode(os.urandom(10)).decode()}"


def _written(messages: Sequence[JobMessage]) -> tuple[list[tuple[bytes, int]], dict[int, JobsError]]:
    """Write a thousand jobs at most as bodies of requests with their numbers of events, and say which are refused."""
    array = array_of_alike(messages)
    if array is not None and len(array) <= MAX_BATCH_BYTES:
        return [(array, len(messages))], {}
    events, refused = events_of(messages)
    return [(b"[" + b",".join(chunk) + b"]", len(chunk)) for chunk in _chunks(events)], refused


def _chunks(events: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    chunk: list[bytes] = []
    size = 0
    for event in events:
        if chunk and size + len(event) > MAX_BATCH_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(event)
        size += len(event)
    if chunk:
        yield chunk


def _outcomes(answer: HttpResponse, ids: list[str], count: int) -> list[str | JobsError]:
    """Events are taken in their order until one is refused: ids are those of the first ones, which run."""
    if answer.is_success:
        text = f"The answer has {len(ids)} ids for {count} events: nobody knows which of them were taken"
        return [PartlySentError(text, status=answer.status, ids=ids)] * count
    if not ids:
        return [_refusal(answer)] * count
    taken = ids[:count]
    said = f"API error {answer.status}: {answer.message()}; the {len(taken)} events before were taken and run"
    error = PartlySentError(said, status=answer.status, ids=taken)
    return [*taken, *[error] * (count - len(taken))]


def _refusal(answer: HttpResponse) -> ProviderError:
    hint = ""
    if answer.status == 401:
        hint = "; INNGEST_EVENT_KEY is not a key of this server"
    elif answer.status == 413:
        hint = "; something before Inngest takes no request as large"
    return api_error(answer, COMPONENT, hint=hint)
