"""The HTTP side of `cgk dev`: takes jobs from other processes of the project and tells them of their runs."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.errors import (
    JobsError,
    NotSupportedError,
    QueueFullError,
    RunNotFoundError,
    WaitTimeoutError,
)
from cgk_runtime.providers.local.dev.app import describe_app
from cgk_runtime.providers.local.dev.wire import (
    ErrorBody,
    FailureBody,
    HealthBody,
    JobBody,
    ResultBody,
    ResultsBody,
    RunsBody,
    SendBody,
    WaitBody,
    error_body,
    run_body,
)
from cgk_runtime.validation.payloads import parse_received_payload

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.sdk import Sdk

BodyT = TypeVar("BodyT", bound=BaseModel)

_STATUSES: tuple[tuple[type[JobsError], int], ...] = (
    (RunNotFoundError, 404),
    (WaitTimeoutError, 408),
    (NotSupportedError, 409),
    (QueueFullError, 429),
)


class DevServer:
    """The routes of `cgk dev`.

    Args:
        sdk: Whose catalog validates payloads that arrive, and whose handlers are told of.
        provider: What runs the jobs.
        token: What every request must carry.
    """

    def __init__(self, sdk: Sdk, provider: JobProvider, token: str) -> None:
        self._sdk = sdk
        self._catalog = sdk.catalog
        self._provider = provider
        self._authorization = f"Bearer {token}".encode()

    def application(self) -> web.Application:
        """Make the application that serves the routes."""
        application = web.Application(middlewares=[self._guard], client_max_size=16 * 1024 * 1024)
        application.add_routes(
            [
                web.post("/v1/jobs", self._send),
                web.get("/v1/jobs/{id}", self._runs),
                web.post("/v1/jobs/{id}/wait", self._wait),
                web.post("/v1/jobs/{id}/cancel", self._cancel),
                web.post("/v1/jobs/{id}/replay", self._replay),
                web.get("/v1/health", self._health),
                web.get("/v1/app", self._app),
            ]
        )
        return application

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._authorization):
            return _failure(401, ErrorBody(type="Unauthorized", message="the token is not that of this `cgk dev`"))
        try:
            return await handler(request)
        except JobsError as error:
            status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 422)
            return _failure(status, error_body(error))

    async def _send(self, request: web.Request) -> web.Response:
        body = await _read(request, SendBody)
        outcomes: list[str | JobsError] = []
        for job in body.jobs:
            try:
                outcomes.append(await self._provider.send(self._message(job)))
            except JobsError as error:
                outcomes.append(error)
        results = [
            ResultBody(id=outcome) if isinstance(outcome, str) else ResultBody(error=error_body(outcome))
            for outcome in outcomes
        ]
        return _answer(ResultsBody(results=results))

    def _message(self, job: JobBody) -> JobMessage:
        from pydantic_core import to_json

        document = to_json(job.payload)
        tenant_id = parse_received_payload(self._catalog, job.event, document)[1]
        options = job.options.resolved() if job.options else NO_OPTIONS
        return JobMessage(self._catalog.event(job.event), tenant_id, document, options, job.headers)

    async def _runs(self, request: web.Request) -> web.Response:
        runs = await self._provider.runs(request.match_info["id"])
        return _answer(RunsBody(runs=[run_body(run) for run in runs]))

    async def _wait(self, request: web.Request) -> web.Response:
        body = await _read(request, WaitBody)
        run = await self._provider.wait(request.match_info["id"], body.timeout)
        return _answer(RunsBody(runs=[run_body(run)]))

    async def _cancel(self, request: web.Request) -> web.Response:
        await self._provider.cancel(request.match_info["id"])
        return web.json_response({})

    async def _replay(self, request: web.Request) -> web.Response:
        return _answer(ResultBody(id=await self._provider.replay(request.match_info["id"])))

    async def _health(self, _request: web.Request) -> web.Response:
        health = await self._provider.check_health()
        return _answer(HealthBody(healthy=health.healthy, detail=health.detail))

    async def _app(self, _request: web.Request) -> web.Response:
        return _answer(await describe_app(self._sdk))


async def _read(request: web.Request, kind: type[BodyT]) -> BodyT:
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(step) for step in detail['loc']) or 'body'}: {detail['msg']}" for detail in error.errors()
        )
        raise JobsError(f"{request.path}: {problems}", component="cgk dev") from None


def _answer(body: BaseModel) -> web.Response:
    return web.Response(body=body.model_dump_json(exclude_none=True).encode(), content_type="application/json")


def _failure(status: int, error: ErrorBody) -> web.Response:
    body = FailureBody(error=error).model_dump_json().encode()
    return web.Response(status=status, body=body, content_type="application/json")
