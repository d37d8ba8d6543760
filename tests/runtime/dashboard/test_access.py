"""Requests that the dashboard refuses, and the security headers of its responses."""

from __future__ import annotations

import asyncio
import gzip
import socket

import pytest
from aiohttp import ClientSession, CookieJar, web
from cgk_runtime.dashboard import access
from cgk_runtime.dashboard.access import Access
from cgk_runtime.dashboard.error_page import install_error_page
from shop import ORDER
from yarl import URL

from .conftest import API_TOKEN, Pages

pytestmark = pytest.mark.anyio
REVEAL = "/runs/run_1/reveal"
"""Path of a page that requires the token."""


def new_browser(pages: Pages) -> ClientSession:
    """Return a browser without the dashboard's cookie."""
    return ClientSession(f"http://127.0.0.1:{pages.port}", cookie_jar=CookieJar(unsafe=True))


async def test_address_opens_once(pages: Pages) -> None:
    used = pages.access.address
    async with new_browser(pages) as first, new_browser(pages) as second:
        assert (await first.get(used)).status == 200
        assert (await second.get(used)).status == 401
        assert (await second.get(pages.url("/"))).status == 401
        assert pages.announced[-1] == pages.access.address != used
        assert (await second.get(pages.announced[-1])).status == 200
        # The first browser's session continues, and its used address leads to the list.
        assert (await first.get(used)).status == 200


async def test_cookie_stays_below_a_secret_path(pages: Pages) -> None:
    """A browser sends a host's cookies to all of its ports, also to those of other programs on this machine."""
    (cookie,) = pages.session.cookie_jar
    assert cookie["path"] == f"{pages.access.root}/"
    assert len(pages.access.root) > 20  # long enough that it cannot be guessed
    other_program = URL("http://127.0.0.1:1/")
    assert not pages.session.cookie_jar.filter_cookies(other_program)
    assert not pages.session.cookie_jar.filter_cookies(other_program / "runs" / "run_1")
    # Nothing reveals the path to a program that does not know it.
    async with new_browser(pages) as session:
        for path in ("/", "/?key=wrong", "/runs/run_1", "/v1/app"):
            async with session.get(path, allow_redirects=False) as response:
                assert response.status == 401
                assert pages.access.root not in f"{response.headers} {await response.text()}"


@pytest.mark.parametrize("path", ["/", "/live", "/runs/run_1", "/assets/tokens.css"])
async def test_page_without_cookie_is_refused(pages: Pages, path: str) -> None:
    async with new_browser(pages) as session:
        assert (await session.get(pages.url(path))).status == 401


async def test_cookies_of_other_programs_are_ignored(pages: Pages) -> None:
    """A browser sends the cookies of all ports of the host, and other programs may set malformed ones."""
    (cookie,) = pages.session.cookie_jar
    header = f'a b={{"x": 1}}; =; café=ü; {cookie.key}={cookie.value}; z="'
    async with new_browser(pages) as session, session.get(pages.url("/"), headers={"Cookie": header}) as response:
        assert response.status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost", "127.0.0.1:1", ""])
