"""Provider that sends jobs to Trigger.dev."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cgk_runtime.client.administration import Erasure, RunFilter
from cgk_runtime.client.batch import send_one_by_one
from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.options import ALL_OPTIONS, scoped_key
from cgk_runtime.client.provider import Health, JobMessage, Run
from cgk_runtime.errors import JobsError, NotSupportedError, PermissionDeniedError, WaitTimeoutError
from cgk_runtime.providers.erasure import cancel_unfinished
from cgk_runtime.providers.polling import poll
from cgk_runtime.providers.trigger_dev.administration import describe_run, list_runs
from cgk_runtime.providers.trigger_dev.api import COMPONENT, TriggerDevOptions
from cgk_runtime.providers.trigger_dev.batch_item_ids import BatchItemId, item_ids
from cgk_runtime.providers.trigger_dev.batch_runs import BatchRunResolver
from cgk_runtime.providers.trigger_dev.batch_sending import send_batches
from cgk_runtime.providers.trigger_dev.batches import BatchItem
from cgk_runtime.providers.trigger_dev.client import TriggerDevClient
from cgk_runtime.providers.trigger_dev.health import PROVIDER_NAME, check_health
from cgk_runtime.providers.trigger_dev.job_options import keyed_options, wire_options
from cgk_runtime.providers.trigger_dev.packets import Packet
from cgk_runtime.providers.trigger_dev.run_model import TriggerDevRun

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings


class TriggerDevProvider:
    """Provider that sends each job as a run of its event's task: `order.created` is the task `order-created`.

    Args:
        settings: Server, key and environment.
        catalog: Catalog that maps tasks to events.
        options: Timeouts, retries and polling.
        client: Client for Trigger.dev's API; created from `settings` and `options` by default.

    Attributes:
        client: Client for the rest of Trigger.dev's API: lists of runs, schedules per tenant, tags, metadata.
    """

    name: str = PROVIDER_NAME
    supported_options: frozenset[str] = ALL_OPTIONS
    max_payload_bytes: int = TRIGGER_DEV.payload_bytes
    """Trigger.dev's limit. Payloads of 128 KiB and more are uploaded to its store first."""

    def __init__(
        self,
        settings: TriggerDevSettings,
        catalog: Catalog | None = None,
        options: TriggerDevOptions | None = None,
        *,
        client: TriggerDevClient | None = None,
    ) -> None:
        self.client = client or TriggerDevClient(settings, options)
        self._options = self.client.api.options
        self._events = {event.task_id: event for event in catalog.events.values()} if catalog else {}
        self._batch_runs = BatchRunResolver(self.client, self._events)

    async def send(self, message: JobMessage) -> str:
        """Send one job and return its run id.

        Raises:
            InvalidOptionError: Trigger.dev would reject, drop or misread an option.
            ApiError: Trigger.dev rejected the job or could not be reached; its class depends on the status.
            ClosedError: The provider is closed.
        """
        options = wire_options(message)
        packet = Packet.from_json(message.payload)
        return (await self.client.tasks.trigger_packet(message.event.task_id, packet, options)).id

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Send jobs in batches of at most 1000, after uploading large payloads.

        The API creates the runs later, so the returned ids name batch, position and key. Every function that accepts a
        job id resolves them, also in another process.
        """
        if len(messages) <= 1:
            return await send_one_by_one(messages, self.send)
        return await send_batches(await self._batch_items(messages), self._send_batch, self._options.policy)

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Return the run of a job.

        Raises:
            RunNotFoundError: This environment has no run with the id.
        """
        return [await self._run(job_id)]

    async def read_payload(self, job_id: str) -> bytes | None:
        """Return the payload of a job, or None for an item of a batch that has no run, such as a new one."""
        run = await self._find_run(job_id)
        return None if isinstance(run, Run) else await self.client.runs.payload(run)

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
        """Poll a job's run, with growing intervals, until it has ended.

        Inside a run on Trigger.dev, `trigger_and_wait` without a timeout suspends the run instead of polling.

        Raises:
            WaitTimeoutError: The timeout has passed; the run continues.
            RunNotFoundError: This environment has no run with the id.
        """
        options = self._options
        try:
            return await poll(
                lambda: self._run(job_id),
                lambda run: run.is_final,
                first=options.poll_first,
                longest=options.poll_longest,
                timeout=timeout,
            )
        except TimeoutError:
            pass
        raise WaitTimeoutError(job_id, timeout or 0.0, component=COMPONENT)

    async def cancel(self, job_id: str) -> None:
        """Cancel a job's run unless it has ended."""
        await self.client.runs.cancel(await self._run_id(job_id))

    async def replay(self, job_id: str) -> str:
        """Run a job's payload again and return the new run id."""
        return await self.client.runs.replay(await self._run_id(job_id))

    def list_runs(self, conditions: RunFilter) -> AsyncIterator[Run]:
        """Iterate over the matching runs, newest first, as far back as Trigger.dev keeps them.

        A tenant's runs are found by their tag, which a run with ten tags of its own does not have.

        Raises:
            NotSupportedError: The tenant's id does not fit in a tag, or contains a comma, which separates tags.
        """
        return list_runs(self.client, self._events, conditions)

    async def erase_tenant(self, tenant_id: str) -> Erasure:
        """Cancel a tenant's unfinished runs; Trigger.dev's API deletes nothing."""
        untagged = "runs with ten tags of their own, which carry no tenant tag and are not found"
        schedules = "schedules of `client.schedules.upsert` for this tenant, which continue until you delete them"
        runs = self.list_runs(RunFilter(tenant_id=tenant_id))
        try:
            return await cancel_unfinished(runs, self.client.runs.cancel, "Trigger.dev", untagged, schedules)
        except NotSupportedError as error:
            return Erasure(remaining=(f"all runs: {error.detail}", schedules))

    async def reset_idempotency_key(self, event: str, tenant_id: str, key: str) -> None:
        """Reset an idempotency key: the next send with it creates a run.

        Args:
            event: Name of the event, or a former one.
            tenant_id: Tenant of the send.
            key: Key as passed to the send.

        Raises:
            NotFoundError: No run has the key.
        """
        definition = next((definition for definition in self._events.values() if event in definition.all_names), None)
        name, task_id = (definition.name, definition.task_id) if definition else (event, event.replace(".", "-"))
        await self.client.tasks.reset_idempotency_key(task_id, scoped_key(tenant_id, name, key))

    async def check_health(self) -> Health:
        """Check that the server accepts the key."""
        return await check_health(self.client.api)

    async def close(self) -> None:
        """Close all connections. Jobs continue to run."""
        await self.client.close()

    async def _send_batch(self, items: Sequence[BatchItem]) -> list[str | JobsError]:
        batch_id = await self.client.batches.create(items)
        try:
            await self.client.batches.add_items(batch_id, items)
        except JobsError as error:
            return [error for _ in items]
        return item_ids(batch_id, items)

    async def _batch_items(self, messages: Sequence[JobMessage]) -> list[BatchItem | JobsError]:
        """Return the batch items of jobs, after uploading the large payloads of those with valid options."""
        all_options = [_options_or_error(message) for message in messages]
        packets = [
            Packet.from_json(message.payload)
            for message, options in zip(messages, all_options, strict=True)
            if not isinstance(options, JobsError)
        ]
        offloaded = iter(await self.client.packets.offload_all(packets, "payloads of a batch"))
        return [
            options if isinstance(options, JobsError) else self._batch_item(message, options, next(offloaded))
            for message, options in zip(messages, all_options, strict=True)
        ]

    def _batch_item(
        self, message: JobMessage, options: Mapping[str, Any], packet: Packet | JobsError
    ) -> BatchItem | JobsError:
        if isinstance(packet, JobsError):
            return packet
        return BatchItem(message.event.task_id, self.client.tasks.body(packet, options))

    async def _find_run(self, job_id: str) -> TriggerDevRun | Run:
        """Return the run of a job. For a batch item that failed or has no run yet, return a `Run` that describes it."""
        item = BatchItemId.parse(job_id)
        return await (self._batch_runs.resolve(item) if item else self.client.runs.retrieve(job_id))

    async def _run(self, job_id: str) -> Run:
        run = await self._find_run(job_id)
        return run if isinstance(run, Run) else await self._describe(run)

    async def _run_id(self, job_id: str) -> str:
        if BatchItemId.parse(job_id) is None:
            return job_id
        run = await self._find_run(job_id)
        if isinstance(run, TriggerDevRun):
            return run.id
        reason = run.error.message if run.error else "its batch is still being processed, try again"
        raise JobsError(f'Job "{job_id}" has no run: {reason}', component=COMPONENT)

    async def _describe(self, run: TriggerDevRun) -> Run:
        result = describe_run(run, self._events)
        return replace(result, output=await self._output(run)) if run.status == "completed" else result

    async def _output(self, run: TriggerDevRun) -> bytes | None:
        try:
            return await self.client.runs.output(run)
        except PermissionDeniedError:
            pass
        # The signed address of a large output has expired; retrieving the run returns a new address.
        return await self.client.runs.output(await self.client.runs.retrieve(run.id))


def _options_or_error(message: JobMessage) -> dict[str, Any] | JobsError:
    try:
        return keyed_options(message)
    except JobsError as error:
        return error
