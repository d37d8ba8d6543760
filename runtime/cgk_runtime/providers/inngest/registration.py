"""Registration of an app's functions at Inngest, successful only if the response body confirms it."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Final, cast

from cgk_runtime.errors import ConnectionFailedError, ProviderError
from cgk_runtime.providers.http.api_errors import api_error
from cgk_runtime.providers.http.client import HttpClient
from cgk_runtime.providers.http.retry import RetryPolicy
from cgk_runtime.providers.inngest.sending import COMPONENT
from cgk_runtime.providers.inngest.settings import bare_key

if TYPE_CHECKING:
    from cgk_runtime.providers.http.response import HttpResponse
    from cgk_runtime.providers.inngest.settings import InngestSettings

_POLICY: Final = RetryPolicy(attempts=3, deadline=60.0, first_wait=0.5, statuses=frozenset({429}))


async def register(address: str, settings: InngestSettings) -> None:
    """Have an app register its functions at Inngest.

    Args:
        address: Address of the app's functions, such as "http://127.0.0.1:8000/api/inngest".
        settings: Key that signs the request.

    Raises:
        ConnectionFailedError: The app does not respond, or cannot reach Inngest.
        ProviderError: Inngest refuses the functions.
    """
    http = HttpClient(COMPONENT, policy=_POLICY, secrets=settings.secrets)
    headers = {"content-type": "application/json", "user-agent": "cgk-jobs"}
    if settings.signing_key is not None:
        headers["x-inngest-signature"] = sign(b"", settings.signing_key, int(time.time()))
    try:
        response = await http.request("PUT", address, operation="register functions", headers=headers, body=b"")
    finally:
        await http.close()
    problem = _problem(response)
    if problem is not None:
        error_class = ConnectionFailedError if _is_unreachable(problem) else ProviderError
        raise error_class(
            f"Functions were not registered at {settings.api_origin}: {problem}",
            component=COMPONENT,
            status=response.status,
        )


def sign(body: bytes, signing_key: str, signed_at: int) -> str:
    """Return the signature that a server computes for a request body in canonical JSON (RFC 8785).

    Args:
        body: The request body.
        signing_key: The signing key.
        signed_at: Time of the signature, in seconds since 1970.

    Example:
        >>> sign(b"", "signkey-test-00ff", 1)[:6]
        't=1&s='
    """
    digest = hmac.new(bare_key(signing_key).encode(), body + str(signed_at).encode(), hashlib.sha256).hexdigest()
    return f"t={signed_at}&s={digest}"


def _problem(response: HttpResponse) -> str | None:
    """Return the reason why the functions were refused, or None; a refusal may have status 200."""
    data: object = response.data
    body = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    if response.is_success and body.get("ok") is True:
        return None
    reason = body.get("error") or body.get("message")
    if not reason:
        return "the response does not confirm it" if response.is_success else api_error(response, COMPONENT).detail
    if "not valid JSON" in str(reason):
        return f"{reason}; most likely INNGEST_SIGNING_KEY is not a key of this server"
    return f"{reason}; check that the server runs" if _is_unreachable(str(reason)) else str(reason)


def _is_unreachable(reason: str) -> bool:
    """Return whether the SDK's text describes a failed request to the server."""
    return "never received" in reason or "connect" in reason.lower()
