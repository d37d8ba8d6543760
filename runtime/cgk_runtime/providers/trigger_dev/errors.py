"""Errors that only Trigger.dev's provider has; those of its API are in `cgk_runtime.providers.http.api_errors`."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from cgk_runtime.errors import NotFoundError, RunNotFoundError


class TriggerDevRunNotFoundError(RunNotFoundError, NotFoundError):
    """Trigger.dev has no run of this id in the key's environment; it has what other errors of the API have."""

    def __init__(self, run_id: str, error: NotFoundError) -> None:
        NotFoundError.__init__(
            self,
            f'Run "{run_id}" does not exist (any more) in the environment of TRIGGER_SECRET_KEY',
            component="TriggerDevProvider",
            status=error.status,
            request_id=error.request_id,
            body=error.body,
            attempts=error.attempts,
        )
        self.run_id = run_id


@contextmanager
def on_missing_run(run_id: str) -> Generator[None]:
    """Say of a 404 that it is the run that does not exist."""
    missing: NotFoundError | None = None
    try:
        yield
    except NotFoundError as error:
        missing = error
    if missing is not None:
        raise TriggerDevRunNotFoundError(run_id, missing)
