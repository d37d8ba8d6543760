"""Conversion of HTTP responses to errors, one class per status, the same for every provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cgk_runtime.errors import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ConnectionFailedError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    UnprocessableError,
)
from cgk_runtime.providers.http.retry import RetryPolicy

if TYPE_CHECKING:
    from cgk_runtime.providers.http.answer import HttpAnswer, NoAnswer

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


def api_error(answer: HttpAnswer, component: str, *, hint: str = "") -> ApiError:
    """Make the error of an answer that is not a success.

    Args:
        answer: The last one.
        component: The part that speaks, such as "TriggerDevProvider".
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
        component=component,
        status=answer.status,
        request_id=answer.headers.get("x-request-id"),
        body=answer.body.decode("utf-8", "replace"),
        attempts=answer.attempts,
    )
    if isinstance(error, RateLimitError):
        error.retry_after = RetryPolicy().asked_seconds(answer)
    return error


def connection_error(no_answer: NoAnswer, component: str) -> ConnectionFailedError:
    """Make the error of a request without an answer."""
    tried = f", after {no_answer.attempts} attempts" if no_answer.attempts > 1 else ""
    return ConnectionFailedError(
        f"Connection error: {no_answer}{tried}",
        component=component,
        status=no_answer.status,
        attempts=no_answer.attempts,
    )


def _origin(location: str) -> str:
    try:
        parts = urlsplit(location)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else "another path"
    except ValueError:
        return "an address that is none"
