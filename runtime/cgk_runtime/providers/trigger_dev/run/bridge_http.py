"""HTTP client for Trigger.dev's API inside a run: the worker adds the key and sends the requests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from cgk_runtime.errors import ClosedError, ProviderError
from cgk_runtime.providers.http import HttpClient, HttpResponse, RequestFailed
from cgk_runtime.providers.http.client import HttpRequest
from cgk_runtime.providers.http.response import parse_json
from cgk_runtime.providers.trigger_dev.api import COMPONENT
from cgk_runtime.providers.trigger_dev.client import TriggerDevClient
from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings

CallWorker = Callable[..., Awaitable[Any]]
"""Function that calls a method of the worker and returns its JSON result."""

API_PLACEHOLDER: Final = "https://api.here.invalid"
"""Placeholder for the API's address, which only the worker knows; RFC 2606 reserves the domain."""
_KEY_PLACEHOLDER: Final = "the-worker-adds-the-key"


class BridgeHttpClient(HttpClient):
    """HTTP client whose requests are sent by the worker.

    Args:
        call_worker: Function that calls a method of the worker.
    """

    def __init__(self, call_worker: CallWorker) -> None:
        super().__init__(COMPONENT)
        self._call_worker = call_worker

    async def attempt(self, request: HttpRequest, seconds: float) -> HttpResponse | RequestFailed:
        """Send a request once and return the outcome."""
        headers = {name: value for name, value in request.headers.items() if name != "Authorization"}
        body = None if request.body is None else request.body.decode()
        try:
            async with asyncio.timeout(seconds):
                reply: Mapping[str, Any] = await self._call_worker(
                    "request", request.operation, verb=request.method, url=request.url, headers=headers, body=body
                )
        except TimeoutError:
            return RequestFailed("timeout", f"no answer from the worker within {max(seconds, 0):.3g} s")
        except ClosedError as error:
            return RequestFailed("invalid", str(error))
        except ProviderError as error:
            return RequestFailed("broken", f"the worker received no response: {error}")
        content = str(reply["body"]).encode()
        data, _ = parse_json(content)
        return HttpResponse(int(reply["status"]), dict(reply["headers"]), content, data=data)


def bridge_client(call_worker: CallWorker) -> TriggerDevClient:
    """Create a client for Trigger.dev's API that sends its requests through the worker."""
    settings = TriggerDevSettings(_KEY_PLACEHOLDER, API_PLACEHOLDER)
    return TriggerDevClient(settings, http=BridgeHttpClient(call_worker))
