"""Provider `dev`: sends jobs to the project's running `cgk dev`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, TypeAdapter, ValidationError

from cgk_runtime.client.administration import RunFilter
from cgk_runtime.client.limits import LOCAL
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, Run, RunError
from cgk_runtime.errors import (
    ConfigurationError,
    ConnectionFailedError,
    JobsError,
    NotSupportedError,
    ProviderError,
    RunNotFoundError,
    WaitTimeoutError,
)
from cgk_runtime.providers.http.client import HttpClient, Timeouts
from cgk_runtime.providers.http.retry import RetryPolicy
from cgk_runtime.providers.local.dev.endpoint import require_endpoint
from cgk_runtime.providers.local.dev.wire import (
    AppInfo,
    FailureResponse,
    JobResult,
    PayloadResponse,
    RunsResponse,
    SendRequest,
    SendResponse,
    WaitRequest,
    to_wire,
)

if TYPE_CHECKING:
    from pathlib import Path

COMPONENT: Final = "cgk dev"
_RESPONSE_SECONDS: Final = 30.0
_UNLIMITED_SECONDS: Final = 365 * 24 * 3600.0
_WAIT_ATTEMPTS: Final = 4
ResponseT = TypeVar("ResponseT")


class DevProvider:
    """Provider that sends jobs to the project's running `cgk dev`.

    The address of `cgk dev` is read for every request, so a restarted `cgk dev` is found again.

    Args:
        directory: A folder of the project.
    """

    name: str = "dev"
    supported_options: frozenset[str] = ALL_OPTIONS
    max_payload_bytes: int = LOCAL.payload_bytes

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._http = HttpClient(COMPONENT, timeouts=Timeouts(read=_UNLIMITED_SECONDS))

    async def send(self, message: JobMessage) -> str:
        """Send a job and return its id."""
        outcome = (await self.send_many([message]))[0]
        if isinstance(outcome, JobsError):
            raise outcome
        return outcome

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Send jobs; each is accepted or refused on its own."""
        body = SendRequest(jobs=[to_wire(message) for message in messages])
        response = await self._request("POST", "jobs", SendResponse, body)
        return [_to_outcome(result) for result in response.results]

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Return a job's runs."""
        return (await self._request("GET", _job_path(job_id), RunsResponse, job_id=job_id)).runs

    async def read_payload(self, job_id: str) -> bytes | None:
        """Return the payload of a job."""
        path = f"{_job_path(job_id)}/payload"
        return (await self._request("GET", path, PayloadResponse, job_id=job_id)).payload

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
        """Wait for the end of a job's run; `cgk dev` responds when it has ended."""
        body = WaitRequest(timeout=timeout)
        deadline = _UNLIMITED_SECONDS if timeout is None else timeout + _RESPONSE_SECONDS
        path = f"{_job_path(job_id)}/wait"
        return (await self._request("POST", path, RunsResponse, body, job_id=job_id, deadline=deadline)).runs[0]

    async def cancel(self, job_id: str) -> None:
        """Cancel a job's runs."""
        await self._request("POST", f"{_job_path(job_id)}/cancel", dict, job_id=job_id)

    async def replay(self, job_id: str) -> str:
        """Send a job's payload again and return the new job's id."""
        return (await self._request("POST", f"{_job_path(job_id)}/replay", JobResult, job_id=job_id)).id or ""

    async def list_runs(self, conditions: RunFilter) -> AsyncIterator[Run]:
        """Iterate over the matching runs of `cgk dev`, newest first."""
        for run in (await self._request("GET", "runs", RunsResponse)).runs:
            if conditions.matches(run):
                yield run

    async def check_health(self) -> Health:
        """Return the health that `cgk dev` reports; it is unhealthy if it does not respond."""
        try:
            url = require_endpoint(self._directory).url
            health = await self._request("GET", "health", Health)
        except (ConfigurationError, ProviderError) as error:
            return Health(self.name, healthy=False, detail=str(error))
        return Health(self.name, health.healthy, f"{health.detail} (cgk dev at {url})")

    async def describe_app(self) -> AppInfo:
        """Return the events and schedules with handlers in `cgk dev`, and its tenants."""
        return await self._request("GET", "app", AppInfo)

    async def close(self) -> None:
        """Close the connections; the jobs stay in `cgk dev`."""
        await self._http.close()

    async def _request(
        self,
        method: str,
        path: str,
        response_type: type[ResponseT],
        body: BaseModel | None = None,
        *,
        job_id: str = "",
        deadline: float = _RESPONSE_SECONDS,
    ) -> ResponseT:
        endpoint = require_endpoint(self._directory)
        url = f"{endpoint.url}/v1/{path}"
        headers = {"Authorization": f"Bearer {endpoint.token}", "Content-Type": "application/json"}
        data = body.model_dump_json(exclude_defaults=True).encode() if body else None
        # A send is not retried, because a job sent twice runs twice. A wait is retried, because the worker may restart.
        attempts = _WAIT_ATTEMPTS if isinstance(body, WaitRequest) else 1
        policy = RetryPolicy(attempts=attempts, first_wait=0.2, statuses=frozenset(), deadline=deadline)
        try:
            response = await self._http.request(
                method, url, operation=path, headers=headers, body=data, policy=policy, expects_json=False
            )
        except ConnectionFailedError as failed:
            fix = "look at its terminal" if endpoint.is_alive() else "start it again: `cgk dev app.tasks`"
            raise ProviderError(f"{failed.detail}; {fix}", component=COMPONENT) from None
        try:
            if response.is_success:
                return TypeAdapter(response_type).validate_json(response.body)
            failure = FailureResponse.model_validate_json(response.body).error
        except ValidationError:
            raise ProviderError(
                f"Unexpected response from {endpoint.url} with status {response.status}; is it `cgk dev`?",
                component=COMPONENT,
                status=response.status,
            ) from None
        raise _to_error(failure, response.status, job_id, body)


def _job_path(job_id: str) -> str:
    return f"jobs/{quote(job_id, safe='')}"


def _to_outcome(result: JobResult) -> str | JobsError:
    if result.id is not None:
        return result.id
    return ProviderError(result.error.message if result.error else "The job was refused", component=COMPONENT)


def _to_error(failure: RunError, status: int, job_id: str, body: BaseModel | None) -> JobsError:
    if failure.type == RunNotFoundError.__name__:
        return RunNotFoundError(job_id, component=COMPONENT)
    if failure.type == WaitTimeoutError.__name__ and isinstance(body, WaitRequest):
        return WaitTimeoutError(job_id, body.timeout or 0.0, component=COMPONENT)
    if failure.type == NotSupportedError.__name__:
        return NotSupportedError(failure.message, component=COMPONENT)
    return ProviderError(failure.message, component=COMPONENT, status=status)
