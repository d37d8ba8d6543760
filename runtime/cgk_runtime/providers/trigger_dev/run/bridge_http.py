"""The rest of Trigger.dev's API inside a run: the worker adds the key and makes the requests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from cgk_runtime.errors import ClosedError, ProviderError
from cgk_runtime.providers.http import HttpClient, HttpResponse, RequestFailed
from cgk_runtime.providers.http.client import HttpRequest
from cgk_runtime.providers.http.response import parse_json
from cgk_runtime.providers.trigger_dev.api import COMPONENT, TriggerDevApi
from cgk_runtime.providers.trigger_dev.client import TriggerDevClient
from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings

Ask = Callable[..., Awaitable[Any]]
"""Asks the worker for something by its method and arguments; what comes back is JSON."""

API_PLACEHOLDER: Final = "https://api.here.invalid"
"""Stands for the API's address, which the worker knows; the name can belong to nobody (RFC 2606)."""
_NO_KEY: Final = "the-worker-has-it"


class BridgeHttpClient(HttpClient):
    """Hands every attempt of a request to the worker.

    Args:
        ask: Asks it.
    """

    def __init__(self, ask: Ask) -> None:
        super().__init__(COMPONENT)
        self._ask = ask

    async def attempt(self, request: HttpRequest, seconds: float) -> HttpResponse | RequestFailed:
        """Make a request once."""
        headers = {name: value for name, value in request.headers.items() if name != "Authorization"}
        body = None if request.body is None else request.body.decode()
        url = str(request.url)
        try:
            async with asyncio.timeout(seconds):
                said: Mapping[str, Any] = await self._ask(
                    "request", request.operation, verb=request.method, url=url, headers=headers, body=body
                )
        except TimeoutError:
            return RequestFailed("timeout", f"no answer to the worker within {max(seconds, 0):.3g} s")
        except ClosedError as error:
            return RequestFailed("invalid", str(error))
        except ProviderError as error:
            return RequestFailed("broken", f"the worker had no answer: {error}")
        content = str(said["body"]).encode()
        data, _ = parse_json(content)
        return HttpResponse(int(said["status"]), dict(said["headers"]), content, data=data)


def bridge_client(ask: Ask) -> TriggerDevClient:
    """Make the client of all of Trigger.dev's API that works inside a run."""
    settings = TriggerDevSettings(_NO_KEY, API_PLACEHOLDER)
    return TriggerDevClient(settings, api=TriggerDevApi(settings, http=BridgeHttpClient(ask)))
