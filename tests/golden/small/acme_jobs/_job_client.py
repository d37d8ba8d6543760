# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""A client of its own for an explicit provider, typed as the package's functions are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime import JobClient as UntypedJobClient

from acme_jobs._jobs import jobs_of

if TYPE_CHECKING:
    from cgk_runtime import Catalog, JobProvider
    from cgk_runtime.sdk import SendMiddlewareChain

    from acme_jobs import _send, _wait


class JobClient(UntypedJobClient):
    """Sends this catalog's jobs through one provider; made by `create_job_client`.

    Attributes:
        jobs: Every event's job, sent through this client.
        send_job: As the package's `send_job`.
        send_job_sync: Its twin, for code without an event loop.
        trigger_and_wait: As the package's `trigger_and_wait`.
        trigger_and_wait_sync: Its twin, for code without an event loop.
    """

    def __init__(self, catalog: Catalog, provider: JobProvider, middleware: SendMiddlewareChain | None = None) -> None:
        super().__init__(catalog, provider, middleware)
        # Declared as `Jobs`, mypy would go through all events at each use.
        self.jobs = jobs_of(self)
        if TYPE_CHECKING:
            self.send_job = _send.send_job
            self.send_job_sync = _send.send_job_sync
            self.trigger_and_wait = _wait.trigger_and_wait
            self.trigger_and_wait_sync = _wait.trigger_and_wait_sync
        else:
            self.send_job = self.send_job_dynamic
            self.send_job_sync = self.send_job_dynamic_sync
            self.trigger_and_wait = self.trigger_and_wait_dynamic
            self.trigger_and_wait_sync = self.trigger_and_wait_dynamic_sync
