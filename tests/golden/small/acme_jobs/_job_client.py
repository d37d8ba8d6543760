# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Typed client for an explicit provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime import JobClient as UntypedJobClient

from acme_jobs._jobs import jobs_of

if TYPE_CHECKING:
    from cgk_runtime import Catalog, JobProvider
    from cgk_runtime.sdk import SendMiddlewareChain

    from acme_jobs import _send, _wait


class JobClient(UntypedJobClient):
    """Client that sends this catalog's jobs through one provider; see `create_job_client`.

    Attributes:
        jobs: The jobs by event name, sent through this client.
        send_job: The package's `send_job`, through this client.
        send_job_sync: The same for code without an event loop.
        trigger_and_wait: The package's `trigger_and_wait`, through this client.
        trigger_and_wait_sync: The same for code without an event loop.
    """

    def __init__(self, catalog: Catalog, provider: JobProvider, middleware: SendMiddlewareChain | None = None) -> None:
        super().__init__(catalog, provider, middleware)
        # Not annotated as `Jobs`, because mypy would check all events at each use.
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
