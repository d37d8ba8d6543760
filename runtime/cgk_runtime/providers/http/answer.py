"""What came back for a request: a complete answer, whatever its status, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal, cast

from pydantic_core import from_json

_LONGEST_TEXT: Final = 500

Reason = Literal["refused", "timeout", "broken", "unreadable", "invalid"]
"""Why there was no answer: no connection, none in time, cut off in the middle, not what was expected, a request that
cannot be made."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A complete answer, of any status.

    Attributes:
        status: The HTTP status.
        headers: Names without regard to case.
        body: The bytes, decompressed.
        attempts: How often the request was made.
        data: The body's JSON, or None where it is not JSON.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    attempts: int = 1
    data: Any = None  # JSON: whatever the server says

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx; a redirect is not, it is never followed."""
        return 200 <= self.status < 300

    @property
    def is_html(self) -> bool:
        """Whether it is a page, as proxies answer, and not the API."""
        return "html" in self.headers.get("content-type", "") or self.body[:200].lstrip().lower().startswith(b"<")

    def header_number(self, name: str) -> float | None:
        """Give a header's value as a number, or None where it has none."""
        try:
            return float(self.headers[name])
        except (KeyError, ValueError):
            return None

    def message(self) -> str:
        """Give what the answer says is wrong: one line, never a page of HTML.

        It is the API's `error` or `message` where the body has one, its text where it is plain, else the status's name.
        """
        data: object = self.data
        if isinstance(data, dict):
            said = _first_text(cast("dict[str, object]", data))
            if said:
                return said[:_LONGEST_TEXT]
        elif self.body and not self.is_html:
            return " ".join(self.body.decode("utf-8", "replace").split())[:_LONGEST_TEXT]
        return status_name(self.status)


class NoAnswer(Exception):  # noqa: N818  it says what happened; providers raise errors of their own for it
    """The server could not be reached, or what it sent is no complete answer.

    Attributes:
        reason: Why, for programs.
        attempts: How often it was tried.
        status: The status of an answer that cannot be read, or None.
    """

    def __init__(self, reason: Reason, text: str, *, attempts: int = 1, status: int | None = None) -> None:
        super().__init__(text)
        self.reason: Reason = reason
        self.attempts = attempts
        self.status = status


def status_name(status: int) -> str:
    """Give a status's name, such as "Gateway Timeout"."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "unknown status"


def parsed(body: bytes) -> tuple[Any, bool]:
    """Read JSON.

    Returns:
        The data and True, or None and False where it is not JSON.
    """
    try:
        return from_json(body), True
    except ValueError:
        return None, False


def redacted(text: str, secrets: tuple[str, ...]) -> str:
    """Take secrets out of what a server said; some repeat the address or the key they were sent.

    Example:
        >>> redacted("no route for /e/my-key", ("my-key",))
        'no route for /e/***'
    """
    for secret in secrets:
        text = re.sub(re.escape(secret), "***", text)
    return text


def _first_text(data: dict[str, object]) -> str | None:
    for name in ("error", "message", "detail", "title"):
        value = data.get(name)
        if isinstance(value, dict):
            value = cast("dict[str, object]", value).get("message")
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return None
