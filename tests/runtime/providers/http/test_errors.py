"""Errors of HTTP responses: class by status, message of the server, number of attempts."""

from __future__ import annotations

import pickle

import cgk_runtime
import pytest
from cgk_runtime import ApiError, ConnectionFailedError, ProviderError, RateLimitError
from cgk_runtime.providers.http import HttpResponse, RequestFailed
from cgk_runtime.providers.http.api_errors import api_error, connection_error


@pytest.mark.parametrize(
    ("status", "class_name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (413, "ApiError"),
        (422, "UnprocessableError"),
        (429, "RateLimitError"),
        (500, "ServerError"),
        (504, "ServerError"),
    ],
)
def test_each_status_has_its_class(status: int, class_name: str) -> None:
    response = HttpResponse(status, {"x-request-id": "req_1"}, b'{"error":"no"}', attempts=3, data={"error": "no"})
    error = api_error(response, "TriggerDevProvider")
    assert type(error) is getattr(cgk_runtime, class_name)
    assert isinstance(error, ApiError)
    assert isinstance(error, ProviderError)
    assert str(error) == f"[TriggerDevProvider] API error {status}: no"
    assert (error.status, error.request_id, error.body) == (status, "req_1", '{"error":"no"}')
    assert (error.attempts, error.was_retried) == (3, True)


def test_html_page_is_not_in_the_error() -> None:
    response = HttpResponse(504, {"content-type": "text/html"}, b"<html><h1>Gateway ...</h1></html>")
    assert str(api_error(response, "TriggerDevProvider")) == "[TriggerDevProvider] API error 504: Gateway Timeout"


def test_rate_limit_error_has_retry_after() -> None:
    error = api_error(HttpResponse(429, {"retry-after": "30"}, b""), "TriggerDevProvider")
    assert isinstance(error, RateLimitError)
    assert error.retry_after == 30


def test_redirect_error_hides_the_query() -> None:
    response = HttpResponse(308, {"location": "https://user:key@eu.api.example/v1?key=s3cret"}, b"")
    message = str(api_error(response, "TriggerDevProvider"))
    assert message.startswith("[TriggerDevProvider] API error 308: Permanent Redirect; redirects are not followed")
    assert "key" not in message


def test_failed_request_becomes_connection_error() -> None:
    error = connection_error(
        RequestFailed("refused", "no connection to api.trigger.dev", attempts=5), "TriggerDevProvider"
    )
    assert isinstance(error, ConnectionFailedError)
    assert str(error) == "[TriggerDevProvider] Connection error: no connection to api.trigger.dev, after 5 attempts"
    assert (error.status, error.was_retried) == (None, True)


def test_errors_can_be_pickled() -> None:
    error = api_error(HttpResponse(429, {"retry-after": "30", "x-request-id": "req_1"}, b"slow down"), "Inngest")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  pickled here
    assert (type(copy), str(copy), vars(copy)) == (RateLimitError, str(error), vars(error))
