"""Requests to Trigger.dev's API, with its headers, retries and errors."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import to_json

from cgk_runtime.providers.http import HttpClient, HttpResponse, RetryPolicy, Timeouts
from cgk_runtime.providers.http.api_errors import api_error, response_error
from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings

COMPONENT: Final = "TriggerDevProvider"
API_VERSION: Final = "2025-07-16"
"""Without this version, the server returns the run statuses of Trigger.dev 3."""
CLIENT_VERSION: Final = "4.8.3"
"""Version of the official client that sends the same requests; tests compare both."""


class ApiModel(BaseModel):
    """Base class of the API's responses. Unknown fields are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True, hide_input_in_errors=True)


class WithId(ApiModel):
    """Response with an id."""

    id: str


class Pagination(ApiModel):
    """Position of the next page."""

    next: str | None = None
    total_pages: int = 1


ModelT = TypeVar("ModelT", bound=ApiModel)


@dataclass(frozen=True, slots=True)
class TriggerDevOptions:
    """Options of requests.

    Attributes:
        timeouts: Time limits of one attempt.
        policy: When to retry a request.
        poll_first: Seconds between the first and the second poll of an awaited run; later polls are further apart.
        poll_longest: Maximum seconds between later polls, before a random variation by up to 20 percent.
    """

    timeouts: Timeouts = field(default_factory=Timeouts)
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    poll_first: float = 0.25
    poll_longest: float = 5.0


class TriggerDevApi:
    """Client for requests to one environment of one project.

    Args:
        settings: Server, key and environment.
        options: Timeouts, retries and polling.
        http: HTTP client; created from `options` by default.
    """

    def __init__(
        self, settings: TriggerDevSettings, options: TriggerDevOptions | None = None, http: HttpClient | None = None
    ) -> None:
        self.settings = settings
        self.options = options or TriggerDevOptions()
        self.http = http or HttpClient(
            COMPONENT,
            policy=self.options.policy,
            timeouts=self.options.timeouts,
            secrets=(settings.secret_key,),
        )
        self._headers = {
            "Authorization": f"Bearer {settings.secret_key}",
            "Content-Type": "application/json",
            "trigger-version": CLIENT_VERSION,
            "x-trigger-api-version": API_VERSION,
            "x-trigger-realtime-streams-version": "v2",
            "x-trigger-source": "sdk",
        }
        if settings.branch:
            self._headers["x-trigger-branch"] = settings.branch

    async def call(
        self,
        method: str,
        path: str,
        *,
        operation: str,
        body: object = None,
        query: Sequence[tuple[str, str]] = (),
        policy: RetryPolicy | None = None,
    ) -> HttpResponse:
        """Send a request with JSON data and return its successful response.

        Args:
            method: HTTP method, such as "POST".
            path: Encoded path below the base URL.
            operation: Description for the log.
            body: JSON data, or None for no body.
            query: Query parameters.
            policy: Retry policy; the client's by default.

        Raises:
            ApiError: The API rejected the request or could not be reached; its class depends on the status.
        """
        response = await self.request(
            method,
            f"{path}?{urlencode(query)}" if query else path,
            operation=operation,
            data=None if body is None else to_json(body),
            policy=policy,
        )
        return self.raise_for_status(response)

    async def request(
        self,
        method: str,
        path: str,
        *,
        operation: str,
        data: bytes | None = None,
        policy: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Send a request and return its response of any status.

        Args:
            method: HTTP method, such as "POST".
            path: Encoded path below the base URL, with the query.
            operation: Description for the log.
            data: Body.
            policy: Retry policy; the client's by default.
            headers: Additional headers; by default a random request key, as the official client sends it.

        Raises:
            ConnectionFailedError: The last attempt received no complete response.
        """
        extra_headers = {"x-trigger-request-idempotency-key": secrets.token_hex(16)} if headers is None else headers
        url = self.settings.base_url + path
        return await self.http.request(
            method, url, operation=operation, headers={**self._headers, **extra_headers}, body=data, policy=policy
        )

    def raise_for_status(self, response: HttpResponse) -> HttpResponse:
        """Return a successful response.

        Raises:
            ApiError: The response is an error; its class depends on the status.
        """
        if response.is_success:
            return response
        raise api_error(response, COMPONENT, hint=self.hint(response.status))

    def hint(self, status: int) -> str:
        """Return how to fix the cause of a status, or an empty text."""
        if status == 403 and self.settings.is_scoped:
            return (
                "; the scoped key in TRIGGER_SECRET_KEY lacks this permission; add it to the key (sending jobs "
                "requires the permission to trigger tasks), or use the environment's own key"
            )
        if status != 401:
            return ""
        if self.settings.is_scoped:
            return (
                "; TRIGGER_SECRET_KEY is wrong, or the payload is large: a scoped key cannot upload payloads of "
                "131,072 bytes and more; use the environment's own key, or send less"
            )
        if self.settings.environment == "preview" and self.settings.branch:
            return "; the branch does not exist, or TRIGGER_SECRET_KEY is wrong"
        if self.settings.environment == "preview":
            return "; a preview key needs its branch, set TRIGGER_PREVIEW_BRANCH"
        return "; check TRIGGER_SECRET_KEY, copy it from the project's API keys"


@lru_cache(maxsize=1024)
def quote_segment(text: str) -> str:
    """Encode one segment of a path as `encodeURIComponent` does.

    Example:
        >>> quote_segment("order.created/ž")
        'order.created%2F%C5%BE'
    """
    return quote(text, safe="!'()*~-._")


def parse(response: HttpResponse, model: type[ModelT]) -> ModelT:
    """Validate a response's JSON.

    Raises:
        ApiError: The response does not have the fields that Trigger.dev sends.
    """
    try:
        return model.model_validate(response.data)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, problem["loc"])) or "all" for problem in error.errors())
    text = f"API answered {response.status} with unexpected fields ({fields}); is TRIGGER_API_URL a Trigger.dev server?"
    raise response_error(response, text, COMPONENT)
