"""The runner: validates a payload, enters its tenant, calls the handler and serializes the result.

All providers that run handlers use `TaskRunner`, and therefore behave alike.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime._internal import metrics, telemetry
from cgk_runtime._internal.calls import call_maybe_async
from cgk_runtime._internal.plurals import join_first
from cgk_runtime.client.provider import CATALOG_VERSION
from cgk_runtime.errors import FieldProblem, InvalidPayloadError, InvalidTenantError
from cgk_runtime.execution.isolation import run_isolated
from cgk_runtime.execution.measuring import measured_attempt, tenant_in_document
from cgk_runtime.execution.retries import AttemptTimeoutError
from cgk_runtime.tasks.results import result_document
from cgk_runtime.tenant import enter_tenant
from cgk_runtime.validation.payloads import parse_received_payload
from cgk_runtime.validation.upcasts import upcast_document

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition
    from cgk_runtime.client.provider import RunError
    from cgk_runtime.client.sender import JobSender
    from cgk_runtime.execution.attempt import Attempt
    from cgk_runtime.execution.middleware import RunMiddlewareChain
    from cgk_runtime.execution.resources import Resources
    from cgk_runtime.payload import PayloadModel
    from cgk_runtime.tasks.context import TaskContext
    from cgk_runtime.tasks.definition import TaskDefinition
    from cgk_runtime.tasks.registry import TaskRegistry
    from cgk_runtime.tenant import TenantRule

_logger: Final = logging.getLogger("cgk_runtime")
_MAX_LISTED: Final = 100
"""Largest number of field names in a log message."""


class TaskRunner:
    """Runner of the handlers of one catalog.

    Args:
        catalog: The catalog, which validates payloads.
        registry: The handlers.
        tenant_rule: The rule for tenant ids.
        middleware: The application's middleware around runs.
        resources: The application's resources.
        sender: Client that sends the jobs of steps.

    Attributes:
        catalog: The catalog.
        registry: The handlers.
        tenant_rule: The rule for tenant ids.
        resources: The application's resources.
    """

    def __init__(
        self,
        catalog: Catalog,
        registry: TaskRegistry,
        tenant_rule: TenantRule,
        middleware: RunMiddlewareChain,
        resources: Resources,
        sender: JobSender,
    ) -> None:
        self.catalog = catalog
        self.registry = registry
        self._sender = sender
        self.tenant_rule = tenant_rule
        self.resources = resources
        self._middleware = middleware
        self._warned_events: set[str] = set()

    async def run(self, task: TaskDefinition, document: bytes, attempt: Attempt) -> bytes:
        """Run a handler once, in a new context for the payload's tenant.

        Args:
            task: The handler.
            document: The received payload, JSON.
            attempt: The attempt.

        Returns:
            The handler's result as JSON.

        Raises:
            InvalidPayloadError: The payload is invalid, or for another tenant than the job; a retry is pointless.
            ResultError: The result is not JSON; a retry is pointless.
            AttemptTimeoutError: The attempt exceeded the task's timeout.
            HandlerEndedError: The handler canceled itself, or raised SystemExit.
            Exception: An exception of the handler.
        """
        return await run_isolated(self.run_in_current_context(task, document, attempt))

    def run_in_current_context(
        self, task: TaskDefinition, document: bytes, attempt: Attempt
    ) -> Coroutine[Any, Any, bytes]:
        """Run a handler as `run` does, but in the current context, which must be new and not shared."""
        call = self._run(task, document, attempt)
        return measured_attempt(task, document, attempt, call) if metrics.is_active() else call

    async def _run(self, task: TaskDefinition, document: bytes, attempt: Attempt) -> bytes:
        if self.registry.upcasts:
            document = await self._upcast(task.event, document, attempt.headers)
        payload, tenant_id, unknown = parse_received_payload(self.catalog, task.event.name, document)
        if unknown and task.event.name not in self._warned_events:
            self._warned_events.add(task.event.name)
            _logger.warning(
                'Event "%s": ignored fields of a newer producer that this catalog does not define: %s',
                task.event.name,
                join_first(unknown, _MAX_LISTED),
            )
        if attempt.tenant_id not in (None, tenant_id):
            problem = FieldProblem(task.event.tenant_field, f'is not "{attempt.tenant_id}", the tenant of the job')
            raise InvalidPayloadError(task.event.name, (problem,))
        enter_tenant(self.tenant_rule.check(tenant_id))
        await self.resources.open()
        if task.timeout is None:
            return result_document(task, await self._call(task, payload, tenant_id, attempt))
        deadline = asyncio.timeout(task.timeout)
        try:
            async with deadline:
                return result_document(task, await self._call(task, payload, tenant_id, attempt))
        except TimeoutError:
            if not deadline.expired():
                raise
            raise AttemptTimeoutError(f'"{task.name}" exceeded its timeout of {task.timeout:g} s') from None

    async def call_on_failure(
        self,
        task: TaskDefinition,
        document: bytes,
        run_id: str,
        error: RunError,
        *,
        headers: Mapping[str, str] | None,
        job_tenant: str | None = None,
    ) -> None:
        """Call the `on_failure` callback of a task for a failed run, in its tenant's context.

        The current context must be new and not shared. If the payload is for another tenant than the job, the callback
        gets neither payload nor tenant.

        Raises:
            Exception: An exception of the callback.
        """
        callback = task.constraints.on_failure
        if callback is None:
            return
        from cgk_runtime.tasks.failures import RunFailure

        payload, tenant_id = await self._payload_and_tenant(task, document, headers)
        if job_tenant not in (None, tenant_id):
            payload = tenant_id = None
        if tenant_id is not None:
            enter_tenant(tenant_id)
        failure = RunFailure(run_id, task.event.name, task.name, tenant_id, error, payload)
        await call_maybe_async(callback, failure)

    async def _upcast(self, event: EventDefinition, document: bytes, headers: Mapping[str, str] | None) -> bytes:
        """Apply the application's upcast to a payload of another catalog version."""
        upcast = self.registry.upcasts.get(event.name)
        sender_version = (headers or {}).get(CATALOG_VERSION)
        if upcast is None or sender_version == self.catalog.version:
            return document
        return await upcast_document(event, upcast, document, sender_version)

    async def _payload_and_tenant(
        self, task: TaskDefinition, document: bytes, headers: Mapping[str, str] | None
    ) -> tuple[PayloadModel | None, str | None]:
        """Return the payload and the tenant of a received payload, each None if it is invalid."""
        payload: PayloadModel | None = None
        tenant_id: str | None
        try:
            if self.registry.upcasts:
                document = await self._upcast(task.event, document, headers)
            payload, tenant_id, _ = parse_received_payload(self.catalog, task.event.name, document)
        except Exception:  # noqa: BLE001  an upcast may raise anything; its error has failed the run
            tenant_id = tenant_in_document(task.event, document)
        try:
            return payload, self.tenant_rule.check(tenant_id)
        except InvalidTenantError:
            return payload, None

    async def _call(self, task: TaskDefinition, payload: PayloadModel, tenant_id: str, attempt: Attempt) -> object:
        is_traced = telemetry.is_active()
        if not (self._middleware.functions or is_traced or task.needs_context):
            return await call_maybe_async(task.function, payload)
        context = self._context(task, tenant_id, attempt)
        arguments = (payload, context) if task.needs_context else (payload,)

        async def call() -> Any:  # the handler's result
            return await call_maybe_async(task.function, *arguments)

        if not is_traced:
            return await self._middleware.run(payload, context, call)
        with telemetry.run_span(task.event.name, task.name, attempt.run_id, attempt.number, tenant_id, attempt.headers):
            return await self._middleware.run(payload, context, call)

    def _context(self, task: TaskDefinition, tenant_id: str, attempt: Attempt) -> TaskContext:
        from cgk_runtime.tasks.context import TaskContext
        from cgk_runtime.tasks.steps.steps import Steps

        driver = attempt.step_driver
        return TaskContext(
            event=task.event.name,
            task=task.name,
            tenant_id=tenant_id,
            run_id=attempt.run_id,
            attempt=attempt.number,
            max_attempts=attempt.max_attempts,
            queued_at=None if attempt.queued_at is None else datetime.fromtimestamp(attempt.queued_at, UTC),
            started_at=datetime.now(UTC),
            tags=attempt.tags,
            metadata=attempt.metadata,
            resources=self.resources.opened,
            steps=Steps(driver, self.catalog, self._sender, attempt.run_id) if driver else None,
        )
