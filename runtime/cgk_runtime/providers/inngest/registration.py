"""Telling Inngest which functions an app serves, and believing it only if the answer's body says ok."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Final, cast

from cgk_runtime.errors import ProviderError
from cgk_runtime.providers.http import HttpClient, RequestFailed, RetryPolicy
from cgk_runtime.providers.http.api_errors import api_error, connection_error
from cgk_runtime.providers.inngest.sending import COMPONENT
from cgk_runtime.providers.inngest.settings import bare_key

if TYPE_CHECKING:
    from cgk_runtime.providers.http import HttpResponse
    from cgk_runtime.providers.inngest.settings import InngestSettings

_POLICY: Final = RetryPolicy(attempts=3, deadline=60.0, first_wait=0.5, statuses=frozenset({429}))


async def register(address: str, settings: InngestSettings) -> None:
    """Have an app register its functions at Inngest, and pass only if Inngest has taken them.

    Args:
        address: Where the app serves them: "http://127.0.0.1:8000/api/inngest".
        settings: For the key that signs the request.

    Raises:
        ProviderError: The app does not answer, or Inngest has not taken them.
    """
    http = HttpClient(COMPONENT, policy=_POLICY, secrets=settings.secrets)
    headers = {"content-type": "application/json", "user-agent": "cgk-jobs"}
    if settings.signing_key is not None:
        headers["x-inngest-signature"] = signature(b"", settings.signing_key, int(time.time()))
    try:
        answer = await http.request("PUT", address, operation="register functions", headers=headers, body=b"")
    except RequestFailed as error:
        raise connection_error(error, COMPONENT) from None
    finally:
        await http.close()
    refusal = refused(answer)
    if refusal is not None:
        raise ProviderError(
            f"Functions were not registered at {settings.api_origin}: {refusal}",
            component=COMPONENT,
            status=answer.status,
        )


def signature(body: bytes, signing_key: str, now: int) -> str:
    """Sign a request's body, in canonical JSON (RFC 8785), as a server does.

    Example:
        >>> signature(b"", "signkey-test-00ff", 1)[:6]
        't=1&s='
    """
    made = hmac.new(bare_key(signing_key).encode(), body + str(now).encode(), hashlib.sha256).hexdigest()
    return f"t={now}&s={made}"


def refused(answer: HttpResponse) -> str | None:
    """Say why functions were not taken, or None if they were; a refusal may come with HTTP 200."""
    data: object = answer.data
    body = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    if answer.is_success and body.get("ok") is True:
        return None
    said = body.get("error") or body.get("message")
    if not said and answer.is_success:
        return "the answer does not say ok"
    if not said:
        return api_error(answer, COMPONENT).detail
    if "not valid JSON" in str(said):
        return f"{said}; most likely INNGEST_SIGNING_KEY is not a key of this server"
    if "never received" in str(said) or "connect" in str(said).lower():
        return f"{said}; is the server there?"
    return str(said)
