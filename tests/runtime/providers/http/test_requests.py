"""Requests of the shared HTTP client: retries, deadlines, clear failures, redacted secrets."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from cgk_runtime.errors import ConnectionFailedError
from cgk_runtime.providers.http import HttpClient, HttpResponse, RetryPolicy, Timeouts
from http_server import Fault, HttpServer, Reply, Script

pytestmark = pytest.mark.anyio
HEADERS = {"Authorization": "Bearer s3cret-key", "X-Test": "same on every attempt"}
PATH = "/e/s3cret-key"
"""Path that contains a secret, as those of Inngest do."""
REQUESTED_WAITS: list[tuple[Callable[[float], dict[str, str]], float, float]] = [
    (lambda _: {"retry-after": "7"}, 7, 8.75),
    (lambda now: {"retry-after": format_datetime(datetime.fromtimestamp(now + 20, UTC), usegmt=True)}, 15, 25),
    (lambda now: {"x-ratelimit-reset": str(int(now * 1000) + 9_000)}, 5, 11.25),
    (lambda now: {"x-ratelimit-reset": str(int(now) + 9)}, 5, 11.25),
    (
        lambda now: {"x-ratelimit-reset": str(int(now) + 9_000)},
        30,
        37.5,
    ),  # the server's clock may be wrong
    (lambda _: {"x-ratelimit-reset": "1"}, 1, 1.25),
    (lambda _: {"retry-after": "soon"}, 1, 1.25),
    (lambda _: {"retry-after": "nan"}, 1, 1.25),
]
"""Headers of a 429 as a function of the current time in epoch seconds, then the minimum and maximum wait."""


async def post(http: HttpClient, server: HttpServer, policy: RetryPolicy | None = None) -> HttpResponse:
    return await http.request(
        "POST", server.url + PATH, operation="send", headers=HEADERS, body=b'{"a":1}', policy=policy, secret_url=True
    )


async def test_response_is_returned(http: HttpClient, server: HttpServer, waits: list[float]) -> None:
    response = await post(http, server)
    assert (response.status, response.data, response.attempts, waits) == (200, {"ok": True}, 1, [])
    received = server.received[0]
    assert (received.method, received.target, received.body) == ("POST", PATH, b'{"a":1}')
    assert received.headers["authorization"] == "Bearer s3cret-key"
    assert "transfer-encoding" not in received.headers
    await http.close()


async def test_large_body_has_a_content_length(http: HttpClient, server: HttpServer) -> None:
    body = b"x" * 3_000_000
    await http.request("POST", server.url, operation="send", headers={"Content-Type": "text/plain"}, body=body)
    received = server.received[0]
    assert received.body == body
    assert (received.headers["content-length"], received.headers["content-type"]) == ("3000000", "text/plain")
    assert "transfer-encoding" not in received.headers
    await http.close()


async def test_connection_is_reused(http: HttpClient, server: HttpServer) -> None:
    for _ in range(5):
        await post(http, server)
    assert server.connections == 1
    await http.close()


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504])
async def test_retryable_status_is_retried(
    http: HttpClient, server: HttpServer, script: Script, waits: list[float], status: int
) -> None:
    script.replies = [Reply(status), Reply(status), Reply(body={"id": 1})]
    response = await post(http, server)
    assert (response.data, response.attempts) == ({"id": 1}, 3)
    assert {(request.body, request.headers["x-test"]) for request in server.received} == {
        (b'{"a":1}', HEADERS["X-Test"])
    }
    # 1 and 1.6 seconds, each with up to 25 % jitter.
    assert 1.0 <= waits[0] <= 1.25
    assert 1.6 <= waits[1] <= 2.0
    await http.close()


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 413, 422])
async def test_other_status_is_not_retried(http: HttpClient, server: HttpServer, script: Script, status: int) -> None:
    script.replies = [Reply(status, headers={"location": "http://127.0.0.1:1/elsewhere"})]
    assert (await post(http, server)).status == status
    assert len(server.received) == 1
    await http.close()


async def test_retry_header_overrides_the_status(http: HttpClient, server: HttpServer, script: Script) -> None:
    script.replies = [Reply(404, headers={"x-should-retry": "true"}), Reply(500, headers={"x-should-retry": "false"})]
    response = await post(http, server)
    assert (response.status, response.attempts) == (500, 2)
    await http.close()


async def test_attempts_are_limited(http: HttpClient, server: HttpServer, script: Script, waits: list[float]) -> None:
    script.replies = [Reply(503, {"error": "busy"})]
    response = await post(http, server)
    assert (response.status, response.message(), response.attempts) == (503, "busy", 4)
    assert (len(server.received), len(waits)) == (4, 3)
    await http.close()


@pytest.mark.parametrize(("headers", "minimum", "maximum"), REQUESTED_WAITS)
async def test_server_controls_the_wait(
    http: HttpClient, server: HttpServer, script: Script, waits: list[float],
    headers: Callable[[float], dict[str, str]], minimum: float, maximum: float,
) -> None:  # fmt: skip
    script.replies = [Reply(429, headers=headers(time.time())), Reply(body={})]
    await post(http, server)
    assert minimum <= waits[0] <= maximum
    await http.close()


async def test_wait_never_exceeds_the_deadline(
    http: HttpClient, server: HttpServer, script: Script, waits: list[float]
) -> None:
    script.replies = [Reply(429, headers={"retry-after": "3600"})]
    response = await post(http, server, RetryPolicy(deadline=60))
    assert (response.status, response.attempts, waits) == (429, 1, [])
    await http.close()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("reset", "was lost"),
        ("reset in the body", "was (cut off|lost)"),
        ("truncated", "was cut off"),
        ("silent", r"sent nothing for 0\.3 s"),
    ],
)
async def test_broken_connection_is_retried(
    http: HttpClient, server: HttpServer, script: Script, fault: Fault, message: str
) -> None:
    script.replies = [Reply(body={"ok": True}, fault=fault), Reply(body={"id": 1})]
    assert (await post(http, server)).data == {"id": 1}
    script.replies = [Reply(body={"ok": True}, fault=fault)]
    with pytest.raises(ConnectionFailedError, match=message) as raised:
        await post(http, server)
    assert raised.value.attempts == 4
    await http.close()


async def test_slow_response_ends_at_the_deadline(http: HttpClient, server: HttpServer, script: Script) -> None:
    script.replies = [Reply(body={"long": "x" * 1000}, fault="slow")]
    with pytest.raises(ConnectionFailedError, match=r"no answer from 127\.0\.0\.1:\d+ within 0\.4 s"):
        await post(http, server, RetryPolicy(deadline=0.4))
    await http.close()


async def test_no_attempt_starts_after_the_deadline(server: HttpServer, script: Script) -> None:
    async def oversleep(_seconds: float) -> None:
        await asyncio.sleep(0.6)

    http = HttpClient("TestProvider", sleep=oversleep)
    script.replies = [Reply(503), Reply(body={"long": "x" * 1000}, fault="slow")]
    assert (await post(http, server, RetryPolicy(deadline=0.5, first_wait=0.1))).status == 503
    await http.close()


async def test_refused_connection_fails(http: HttpClient, waits: list[float]) -> None:
    with socket.socket() as not_listening:
        not_listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{not_listening.getsockname()[1]}"
        with pytest.raises(ConnectionFailedError, match=r"no connection to 127\.0\.0\.1:\d+ \(Connection refused\)"):
            await http.request("GET", url, operation="read", headers={})
    assert len(waits) == 3
    await http.close()


async def test_invalid_address_fails_at_once(http: HttpClient) -> None:
    for url in ("http://", "not a url", "http://[::1", "http://127.0.0.1:99999/", "ftp://127.0.0.1/"):
        with pytest.raises(ConnectionFailedError) as raised:
            await http.request("GET", url, operation="read", headers={})
        assert raised.value.attempts == 1
    await http.close()


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": ', b"<html>Welcome</html>", b"OK"])
async def test_success_without_json_fails(http: HttpClient, server: HttpServer, script: Script, body: bytes) -> None:
    script.replies = [Reply(body=body)]
    with pytest.raises(ConnectionFailedError, match="answered 200 with") as raised:
        await post(http, server)
    assert raised.value.status == 200
    await http.close()


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(504, b"<html><h1>504</h1></html>", {"content-type": "text/html"}), "Gateway Timeout"),
        (Reply(502, b"<!DOCTYPE html>..."), "Bad Gateway"),
        (Reply(400, {"error": "no such  thing"}), "no such thing"),
        (Reply(400, {"error": {"message": "inner"}}), "inner"),
        (Reply(401, {"title": "Unauthorized", "detail": "which key?"}), "which key?"),
        (Reply(400, b"plain\nwords"), "plain words"),
        (Reply(500, b""), "Internal Server Error"),
        (Reply(599, b""), "unknown status"),
        (Reply(404, b"no route for /e/s3cret-key"), "no route for /e/***"),
    ],
)
async def test_error_message_of_a_response(
    http: HttpClient, server: HttpServer, script: Script, reply: Reply, message: str
) -> None:
    script.replies = [reply]
    response = await post(http, server, RetryPolicy(attempts=1))
    assert response.message() == message
    await http.close()


async def test_secrets_are_redacted(
    http: HttpClient, server: HttpServer, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script.replies = [Reply(500, b"s3cret-key"), Reply(fault="reset")]
    with pytest.raises(ConnectionFailedError) as raised:
        await post(http, server)
    text = "".join(traceback.format_exception(raised.value)) + caplog.text
    assert "s3cret" not in text
    assert "[TestProvider] send: 500 ***; attempt 2 of 4" in caplog.text
    # Error trackers follow these links; aiohttp's exceptions hold the address and the headers.
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    await http.close()


async def test_proxy_variables_are_ignored(
    http: HttpClient, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert (await post(http, server)).data == {"ok": True}
    await http.close()


def test_each_event_loop_has_a_session(http: HttpClient, server: HttpServer) -> None:
    for _ in range(3):
        assert asyncio.run(post(http, server)).data == {"ok": True}
    assert server.connections == 3


async def test_connections_are_limited(server: HttpServer) -> None:
    http = HttpClient("TestProvider", timeouts=Timeouts())
    responses = await asyncio.gather(*(post(http, server) for _ in range(200)))
    assert {response.status for response in responses} == {200}
    assert server.connections <= 100
    await http.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
async def test_forked_child_opens_own_connections(server: HttpServer) -> None:
    program = f"""
import asyncio, os, sys
from cgk_runtime._internal.event_loop import background_loop
from cgk_runtime.providers.http import HttpClient

http = HttpClient("TestProvider")

def send_request():
    return background_loop.run("send", http.request("GET", {server.url!r}, operation="send", headers={{}})).status

assert send_request() == 200
child = os.fork()
if child == 0:
    assert send_request() == 200
    background_loop.run("close", http.close())
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert send_request() == 200
background_loop.run("close", http.close())
"""
    # Since 3.12, Python warns of every fork of a process with threads.
    warnings = "ignore:This process:DeprecationWarning"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", warnings, "-c", program, stderr=asyncio.subprocess.PIPE
    )
    _, message = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, message) == (0, b"")
    assert server.connections == 2
