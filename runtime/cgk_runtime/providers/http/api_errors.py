"""What a provider's API answers when it does not take a request: one class per kind, the same for every provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cgk_runtime.errors import ProviderError

if TYPE_CHECKING:
    from cgk_runtime.providers.http import HttpAnswer, NoAnswer


class ApiError(ProviderError):
    """A provider's API answered with an error, or not at all.

    Attributes:
        status: The HTTP status, or None where there was no answer.
        request_id: What the provider's support wants to know, or None.
        body: What the server said, without secrets; empty where there was no answer.
        attempts: How often the request was made.

    Example:
        try:
            await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
        except RateLimitError as error:
            print(error.retry_after, error.request_id, error.was_retried)
    """

    def __init__(
        self,
        text: str,
        *,
        speaker: str,
        status: int | None = None,
        request_id: str | None = None,
        body: str = "",
        attempts: int = 1,
    ) -> None:
        super().__init__(text, speaker=speaker, status=status)
        self.request_id = request_id
        self.body = body
        self.attempts = attempts

    @property
    def was_retried(self) -> bool:
        """Whether the request was made more than once."""
        return self.attempts > 1


class BadRequestError(ApiError):
    """400: the API does not understand the request."""


class AuthenticationError(ApiError):
    """401: the key is missing, wrong or switched off."""


class PermissionDeniedError(ApiError):
    """403: the key may not do this."""


class NotFoundError(ApiError):
    """404: what was asked for does not exist, or belongs to another environment."""


class ConflictError(ApiError):
    """409: something else was under way, after all attempts."""


class UnprocessableError(ApiError):
    """422: understood, but against the provider's rules."""


class RateLimitError(ApiError):
    """429: too many requests, after all attempts.

    Attributes:
        retry_after: Seconds the server asks to wait, or None where it does not say.
    """

    retry_after: float | None = None


class ServerError(ApiError):
    """5xx: the provider has failed, after all attempts."""


class ConnectionFailedError(ApiError):
    """The provider could not be reached, or its answer was cut off, after all attempts."""


_KINDS: Final[dict[int, type[ApiError]]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableError,
    429: RateLimitError,
}


def error_class(status: int) -> type[ApiError]:
    """Give the class of an answer's error.

    Example:
        >>> error_class(422).__name__
        'UnprocessableError'
    """
    return ServerError if status >= 500 else _KINDS.get(status, ApiError)


def api_error(answer: HttpAnswer, speaker: str, *, hint: str = "") -> ApiError:
    """Make the error of an answer that is no success.

    Args:
        answer: The last one.
        speaker: The part that speaks, such as "TriggerDevProvider".
        hint: What to do, where that is known.

    Example:
        api_error(HttpAnswer(504, {}, b""), "TriggerDevProvider")  # [TriggerDevProvider] API error 504: Gateway Timeout
    """
    kind = error_class(answer.status)
    if 300 <= answer.status < 400:
        hint = (
            f" to {_origin(answer.headers.get('location', ''))}; redirects are not followed, set the API's own address"
        )
    error = kind(
        f"API error {answer.status}: {answer.message()}{hint}",
        speaker=speaker,
        status=answer.status,
        request_id=answer.headers.get("x-request-id"),
        body=answer.body.decode("utf-8", "replace"),
        attempts=answer.attempts,
    )
    if isinstance(error, RateLimitError):
        from cgk_runtime.providers.http import RetryPolicy

        error.retry_after = RetryPolicy().asked_seconds(answer)
    return error


def connection_error(no_answer: NoAnswer, speaker: str) -> ConnectionFailedError:
    """Make the error of a request without an answer."""
    tried = f", after {no_answer.attempts} attempts" if no_answer.attempts > 1 else ""
    return ConnectionFailedError(
        f"Connection error: {no_answer}{tried}", speaker=speaker, status=no_answer.status, attempts=no_answer.attempts
    )


def _origin(location: str) -> str:
    try:
        parts = urlsplit(location)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else "another path"
    except ValueError:
        return "an address that is none"
