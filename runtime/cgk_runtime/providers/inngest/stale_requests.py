"""Rejection of stale requests, which Inngest's SDK for Python does not check."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qs

import inngest

if TYPE_CHECKING:
    from inngest import Function

_MAX_AGE_SECONDS: Final = 300.0
"""The same limit as in Inngest's SDK for TypeScript."""


class StaleRequestError(inngest.NonRetriableError):
    """The time of a request's signature is more than five minutes off, or missing; the response has no traceback."""

    include_stack = False

    def __init__(self) -> None:
        super().__init__(
            "The request was not signed within the last five minutes; it is old, or a clock is wrong", quiet=True
        )


class RejectStaleRequests(inngest.Middleware):
    """Middleware that rejects stale requests, because an attacker may have captured and replayed them."""

    async def transform_input(
        self,
        ctx: object,  # noqa: ARG002  the signature is the SDK's
        function: Function[Any],  # noqa: ARG002
        steps: inngest.StepMemos,  # noqa: ARG002
    ) -> None:
        """Check the request before the handler is called.

        Raises:
            StaleRequestError: The request is stale.
        """
        signed_at = _signed_at(self.raw_request)
        if signed_at is not None and abs(time.time() - signed_at) > _MAX_AGE_SECONDS:
            raise StaleRequestError


def _signed_at(request: object) -> float | None:
    """Return the signature's time: 0 if it is invalid, None for a request without a signature, as with Connect."""
    headers = getattr(request, "headers", None)
    if not hasattr(headers, "get"):
        return None
    header = cast("Mapping[str, str]", headers).get("x-inngest-signature")
    if header is None:
        return None
    try:
        return int(parse_qs(header)["t"][0])
    except (KeyError, ValueError):
        return 0.0
