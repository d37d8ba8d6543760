"""Outcome of an HTTP request: a complete response of any status, or a failure without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal, cast

from pydantic_core import from_json

_MAX_MESSAGE_LENGTH: Final = 500

Reason = Literal["refused", "timeout", "broken", "unreadable", "invalid"]
"""Why a request failed: no connection, timed out, connection lost, unexpected content, request that cannot be sent."""


@dataclass(slots=True)
class HttpResponse:
    """A complete response of any status.

    Attributes:
        status: HTTP status code.
        headers: Headers with case-insensitive names.
        body: Decompressed body.
        attempts: Number of attempts that the request took.
        data: Parsed JSON body, or None if the body is not JSON.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    attempts: int = 1
    data: Any = None  # JSON of any kind

    @property
    def is_success(self) -> bool:
        """True for a 2xx status. A redirect is not a success, because it is never followed."""
        return 200 <= self.status < 300

    @property
    def is_html(self) -> bool:
        """True for an HTML page, which comes from a proxy and not from the API."""
        return "html" in self.headers.get("content-type", "") or self.body[:200].lstrip().lower().startswith(b"<")

    def header_number(self, name: str) -> float | None:
        """Return a header's value as a number, or None if it is missing or not a number."""
        try:
            return float(self.headers[name])
        except (KeyError, ValueError):
            return None

    def message(self) -> str:
        """Return the response's error message on one line.

        The message is the API's `error` or `message` field, else the plain text of the body, else the name of the
        status. An HTML page is never part of it.
        """
        data: object = self.data
        if isinstance(data, dict):
            text = _error_text(cast("dict[str, object]", data))
            if text:
                return text[:_MAX_MESSAGE_LENGTH]
        elif self.body and not self.is_html:
            return " ".join(self.body.decode("utf-8", "replace").split())[:_MAX_MESSAGE_LENGTH]
        return status_name(self.status)


@dataclass(slots=True)
class RequestFailed:
    """A failed request: the server could not be reached, or its response is incomplete or unreadable.

    Attributes:
        reason: Machine-readable reason.
        text: The problem.
        attempts: Number of attempts that the request took.
        status: Status of an unreadable response, or None.
    """

    reason: Reason
    text: str
    attempts: int = 1
    status: int | None = None


def status_name(status: int) -> str:
    """Return the name of a status, such as "Gateway Timeout"."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "unknown status"


def parse_json(body: bytes) -> tuple[Any, bool]:
    """Parse JSON.

    Returns:
        The data and True, or None and False if the body is not JSON.
    """
    try:
        return from_json(body), True
    except ValueError:
        return None, False


def redact_secrets(body: bytes, secrets: tuple[str, ...]) -> bytes:
    """Replace secrets in a server's response, because some servers repeat the address or key of the request.

    Example:
        >>> redact_secrets(b"no route for /e/my-key", ("my-key",))
        b'no route for /e/***'
    """
    for secret in secrets:
        body = body.replace(secret.encode(), b"***")
    return body


def _error_text(data: dict[str, object]) -> str | None:
    for name in ("error", "message", "detail", "title"):
        value = data.get(name)
        if isinstance(value, dict):
            value = cast("dict[str, object]", value).get("message")
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return None
