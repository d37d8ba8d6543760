"""Refusal of registrations while the application's origin is unknown.

For a PUT request, Inngest's SDK registers the application with its own key, at the address of the request's Host
header. Anyone may send such a request, so without a known origin it would register an address of the sender's choice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from cgk_runtime.errors import ConfigurationError

_STATUS: Final = 403
_REASON: Final = (
    "This application cannot be registered, because its origin is not set. Set INNGEST_SERVE_ORIGIN, or origin= of "
    "inngest_app(), to the address at which Inngest reaches it"
)
_BODY: Final = json.dumps({"message": _REASON})


def check_origin(origin: str) -> None:
    """Check an origin.

    Raises:
        ConfigurationError: It is not an address, or has more than scheme, host and port.

    Example:
        >>> check_origin("https://app.example.com:8443")
    """
    try:
        parts = urlsplit(origin)
        is_origin = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_origin = False
        parts = urlsplit("")
    if not is_origin or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigurationError(
            "The origin of served functions (INNGEST_SERVE_ORIGIN, origin= or --url) must be an address such as "
            "https://app.example.com, without a path; the path has its own argument",
            component="InngestProvider",
        )


def refuse_in_starlette(app: Any, path: str) -> None:  # FastAPI or Starlette, which may be missing
    """Refuse PUT requests at a path; call this before the SDK adds its own routes."""
    from starlette.responses import Response
    from starlette.routing import Route

    async def refuse(_request: object) -> Response:
        return Response(_BODY, _STATUS, media_type="application/json")

    app.router.routes.append(Route(path, refuse, methods=["PUT"]))


def refuse_in_flask(app: Any, path: str) -> None:  # Flask may be missing
    """Refuse PUT requests at a path; call this before the SDK adds its own routes."""
    from flask import Response

    def refuse() -> Response:
        return Response(_BODY, _STATUS, mimetype="application/json")

    app.add_url_rule(path, "inngest_registration_refused", refuse, methods=["PUT"])


def refuse_in_django(view: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """Return a view that refuses PUT requests and passes others to the SDK's view."""
    from django.http import HttpResponse

    @wraps(view)
    async def guarded(request: Any, *arguments: Any, **keywords: Any) -> Any:  # Django may be missing
        if request.method == "PUT":
            return HttpResponse(_BODY, status=_STATUS, content_type="application/json")
        return await view(request, *arguments, **keywords)

    return guarded
