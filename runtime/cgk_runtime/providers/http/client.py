"""One request to a provider's API: made again where that helps, ended by a deadline, never a secret in what it says."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import aiohttp
from yarl import URL

from cgk_runtime._internal import telemetry
from cgk_runtime.providers.http.answer import HttpAnswer, NoAnswer, parsed, redacted
from cgk_runtime.providers.http.retry import RetryPolicy
from cgk_runtime.providers.http.sessions import HttpSessions

if TYPE_CHECKING:
    from tenacity import RetryCallState

_logger: Final = logging.getLogger("cgk_jobs.http")
_WRITTEN_AT_ONCE: Final = 2**20
_SEEN: Final = nullcontext()


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long one attempt may take; the policy's deadline ends all of them together.

    Attributes:
        connect: Seconds until there is a connection.
        read: Seconds without a byte.
    """

    connect: float = 5.0
    read: float = 30.0


@dataclass(slots=True)
class HttpRequest:
    """A request, as each of its attempts makes it.

    Attributes:
        method: Such as "POST".
        url: The whole address.
        headers: All of them.
        body: The bytes, or None.
        what: What it does, for the log.
        wants_json: Whether a successful answer that is no JSON is as good as none.
        secret_url: Whether the address itself is a secret.
    """

    method: str
    url: URL
    headers: Mapping[str, str]
    body: bytes | None
    what: str
    wants_json: bool
    secret_url: bool


class HttpClient:
    """Makes requests.

    Answers of every status are given back, a redirect too: none is followed, for it would carry the key elsewhere.
    Proxies of the environment are not used. What a server says is cleared of `secrets` before anyone sees it.

    Args:
        speaker: The part that speaks in the log, such as "TriggerDevProvider".
        policy: When a request is made again.
        timeouts: How long one attempt may take.
        secrets: Texts that must not appear anywhere; keys.
        connections: How many connections there may be to one host.
        sleep: Waits between attempts.

    Example:
        http = HttpClient("MyProvider", secrets=(key,))
        answer = await http.request("POST", f"{url}/jobs", what="send", headers={"Authorization": key}, body=b"{}")
        if not answer.is_success:
            raise ProviderError(f"API error {answer.status}: {answer.message()}", speaker="MyProvider")
    """

    def __init__(
        self,
        speaker: str,
        *,
        policy: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        secrets: tuple[str, ...] = (),
        connections: int = 100,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._speaker = speaker
        self._policy = policy or RetryPolicy()
        self._timeouts = timeouts or Timeouts()
        self._secrets = tuple(secret for secret in secrets if secret)
        self._sessions = HttpSessions(connections)
        self._sleep = sleep

    async def request(
        self,
        method: str,
        url: str,
        *,
        what: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        policy: RetryPolicy | None = None,
        wants_json: bool = True,
        secret_url: bool = False,
    ) -> HttpAnswer:
        """Make a request, and again as the policy says.

        Args:
            method: Such as "POST".
            url: The whole address, encoded.
            what: What it does, for the log: "trigger order-created".
            headers: All of them; the same on every attempt.
            body: The bytes, or None.
            policy: Instead of the client's.
            wants_json: Whether a successful answer that is no JSON is as good as none.
            secret_url: Whether the address itself is a secret; then it reaches no trace.

        Returns:
            The last answer, whatever its status.

        Raises:
            NoAnswer: There was none, after all attempts.
        """
        policy = policy or self._policy
        request = HttpRequest(method, _address(url), headers, body, what, wants_json, secret_url)
        ends = time.monotonic() + policy.deadline
        # Almost every request succeeds at once, and pays for nothing more than itself.
        outcome = await self.attempt(request, policy.deadline)
        if _is_worth_another(outcome, policy):
            outcome = await self._again(request, policy, outcome, ends)
        if isinstance(outcome, NoAnswer):
            raise outcome
        return outcome

    async def close(self) -> None:
        """Close the connections."""
        await self._sessions.close()

    async def _again(
        self, request: HttpRequest, policy: RetryPolicy, outcome: HttpAnswer | NoAnswer, ends: float
    ) -> HttpAnswer | NoAnswer:
        from tenacity import AsyncRetrying, retry_if_result

        first: list[HttpAnswer | NoAnswer] = [outcome]
        made = 0

        async def attempt() -> HttpAnswer | NoAnswer:
            nonlocal made
            made += 1
            if first:
                return first.pop()
            return await self.attempt(request, ends - time.monotonic())

        def is_over(state: RetryCallState) -> bool:
            return made >= policy.attempts or time.monotonic() + state.upcoming_sleep >= ends

        def report(state: RetryCallState) -> None:
            last = _result(state)
            said = str(last) if isinstance(last, NoAnswer) else f"{last.status} {last.message()}"
            wait = state.next_action.sleep if state.next_action else 0.0
            _logger.warning(
                "[%s] %s: %s; attempt %d of %d in %.1f s",
                self._speaker, request.what, said, made + 1, policy.attempts, wait,
            )  # fmt: skip

        retrying = AsyncRetrying(
            sleep=self._sleep,
            stop=is_over,
            wait=lambda state: policy.wait_seconds(made, _result(state)),
            retry=retry_if_result(lambda result: _is_worth_another(result, policy)),
            before_sleep=report,
            retry_error_callback=_result,
        )
        last: HttpAnswer | NoAnswer = await retrying(attempt)
        if isinstance(last, NoAnswer):
            last.attempts = made
            return last
        return replace(last, attempts=made)

    async def attempt(self, request: HttpRequest, seconds: float) -> HttpAnswer | NoAnswer:
        """Make a request once. No exception leaves it, for a client's exceptions hold headers and addresses."""
        session = await self._sessions.session()
        limits = _limits(seconds, self._timeouts)
        try:
            with telemetry.unseen() if request.secret_url else _SEEN:
                async with session.request(
                    request.method,
                    request.url,
                    data=_content(request.body),
                    headers=request.headers,
                    allow_redirects=False,
                    timeout=limits,
                ) as response:
                    body = await response.read()
                    status, headers = response.status, response.headers
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _no_answer(error, request.url, self._timeouts, seconds)
        if self._secrets and status >= 300:
            body = redacted(body.decode("utf-8", "surrogateescape"), self._secrets).encode("utf-8", "surrogateescape")
        data, is_json = parsed(body)
        answer = HttpAnswer(status, headers, body, data=data)
        if answer.is_success and request.wants_json and not is_json:
            kind = "a page of HTML" if answer.is_html else "something that is not JSON"
            return NoAnswer("unreadable", f"{_host(request.url)} answered {status} with {kind}", status=status)
        return answer


def _content(body: bytes | None) -> bytes | io.BytesIO | None:
    """Aiohttp writes a large body piece by piece only where it is a file, and warns where it is not."""
    return body if body is None or len(body) <= _WRITTEN_AT_ONCE else io.BytesIO(body)


@lru_cache(maxsize=64)
def _limits(seconds: float, timeouts: Timeouts) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=timeouts.connect, sock_read=timeouts.read)


