"""Requests to Trigger.dev's API: its headers, its retries, its errors."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import to_json

from cgk_runtime.errors import ApiError
from cgk_runtime.providers.http import HttpClient, HttpResponse, RequestFailed, RetryPolicy, Timeouts
from cgk_runtime.providers.http.api_errors import api_error, connection_error
from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings

COMPONENT: Final = "TriggerDevProvider"
API_VERSION: Final = "2025-07-16"
"""Without it the server gives the names that run statuses had in version 3."""
CLIENT_VERSION: Final = "4.8.3"
"""The official client whose requests these are; tests compare with it."""


class Answer(BaseModel):
    """Something the API answers; what is not named here is left out."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True, hide_input_in_errors=True)


class WithId(Answer):
    """An answer that names what it is about."""

    id: str


class Pagination(Answer):
    """Where the next page is."""

    next: str | None = None
    total_pages: int = 1


AnswerT = TypeVar("AnswerT", bound=Answer)


@dataclass(frozen=True, slots=True)
class TriggerDevOptions:
    """How requests are made.

    Attributes:
        timeouts: How long one attempt may take.
        policy: When a request is made again.
        connections: How many connections there may be at a time.
        tenant_tag: Whether runs get the tag `tenant:<id>` where there is room among the ten tags.
        poll_first: Seconds before a run that is waited for is asked about again; each further wait is longer.
        poll_longest: No such wait is longer, in seconds.
    """

    timeouts: Timeouts = field(default_factory=Timeouts)
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    connections: int = 100
    tenant_tag: bool = True
    poll_first: float = 0.25
    poll_longest: float = 5.0


class TriggerDevApi:
    """Makes requests to one environment of one project.

    Args:
        settings: Where it is, and the key.
        options: How requests are made.
        http: Instead of a client of its own.
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
            connections=self.options.connections,
        )
        self._base_url = settings.base_url
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
        """Make a request and give its answer, which is a success.

        Args:
            method: Such as "POST".
            path: Below the base URL, encoded.
            operation: Description for the log.
            body: JSON data, or None for no body.
            query: The query's parameters.
            policy: Instead of the usual one.

        Raises:
            ApiError: The API refused, or could not be reached; the subclass says which.
        """
        answer = await self.answer(
            method,
            f"{path}?{urlencode(query)}" if query else path,
            operation=operation,
            data=None if body is None else to_json(body),
            policy=policy,
        )
        return self.success(answer)

    async def answer(
        self,
        method: str,
        path: str,
        *,
        operation: str,
        data: bytes | None = None,
        policy: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Make a request and give its answer, of any status.

        Args:
            method: Such as "POST".
            path: Below the base URL, encoded, with its query.
            operation: Description for the log.
            data: The body.
            policy: Instead of the usual one.
            headers: Instead of the one that lets the API know a repeated request.

        Raises:
            ConnectionFailedError: There was no answer.
        """
        own = {"x-trigger-request-idempotency-key": str(uuid.uuid4())} if headers is None else headers
        try:
            return await self.http.request(
                method,
                self._base_url + path,
                operation=operation,
                headers={**self._headers, **own},
                body=data,
                policy=policy,
            )
        except RequestFailed as no_answer:
            failure = no_answer
        raise connection_error(failure, COMPONENT)

    def success(self, answer: HttpResponse) -> HttpResponse:
        """Give an answer back if it is a success.

        Raises:
            ApiError: It is none; the subclass says which.
        """
        if answer.is_success:
            return answer
        raise api_error(answer, COMPONENT, hint=self._hint(answer.status))

    def _hint(self, status: int) -> str:
        if status != 401:
            return ""
        if self.settings.environment == "preview" and not self.settings.branch:
            return "; a preview key needs its branch, set TRIGGER_PREVIEW_BRANCH"
        return "; check TRIGGER_SECRET_KEY"


@lru_cache(maxsize=1024)
def segment(text: str) -> str:
    """Encode what stands between two slashes of a path, as `encodeURIComponent` does.

    Example:
        >>> segment("order.created/ž")
        'order.created%2F%C5%BE'
    """
    return quote(text, safe="!'()*~-._")


def read(answer: HttpResponse, kind: type[AnswerT]) -> AnswerT:
    """Read an answer's JSON.

    Raises:
        ApiError: It is not what Trigger.dev answers.
    """
    try:
        return kind.model_validate(answer.data)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, problem["loc"])) or "all of it" for problem in error.errors())
    raise ApiError(
        f"API answered {answer.status} with something unexpected ({wrong}); is TRIGGER_API_URL that of Trigger.dev?",
        component=COMPONENT,
        status=answer.status,
        request_id=answer.headers.get("x-request-id"),
        body=answer.body.decode("utf-8", "replace"),
        attempts=answer.attempts,
    )
