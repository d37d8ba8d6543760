"""What a provider's API answers when it does not take a request: one class per kind, the same for every provider."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from cgk_runtime.errors import ProviderError
from cgk_runtime.providers.http.response import HttpResponse, RequestFailed
from cgk_runtime.providers.http.retry import RetryPolicy


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
        hint: What to do about it, if known.

    Example:
        api_error(HttpResponse(504, {}, b""), "MyProvider")  # [MyProvider] API error 504: Gateway Timeout
    """
    if 300 <= response.status < 400:
        target = _origin(response.headers.get("location", ""))
        hint = f" to {target}; redirects are not followed, set the API's own address"
    error = error_class(response.status)(
        f"API error {response.status}: {response.message()}{hint}",
        speaker=component,
        status=response.status,
        request_id=response.headers.get("x-request-id"),
        body=response.body.decode("utf-8", "replace"),
        attempts=response.attempts,
    )
    if isinstance(error, RateLimitError):
        error.retry_after = RetryPolicy().requested_wait(response)
    return error


def connection_error(failure: RequestFailed, component: str) -> ConnectionFailedError:
    """Build the error of a request without a response."""
    attempts = f", after {failure.attempts} attempts" if failure.attempts > 1 else ""
    return ConnectionFailedError(
        f"Connection error: {failure}{attempts}", speaker=component, status=failure.status, attempts=failure.attempts
    )


def _origin(location: str) -> str:
    try:
        parts = urlsplit(location)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else "another path"
    except ValueError:
        return "an invalid address"
