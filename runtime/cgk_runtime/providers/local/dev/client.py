"""The provider of every other process of a project while `cgk dev` runs: hands its jobs over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from cgk_runtime.client.limits import LOCAL
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, Run
from cgk_runtime.errors import (
    JobsError,
    NotSupportedError,
    ProviderError,
    RunNotFoundError,
    WaitTimeoutError,
)
from cgk_runtime.providers.http.client import HttpClient, Timeouts
from cgk_runtime.providers.http.response import RequestFailed
from cgk_runtime.providers.http.retry import RetryPolicy
from cgk_runtime.providers.local.dev.wire import (
    AppBody,
    FailureBody,
    HealthBody,
    ResultBody,
    ResultsBody,
    RunsBody,
    SendBody,
    WaitBody,
    job_body,
)

if TYPE_CHECKING:
    from cgk_runtime.providers.local.dev.endpoint import DevEndpoint

COMPONENT: Final = "cgk dev"
_ANSWER_SECONDS: Final = 30.0
_FOREVER: Final = 365 * 24 * 3600.0
"""Seconds; as long as a run takes."""
_BATCH: Final = 500
BodyT = TypeVar("BodyT", bound=BaseModel)


class DevProvider:
    """Sends jobs to the `cgk dev` of this project.

    Args:
        endpoint: Where it listens.
    """

    name: str = "local"
    supported_options: frozenset[str] = ALL_OPTIONS
    max_payload_bytes: int = LOCAL.payload_bytes

    def __init__(self, endpoint: DevEndpoint) -> None:
        self._endpoint = endpoint
        self._headers = {"Authorization": f"Bearer {endpoint.token}", "Content-Type": "application/json"}
        # A request is made once: `cgk dev` is on this machine, and a job sent twice would run twice.
        self._http = HttpClient(COMPONENT, timeouts=Timeouts(read=_FOREVER), secrets=(endpoint.token,))

    async def send(self, message: JobMessage) -> str:
        """Hand one job over."""
        outcome = (await self.send_many([message]))[0]
        if isinstance(outcome, JobsError):
            raise outcome
        return outcome

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Hand jobs over; each is taken or refused on its own."""
        outcomes: list[str | JobsError] = []
        for start in range(0, len(messages), _BATCH):
            body = SendBody(jobs=[job_body(message) for message in messages[start : start + _BATCH]])
            answer = await self._ask("POST", "jobs", ResultsBody, body)
            outcomes += [_outcome(result) for result in answer.results]
        return outcomes

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Describe a job's runs."""
        answer = await self._ask("GET", f"jobs/{_encoded(job_id)}", RunsBody, job_id=job_id)
        return [run.run() for run in answer.runs]

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  given by the protocol
        """Wait until a job's run has ended; nothing polls."""
        body = WaitBody(timeout=timeout)
        limit = _FOREVER if timeout is None else timeout + _ANSWER_SECONDS
        answer = await self._ask("POST", f"jobs/{_encoded(job_id)}/wait", RunsBody, body, job_id=job_id, limit=limit)
        return answer.runs[0].run()

    async def cancel(self, job_id: str) -> None:
        """Stop a job's runs."""
        await self._ask("POST", f"jobs/{_encoded(job_id)}/cancel", _Empty, job_id=job_id)

    async def replay(self, job_id: str) -> str:
        """Send a job's payload once more."""
        return (await self._ask("POST", f"jobs/{_encoded(job_id)}/replay", ResultBody, job_id=job_id)).id or ""

    async def check_health(self) -> Health:
        """Ask `cgk dev` how it is."""
        try:
            health = await self._ask("GET", "health", HealthBody)
        except ProviderError as error:
            return Health(self.name, healthy=False, detail=str(error))
        return Health(self.name, health.healthy, f"{health.detail} (cgk dev at {self._endpoint.url})")

    async def describe_app(self) -> AppBody:
        """Ask what has a handler there, and which tenants there are."""
        return await self._ask("GET", "app", AppBody)

    async def close(self) -> None:
        """Close the connections; the jobs stay with `cgk dev`."""
        await self._http.close()

    async def _ask(
        self,
        method: str,
        path: str,
        kind: type[BodyT],
        body: BaseModel | None = None,
        *,
        job_id: str = "",
        limit: float = _ANSWER_SECONDS,
    ) -> BodyT:
        url = f"{self._endpoint.url}/v1/{path}"
        data = body.model_dump_json(exclude_unset=True).encode() if body else None
        policy = RetryPolicy(attempts=1, deadline=limit)
        try:
            answer = await self._http.request(
                method, url, operation=path, headers=self._headers, body=data, policy=policy, expects_json=False
            )
        except RequestFailed as none:
            raise ProviderError(f"{none}; look at its terminal or start it again", component=COMPONENT) from None
        try:
            if answer.is_success:
                return kind.model_validate_json(answer.body)
            failure = FailureBody.model_validate_json(answer.body).error
        except ValidationError:
            raise ProviderError(
                f"{self._endpoint.url} answered {answer.status} with something else than `cgk dev` does",
                component=COMPONENT,
                status=answer.status,
            ) from None
        raise _error(answer.status, failure.message, job_id, body)


def _encoded(job_id: str) -> str:
    return quote(job_id, safe="")


class _Empty(BaseModel):
    """An answer that says nothing."""


def _outcome(result: ResultBody) -> str | JobsError:
    if result.id is not None:
        return result.id
    return ProviderError(result.error.message if result.error else "was refused", component=COMPONENT)


def _error(status: int, message: str, job_id: str, body: Any) -> JobsError:
    if status == 404 and job_id:
        return RunNotFoundError(job_id, component=COMPONENT)
    if status == 408 and isinstance(body, WaitBody):
        return WaitTimeoutError(job_id, body.timeout or 0.0, component=COMPONENT)
    if status == 409:
        return NotSupportedError(message, component=COMPONENT)
    return ProviderError(message, component=COMPONENT, status=status)
