"""HTTP server of `cgk dev`: accepts jobs of other processes and reports their runs."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from cgk_runtime.client.administration import RunFilter
from cgk_runtime.client.options import NO_OPTIONS, check_resolved
from cgk_runtime.client.provider import JobMessage, RunError
from cgk_runtime.errors import JobsError
from cgk_runtime.execution.retries import run_error
from cgk_runtime.providers.local.dev.wire import (
    FailureResponse,
    JobResult,
    PayloadResponse,
    RunsResponse,
    SendRequest,
    SendResponse,
    WaitRequest,
    WireJob,
    describe_app,
)
from cgk_runtime.providers.local.observer import job_origin
from cgk_runtime.validation.payloads import parse_received_payload

if TYPE_CHECKING:
    from cgk_runtime.providers.local.provider import LocalProvider
    from cgk_runtime.sdk import Sdk

RequestT = TypeVar("RequestT", bound=BaseModel)


class DevServer:
    """Routes of `cgk dev`.

    Args:
        sdk: The generated package, whose catalog validates received payloads.
        provider: The provider that runs the jobs.
        token: Bearer token that every request must carry.
    """

    def __init__(self, sdk: Sdk, provider: LocalProvider, token: str) -> None:
        self._sdk = sdk
        self._catalog = sdk.catalog
        self._provider = provider
        self._authorization = f"Bearer {token}".encode()

    def application(self) -> web.Application:
        """Build the web application; everything below /v1/ requires the token."""
        # Without a limit, because a batch may hold hundreds of jobs of the largest size.
        application = web.Application(client_max_size=0)
        api = web.Application(middlewares=[self._handle_errors])
        api.add_routes(
            [
                web.post("/jobs", self._send),
                web.get("/jobs/{id}", self._get_runs),
                web.get("/jobs/{id}/payload", self._get_payload),
                web.post("/jobs/{id}/wait", self._wait),
                web.post("/jobs/{id}/cancel", self._cancel),
                web.post("/jobs/{id}/replay", self._replay),
                web.get("/runs", self._list_runs),
                web.get("/health", self._check_health),
                web.get("/app", self._describe_app),
            ]
        )
        application.add_subapp("/v1/", api)
        return application

    @web.middleware
    async def _handle_errors(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Refuse requests without the token, and convert errors of routes to responses."""
        authorization = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(authorization, self._authorization):
            error = RunError("Unauthorized", "Wrong token for this `cgk dev`")
            return respond(FailureResponse(error=error), status=401)
        try:
            return await handler(request)
        except JobsError as error:
            return respond(FailureResponse(error=run_error(error)), status=422)

    async def _send(self, request: web.Request) -> web.Response:
        results: list[JobResult] = []
        job_origin.set(_sender_language(request.headers.get("User-Agent", "")))
        for job in (await _parse_body(request, SendRequest)).jobs:
            try:
                results.append(JobResult(id=await self._provider.send(self._to_message(job))))
            except JobsError as error:
                results.append(JobResult(error=run_error(error)))
        return respond(SendResponse(results=results))

    def _to_message(self, job: WireJob) -> JobMessage:
        document = to_json(job.payload)
        tenant_id = parse_received_payload(self._catalog, job.event, document)[1]
        options = check_resolved(job.options, job.event) if job.options else NO_OPTIONS
        return JobMessage(self._catalog.event(job.event), tenant_id, document, options, job.headers)

    async def _get_runs(self, request: web.Request) -> web.Response:
        return respond(RunsResponse(runs=list(await self._provider.runs(request.match_info["id"]))))

    async def _get_payload(self, request: web.Request) -> web.Response:
        return respond(PayloadResponse(payload=await self._provider.read_payload(request.match_info["id"])))

    async def _wait(self, request: web.Request) -> web.Response:
        body = await _parse_body(request, WaitRequest)
        return respond(RunsResponse(runs=[await self._provider.wait(request.match_info["id"], body.timeout)]))

    async def _cancel(self, request: web.Request) -> web.Response:
        await self._provider.cancel(request.match_info["id"])
        return web.json_response({})

    async def _replay(self, request: web.Request) -> web.Response:
        return respond(JobResult(id=await self._provider.replay(request.match_info["id"])))

    async def _list_runs(self, _request: web.Request) -> web.Response:
        return respond(RunsResponse(runs=[run async for run in self._provider.list_runs(RunFilter())]))

    async def _check_health(self, _request: web.Request) -> web.Response:
        return respond(await self._provider.check_health())

    async def _describe_app(self, _request: web.Request) -> web.Response:
        return respond(await describe_app(self._sdk))


def _sender_language(user_agent: str) -> str:
    """Return the language of a sender, if its user agent reveals it, or else the user agent."""
    if "aiohttp" in user_agent:
        return "Python"
    return "TypeScript" if user_agent.startswith(("node", "undici", "Deno", "Bun")) else user_agent[:60] or "unknown"


async def _parse_body(request: web.Request, model: type[RequestT]) -> RequestT:
    try:
        return model.model_validate_json(await request.read())
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(step) for step in detail['loc']) or 'body'}: {detail['msg']}" for detail in error.errors()
        )
        raise JobsError(f"{request.path}: {problems}", component="cgk dev") from None


def respond(body: object, status: int = 200) -> web.Response:
    """Build a JSON response."""
    return web.Response(body=to_json(body), status=status, content_type="application/json")