async def test_foreign_host_is_refused(pages: Pages, host: str) -> None:
    async with pages.session.get(pages.url("/"), headers={"Host": host.format(port=pages.port)}) as response:
        assert response.status == 421


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_request_of_another_site_is_refused(pages: Pages, site: str) -> None:
    async with pages.session.get(pages.url("/"), headers={"Sec-Fetch-Site": site}) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    ("origin", "token", "content_type", "status"),
    [
        ("http://127.0.0.1:{port}", "{token}", "application/x-www-form-urlencoded", 404),  # accepted; no such run
        ("http://127.0.0.1:1", "{token}", "application/x-www-form-urlencoded", 403),
        ("null", "{token}", "application/x-www-form-urlencoded", 403),
        ("", "{token}", "application/x-www-form-urlencoded", 403),
        ("https://127.0.0.1:{port}", "{token}", "application/x-www-form-urlencoded", 403),
        ("http://127.0.0.1:{port}", "wrong", "application/x-www-form-urlencoded", 403),
        ("http://127.0.0.1:{port}", "", "application/x-www-form-urlencoded", 403),
        ("http://127.0.0.1:{port}", "{token}", "text/plain", 415),
        ("http://127.0.0.1:{port}", "{token}", "multipart/form-data; boundary=x", 415),
    ],
)
async def test_change_needs_origin_and_token(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, origin: str, token: str, content_type: str, status: int
) -> None:
    monkeypatch.setattr("cgk_runtime.dashboard.run_pages._MAX_SAVE_WAIT", 0)
    headers = {"Origin": origin.format(port=pages.port), "Content-Type": content_type}
    body = f"token={token.format(token=pages.access.token)}"
    async with pages.session.post(pages.url(REVEAL), data=body, headers=headers) as response:
        assert response.status == status
    async with new_browser(pages) as session:
        assert (await session.post(pages.url(REVEAL), data=body, headers=headers)).status == 401


async def test_compressed_body_is_refused(pages: Pages) -> None:
    headers = {
        "Origin": f"http://127.0.0.1:{pages.port}",
        "Content-Encoding": "gzip",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = f"token={pages.access.token}"
    async with pages.session.post(pages.url(REVEAL), data=gzip.compress(body.encode()), headers=headers) as response:
        assert response.status == 415


async def test_large_body_is_refused(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "MAX_BODY_BYTES", 1000)
    status, _ = await pages.post(REVEAL, payload="x" * 2000)
    assert status == 413


async def test_every_response_is_protected(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cgk_runtime.dashboard.run_pages._MAX_SAVE_WAIT", 0)
    for path in ("/", "/runs/none", "/assets/dashboard.js", "/nothing"):
        async with pages.session.get(pages.url(path)) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert response.headers["Cache-Control"] == "no-store"
            assert "style=" not in await response.text()


async def test_cookie_and_token_do_not_open_the_api(pages: Pages) -> None:
    async with pages.session.post("/v1/jobs", json={"jobs": []}) as response:
        assert response.status == 401
    headers = {"Authorization": f"Bearer {API_TOKEN}"}
    async with new_browser(pages) as session:
        sent = await session.post(
            "/v1/jobs", json={"jobs": [{"event": "order.created", "payload": ORDER}]}, headers=headers
        )
        assert sent.status == 200
        assert (await session.get(pages.url("/"), headers=headers)).status == 401


async def test_stream_reports_changes(pages: Pages) -> None:
    async with pages.session.get(pages.url("/live")) as stream, asyncio.timeout(60):
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readuntil(b"\n\n") == b"retry: 500\n\n"
        await pages.recording.client.send_job_dynamic("order.created", ORDER)
        assert await stream.content.readuntil(b"\n\n") == b"data: changed\n\n"


async def test_error_page_checks_access() -> None:
    announced: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        error_access = Access("secret", port, announced.append)
        application = web.Application()
        install_error_page(application, error_access, "ended", "<script>Traceback")
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        async with ClientSession(f"http://127.0.0.1:{port}", cookie_jar=CookieJar(unsafe=True)) as browser:

            async def status(path: str, **headers: str) -> int:
                async with browser.get(URL(path, encoded=True), headers=headers, allow_redirects=False) as response:
                    return response.status

            for path in ("/", "/v1%2Fjobs"):  # the second is a page and not the API
                assert (await status(path), await status(path, Host=f"evil.example:{port}")) == (401, 421)
            address = error_access.address
            assert await status(address) == 303
            assert announced == [error_access.address]
            assert error_access.address != address
            async with browser.get(f"{error_access.root}/runs/run_1") as response:
                assert (response.status, response.headers["Refresh"]) == (503, "2")
                assert "&lt;script&gt;Traceback" in await response.text()
                assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert await status(f"{error_access.root}/assets/tokens.css") == 200
            browser.cookie_jar.clear()
            assert await status(address) == 401
        await runner.cleanup()
