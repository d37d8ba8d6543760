"""Conversion of HTTP responses to errors, one class per status, the same for every provider."""

from __future__ import annotations

import math
from typing import Final

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
from cgk_runtime.providers.http.response import HttpResponse, RequestFailed
from cgk_runtime.providers.http.retry import RetryPolicy

_CLASS_BY_STATUS: Final[dict[int, type[ApiError]]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableError,
    429: RateLimitError,
}


def error_class(status: int) -> type[ApiError]:
    """Return the error class of a status.

    Example:
        >>> error_class(422).__name__
        'UnprocessableError'
    """
    return ServerError if status >= 500 else _CLASS_BY_STATUS.get(status, ApiError)


def api_error(response: HttpResponse, component: str, *, hint: str = "") -> ApiError:
    """Build the error of an unsuccessful response.

    Args:
        response: The last response.
        component: Name at the start of the error text, such as "TriggerDevProvider".
        hint: Text to append, such as "; check TRIGGER_SECRET_KEY"; empty by default.

    Example:
        api_error(HttpResponse(504, {}, b""), "MyProvider")  # [MyProvider] API error 504: Gateway Timeout
    """
    if 300 <= response.status < 400:
        hint = "; redirects are not followed, set the API's own address"
    text = f"API error {response.status}: {response.message()}{hint}"
    error = response_error(response, text, component, error_class(response.status))
    if isinstance(error, RateLimitError):
        error.retry_after = RetryPolicy().requested_wait(response)
        remaining = response.header_number("x-ratelimit-remaining")
        error.remaining = int(remaining) if remaining is not None and 0 <= remaining < math.inf else None
    return error


def response_error(
    response: HttpResponse, text: str, component: str, error_type: type[ApiError] = ApiError
) -> ApiError:
    """Build an error that describes a response.

    Args:
        response: The last response.
        text: The problem.
        component: Name at the start of the error text.
        error_type: Class of the error.
    """
    return error_type(
        text,
        component=component,
        status=response.status,
        request_id=response.headers.get("x-request-id"),
        # The body of a successful response may be a payload, and its secrets are not redacted.
        body="" if response.is_success else response.body.decode("utf-8", "replace"),
        attempts=response.attempts,
    )


def connection_error(failure: RequestFailed, component: str) -> ConnectionFailedError:
    """Build the error of a request whose response did not arrive, or could not be read."""
    attempts = f", after {failure.attempts} attempts" if failure.attempts > 1 else ""
    return ConnectionFailedError(
        f"Connection error: {failure.text}{attempts}",
        component=component,
        status=failure.status,
        attempts=failure.attempts,
    )
