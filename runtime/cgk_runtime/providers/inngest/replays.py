"""Refusing old requests: a signature says when it was made, and Inngest's SDK for Python does not look at that."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qs

import inngest

if TYPE_CHECKING:
    from inngest import Function

LONGEST_AGE: Final = 300.0
"""Seconds; what Inngest's SDK for TypeScript allows."""


class RefuseOldRequests(inngest.Middleware):
    """Runs nothing for a request whose signature is older than five minutes: somebody may have recorded it."""

    async def transform_input(
        self,
        ctx: object,  # noqa: ARG002  all three are the SDK's
        function: Function[Any],  # noqa: ARG002
        steps: inngest.StepMemos,  # noqa: ARG002
    ) -> None:
        """Look at the request before the handler is called.

        Raises:
            NonRetriableError: It is too old.
        """
        signed_at = _signed_at(self.raw_request)
        if signed_at is not None and abs(time.time() - signed_at) > LONGEST_AGE:
            raise inngest.NonRetriableError(
                "The request was signed more than five minutes ago; it is old, or a clock is wrong", quiet=True
            )


def _signed_at(request: object) -> float | None:
    """Read the moment from the header; None where a request has none, as in dev mode and over Connect."""
    headers = getattr(request, "headers", None)
    if not hasattr(headers, "get"):
        return None
    header = cast("Mapping[str, str]", headers).get("x-inngest-signature")
    try:
        return float(parse_qs(header or "")["t"][0])
    except (KeyError, ValueError):
        return None
