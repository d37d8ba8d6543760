"""Errors of Trigger.dev's provider that `cgk_runtime.errors` does not have."""

from __future__ import annotations

from cgk_runtime.errors import NotFoundError, RunNotFoundError


class TriggerDevRunNotFoundError(RunNotFoundError, NotFoundError):
    """Trigger.dev has no run with this id in the key's environment."""

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
