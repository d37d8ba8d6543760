"""Access to the pages: a one-time address sets a cookie for a secret path, and every change requires a token."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

MAX_BODY_BYTES: Final = 16 * 1024 * 1024
"""Largest body of a request."""
_MAX_FIELDS: Final = 10_000
_ROOT_DIGITS: Final = 24
"""Length of the secret path; 24 hexadecimal digits are 96 bits."""
FORM: Final = web.RequestKey("form", Mapping[str, Sequence[str]])
"""The fields of a POST request, each with its values."""
_SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Headers of every page."""
_API: Final = "/v1/"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Access:
    """Access control of one `cgk dev`.

    Args:
        secret: Secret of the supervisor; path, cookie and token are derived from it, so they survive a worker's
            restart.
        port: The port that the pages are served on.
        announce: Called with the new one-time address when the previous one was used.

    Attributes:
        root: Path prefix of all pages, without a slash at its end.
        token: Token of the forms.
    """

    def __init__(self, secret: str, port: int, announce: Callable[[str], None]) -> None:
        self._secret = secret.encode()
        self._port = port
        self._announce = announce
        self._one_time_key = secrets.token_urlsafe(24)
        # A browser sends the cookies of a host to all of its ports. This cookie is sent only below a secret path, so a
        # program on another port does not get it.
        self.root = "/" + self._derive("path")[:_ROOT_DIGITS]
        self._cookie_name = f"cgk_dev_{port}"
        self.token = self._derive("token")

    @property
    def address(self) -> str:
        """The one-time address that opens the pages."""
        return f"http://127.0.0.1:{self._port}{self.root}/?key={self._one_time_key}"

    def protect(self, application: web.Application) -> None:
        """Check every request for a page of an application; the API under /v1/ has its own token."""
        application.middlewares.append(self._check)
        application.on_response_prepare.append(_add_headers)

    @web.middleware
    async def _check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if _is_for_api(request):
            return await handler(request)
        if request.host not in (f"127.0.0.1:{self._port}", f"localhost:{self._port}"):
            raise web.HTTPMisdirectedRequest(text="Unknown host")
        if request.path == f"{self.root}/" and "key" in request.query:
            return self._exchange_key(request)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise web.HTTPForbidden(text="Sent by another site")
        if not self._has_cookie(request):
            raise web.HTTPUnauthorized(text="Open the address that `cgk dev` printed last in its terminal")
        if request.method not in ("GET", "HEAD"):
            await self._check_change(request)
        return await handler(request)

    def _exchange_key(self, request: web.Request) -> web.StreamResponse:
        """Set the cookie and replace the one-time key if it is valid; a browser with the cookie may reuse a key."""
        response = web.Response(status=303, headers={"Location": f"{self.root}/"})
        if _is_same(request.query["key"], self._one_time_key):
            self._one_time_key = secrets.token_urlsafe(24)
            self._announce(self.address)
            cookie = self._derive("cookie")
            response.set_cookie(self._cookie_name, cookie, path=f"{self.root}/", httponly=True, samesite="Strict")
        elif not self._has_cookie(request):
            raise web.HTTPUnauthorized(text="This address was used; open the one that `cgk dev` printed last")
        return response

    def _has_cookie(self, request: web.Request) -> bool:
        return _is_same(request.cookies.get(self._cookie_name, ""), self._derive("cookie"))

    async def _check_change(self, request: web.Request) -> None:
        """Check origin and token of a change, and read its form."""
        origin = urlsplit(request.headers.get("Origin", ""))
        if origin.scheme != "http" or origin.netloc != request.host:
            raise web.HTTPForbidden(text="Sent by another site")
        if request.content_type != "application/x-www-form-urlencoded" or "Content-Encoding" in request.headers:
            raise web.HTTPUnsupportedMediaType(text="Not a form")
        body = await request.clone(client_max_size=MAX_BODY_BYTES).read()
        try:
            form = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
        except ValueError:  # too many fields, or not UTF-8
            raise web.HTTPBadRequest(text="The form cannot be read") from None
        if not _is_same(form.get("token", [""])[0], self.token):
            raise web.HTTPForbidden(text="The page is out of date; reload it")
        request[FORM] = form

    def _derive(self, purpose: str) -> str:
        return hmac.digest(self._secret, purpose.encode(), "sha256").hex()


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    if not _is_for_api(request):
        response.headers.update(_SECURITY_HEADERS)


def _is_for_api(request: web.Request) -> bool:
    # Without decoding: the router sends /v1%2Fjobs to a page.
    return request.rel_url.raw_path.startswith(_API)


def _is_same(actual: str, expected: str) -> bool:
    return hmac.compare_digest(actual.encode("utf-8", "replace"), expected.encode())
