"""HTTP client that retries failed requests within a deadline and keeps secrets out of logs and errors."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Final

import aiohttp
from yarl import URL

from cgk_runtime._internal import telemetry
from cgk_runtime._internal.loop_resources import LoopResources
from cgk_runtime.errors import ClosedError
from cgk_runtime.providers.http.api_errors import connection_error
from cgk_runtime.providers.http.response import HttpResponse, RequestFailed, parse_json, redact_secrets
from cgk_runtime.providers.http.retry import RetryPolicy

_logger: Final = logging.getLogger("cgk_runtime.providers.http")
_MAX_INLINE_BODY: Final = 2**20
"""Size in bytes up to which a body is sent in one piece."""
_MAX_CONNECTIONS: Final = 100
"""Maximum number of simultaneous connections of one event loop."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Time limits of one attempt. `RetryPolicy.deadline` limits all attempts together.

    Attributes:
        connect: Seconds to establish the connection.
        read: Seconds without receiving a byte.
    """

    connect: float = 5.0
    read: float = 30.0


@dataclass(slots=True)
class HttpRequest:
    """A request that every attempt repeats unchanged.

    Attributes:
        method: HTTP method, such as "POST".
        url: Full address, already encoded.
        headers: All headers.
        body: Body, or None.
        operation: Description for the log.
        expects_json: Whether a successful response that is not JSON is a failure.
        secret_url: Whether the address itself is a secret.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    operation: str
    expects_json: bool
    secret_url: bool


class HttpClient:
    """HTTP client of a provider.

    Responses of every status are returned. Redirects are not followed because they would carry the key to another
    server. Proxy settings of the environment are ignored. `secrets` are redacted in everything a server sends.

    Args:
        component: Name in the log, such as "TriggerDevProvider".
        policy: When to retry.
        timeouts: Time limits of one attempt.
        secrets: Keys to redact.
        sleep: Function that waits between attempts.

    Example:
        http = HttpClient("MyProvider", secrets=(key,))
        headers = {"Authorization": key}
        response = await http.request("POST", f"{url}/jobs", operation="send", headers=headers, body=b"{}")
        if not response.is_success:
            raise api_error(response, "MyProvider")
    """

    def __init__(
        self,
        component: str,
        *,
        policy: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        secrets: tuple[str, ...] = (),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._component = component
        self._policy = policy or RetryPolicy()
        self._timeouts = timeouts or Timeouts()
        self._secrets = tuple(secret for secret in secrets if secret)
        self._sessions = LoopResources(_open_session)
        self._closed = False
        self._sleep = sleep

    async def request(
        self,
        method: str,
        url: str,
        *,
        operation: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        policy: RetryPolicy | None = None,
        expects_json: bool = True,
        secret_url: bool = False,
    ) -> HttpResponse:
        """Send a request and retry it as the policy allows.

        Args:
            method: HTTP method, such as "POST".
            url: Full address, already encoded.
            operation: Description for the log, such as "trigger order-created".
            headers: All headers; the same on every attempt.
            body: Body, or None.
            policy: Policy for this request; the client's policy by default.
            expects_json: Whether a successful response that is not JSON is a failure.
            secret_url: Whether the address itself is a secret, which must not appear in traces.

        Returns:
            The last response, of any status.

        Raises:
            ConnectionFailedError: The last attempt received no complete response.
            ClosedError: The client is closed.
        """
        if self._closed:
            raise ClosedError(f"The provider is closed; not sent: {operation}", component=self._component)
        policy = policy or self._policy
        request = HttpRequest(method, url, headers, body, operation, expects_json, secret_url)
        remaining = policy.deadline
        deadline = time.monotonic() + remaining
        attempts = counted_attempts = 0
        while True:
            outcome = await self.attempt(request, remaining)
            attempts += 1
            if not policy.allows_retry(outcome):
                break
            counted_attempts += policy.counts_attempt(outcome)
            wait = policy.wait_seconds(max(counted_attempts, 1), outcome)
            if counted_attempts >= policy.max_attempts(outcome) or time.monotonic() + wait >= deadline:
                break
            problem = outcome.text if isinstance(outcome, RequestFailed) else f"{outcome.status} {outcome.message()}"
            _logger.warning(
                "[%s] %s: %s; attempt %d of %d in %.1f s",
                self._component, operation, problem, counted_attempts + 1, policy.max_attempts(outcome), wait,
            )  # fmt: skip
            await self._sleep(wait)
            remaining = deadline - time.monotonic()
            if remaining <= 0:  # the pause ended too late; to aiohttp, this would mean no limit
                break
        outcome.attempts = attempts
        if isinstance(outcome, RequestFailed):
            raise connection_error(outcome, self._component)
        return outcome

    async def close(self) -> None:
        """Close all connections; later requests raise `ClosedError`."""
        self._closed = True
        await self._sessions.close()

    async def attempt(self, request: HttpRequest, seconds: float) -> HttpResponse | RequestFailed:
        """Send a request once and return the outcome.

        A failure is returned, not raised, because aiohttp's exceptions hold headers and addresses.
        """
        try:
            url = URL(request.url, encoded=True)
            host = _host(url)
        except ValueError:  # from URL, or from _host if the port is out of range
            return RequestFailed("invalid", "the address must be a URL that starts with https:// or http://")
        session = await self._sessions.get()
        limits = aiohttp.ClientTimeout(
            total=seconds, sock_connect=self._timeouts.connect, sock_read=self._timeouts.read
        )
        try:
            with telemetry.suppress_instrumentation() if request.secret_url else nullcontext():
                async with session.request(
                    request.method,
                    url,
                    data=_content(request.body),
                    headers=request.headers,
                    allow_redirects=False,
                    timeout=limits,
                ) as response:
                    body = await response.read()
                    status, headers = response.status, response.headers
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _failure(error, host, self._timeouts, seconds)
        if status >= 300:
            body = redact_secrets(body, self._secrets)
        data, is_json = parse_json(body)
        result = HttpResponse(status, headers, body, data=data)
        if result.is_success and request.expects_json and not is_json:
            content = "an HTML page" if result.is_html else "something that is not JSON"
            return RequestFailed("unreadable", f"{host} answered {status} with {content}", status=status)
        return result


def _open_session() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=_MAX_CONNECTIONS)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


