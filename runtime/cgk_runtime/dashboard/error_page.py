"""Page in place of the others while the worker of `cgk dev` has ended, such as after an import error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from cgk_runtime.dashboard.access import SECURITY_HEADERS, Access
from cgk_runtime.dashboard.rendering import ASSETS

Response = tuple[int, Mapping[str, str], bytes]
"""Status, headers and body."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2">
<title>cgk dev has no worker</title>
<link rel="icon" href="data:,">
<script src="{root}/assets/theme.js"></script>
<link rel="stylesheet" href="{root}/assets/tokens.css">
<link rel="stylesheet" href="{root}/assets/dashboard.css">
</head>
<body>
<main>
<h1>{title}</h1>
<p class="notice">Save a Python file to restart it; this page then shows the runs again.</p>
<pre class="card" tabindex="0">{details}</pre>
</main>
</body>
</html>
"""


class ErrorPage:
    """Responses of the supervisor to browsers.

    Args:
        secret: Secret of the supervisor.
        port: The port it listens on.
        announce: Called with an address that opens the page once.
    """

    def __init__(self, secret: str, port: int, announce: Callable[[str], None]) -> None:
        self._access = Access(secret, port, announce)
        announce(self._access.address)

    def respond(self, target: str, headers: Mapping[str, str], reason: str, details: str) -> Response:
        """Respond to a request.

        Args:
            target: Path and query.
            headers: Headers of the request.
            reason: How the worker ended.
            details: Traceback, or empty.
        """
        address = urlsplit(target)
        key = parse_qs(address.query).get("key", [""])[0]
        name = address.path.removeprefix(f"{self._access.root}/assets/")
        if self._access.is_own_host(headers.get("Host", "")) and address.path == f"{self._access.root}/" and key:
            cookie = self._access.exchange(key)
            if cookie is not None:
                return (
                    HTTPStatus.SEE_OTHER,
                    {**SECURITY_HEADERS, "Location": f"{self._access.root}/", "Set-Cookie": cookie},
                    b"",
                )
        try:
            self._access.check_page(headers)
        except web.HTTPException as error:
            return error.status, {**SECURITY_HEADERS, "Content-Type": "text/plain"}, (error.text or "").encode()
        if name in ASSETS:
            content_type, body = ASSETS[name]
            return HTTPStatus.OK, {**SECURITY_HEADERS, "Content-Type": content_type}, body
        page = _PAGE.format(
            root=self._access.root, title=escape(reason), details=escape(details or "The terminal shows the reason.")
        )
        html = {**SECURITY_HEADERS, "Content-Type": "text/html; charset=utf-8"}
        return HTTPStatus.SERVICE_UNAVAILABLE, html, page.encode("utf-8", "replace")