@lru_cache(maxsize=256)
def _address(url: str) -> URL:
    try:
        address = URL(url, encoded=True)
        if address.scheme in {"http", "https"} and address.host is not None:
            return address
    except ValueError:
        pass
    raise NoAnswer("invalid", "the address is no URL that starts with https:// or http://")


def _result(state: RetryCallState) -> HttpAnswer | NoAnswer:
    assert state.outcome is not None  # noqa: S101  tenacity calls this after an attempt
    outcome: HttpAnswer | NoAnswer = state.outcome.result()
    return outcome


def _is_worth_another(outcome: HttpAnswer | NoAnswer, policy: RetryPolicy) -> bool:
    if isinstance(outcome, NoAnswer):
        return outcome.reason != "invalid"
    return policy.retries(outcome)


def _no_answer(error: Exception, url: URL, timeouts: Timeouts, seconds: float) -> NoAnswer:
    host = _host(url)
    match error:
        case aiohttp.ConnectionTimeoutError():
            return NoAnswer("timeout", f"no connection to {host} within {timeouts.connect:g} s")
        case aiohttp.SocketTimeoutError():
            return NoAnswer("timeout", f"{host} sent nothing for {timeouts.read:g} s")
        case TimeoutError():
            return NoAnswer("timeout", f"no answer from {host} within {max(seconds, 0):.3g} s")
        case aiohttp.ClientConnectorDNSError():
            return NoAnswer("refused", f"{host} was not found; check the address and the network")
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLCertVerificationError():
            return NoAnswer("refused", f"the certificate of {host} is not trusted")
        case aiohttp.ClientConnectorError():
            number = error.os_error.errno  # asyncio's own text repeats the address
            return NoAnswer("refused", f"no connection to {host} ({os.strerror(number) if number else 'refused'})")
        case aiohttp.InvalidURL() | ValueError():
            return NoAnswer("invalid", "the request cannot be made: its address or a header is not valid")
        case aiohttp.ClientPayloadError():
            return NoAnswer("broken", f"the answer of {host} was cut off")
        case _:
            return NoAnswer("broken", f"the connection to {host} broke off")


def _host(url: URL) -> str:
    port = "" if url.is_default_port() else f":{url.explicit_port}"
    return f"{url.host}{port}"