def _content(body: bytes | None) -> bytes | io.BytesIO | None:
    """Wrap a large body in a file because aiohttp sends only files in chunks."""
    return body if body is None or len(body) <= _MAX_INLINE_BODY else io.BytesIO(body)


def _failure(error: Exception, host: str, timeouts: Timeouts, seconds: float) -> RequestFailed:
    match error:
        case aiohttp.ConnectionTimeoutError():
            return RequestFailed("timeout", f"no connection to {host} within {timeouts.connect:g} s")
        case aiohttp.SocketTimeoutError():
            return RequestFailed("timeout", f"{host} sent nothing for {timeouts.read:g} s")
        case TimeoutError():
            return RequestFailed("timeout", f"no answer from {host} within {seconds:.3g} s")
        case aiohttp.ClientConnectorDNSError():
            return RequestFailed("refused", f"{host} was not found; check the address and the network")
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLCertVerificationError():
            return RequestFailed("refused", f"the certificate of {host} is not trusted")
        case aiohttp.ClientConnectorError():
            number = error.os_error.errno  # asyncio's own text repeats the address
            return RequestFailed("refused", f"no connection to {host} ({os.strerror(number) if number else 'refused'})")
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError() | ValueError():
            return RequestFailed("invalid", "the request cannot be sent: its address or a header is not valid")
        case aiohttp.ClientPayloadError():
            return RequestFailed("broken", f"the response of {host} was cut off")
        case _:
            return RequestFailed("broken", f"the connection to {host} was lost")


def _host(url: URL) -> str:
    port = "" if url.is_default_port() else f":{url.explicit_port}"
    return f"{url.host}{port}"
