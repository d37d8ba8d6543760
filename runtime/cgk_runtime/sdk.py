"""The engine of a generated package: its handlers, its client, and the untyped versions of its functions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import Unpack

from cgk_runtime._internal.event_loop import background_loop
from cgk_runtime.client.job import DeprecatedJob as DeprecatedJob  # noqa: PLC0414  re-exported for generated packages
from cgk_runtime.client.job import Job as Job  # noqa: PLC0414  re-exported for generated packages
from cgk_runtime.client.job import JobTable as JobTable  # noqa: PLC0414  re-exported for generated packages
from cgk_runtime.client.middleware import SendMiddlewareChain as SendMiddlewareChain  # noqa: PLC0414  re-exported for generated packages
from cgk_runtime.client.sender import JobSender as JobSender  # noqa: PLC0414  re-exported for generated packages
from cgk_runtime.execution.middleware import RunMiddlewareChain
from cgk_runtime.execution.resources import ResourceFactory, Resources
from cgk_runtime.tasks.registry import TaskRegistry
from cgk_runtime.tenant import TenantRule

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.execution.scheduler import Scheduler
    from cgk_runtime.schedules.definitions import ScheduleContext
    from cgk_runtime.schedules.fan_out import TenantSource
    from cgk_runtime.settings import Settings
    from cgk_runtime.tasks.decorators import ResultTaskDecorator as ResultTaskDecorator  # noqa: PLC0414  re-exported for generated packages
    from cgk_runtime.tasks.decorators import TaskDecorator as TaskDecorator  # noqa: PLC0414  re-exported for generated packages
    from cgk_runtime.tasks.options import TaskOptions
    from cgk_runtime.tasks.tenant_weights import TenantWeight
    from cgk_runtime.validation.upcasts import Upcast

ScheduleFunctionT = TypeVar("ScheduleFunctionT", bound="Callable[[], Any] | Callable[[ScheduleContext], Any]")
TenantSourceT = TypeVar("TenantSourceT", bound="TenantSource")
TenantWeightT = TypeVar("TenantWeightT", bound="TenantWeight")
ResourceFactoryT = TypeVar("ResourceFactoryT", bound=ResourceFactory)


class Sdk(JobSender):
    """Engine of one catalog.

    Creating one is cheap: the client and its provider are created by the first send.

    Args:
        catalog: The catalog of the generated package.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.registry = TaskRegistry()
        self.with_tenant = TenantRule(catalog.tenant_pattern)
        self.send_middleware = SendMiddlewareChain()
        self._run_middleware = RunMiddlewareChain()
        self.around_send = self.send_middleware.add
        self.around_run = self._run_middleware.add
        self._resources = Resources()
        self._lock = threading.Lock()
        self._client: JobClient | None = None
        self._runner: TaskRunner | None = None

    @property
    def runner(self) -> TaskRunner:
        """The runner of this process's handlers."""
        if self._runner is None:
            from cgk_runtime.execution.runner import TaskRunner

            self._runner = TaskRunner(
                self.catalog, self.registry, self.with_tenant, self._run_middleware, self._resources, self
            )
        return self._runner

    @property
    def client(self) -> JobClient:
        """The default client, created from the environment on first use.

        Raises:
            NotConfiguredError: The environment names no provider.
            ConfigurationError: The environment names an unknown provider, or a setting is invalid.
        """
        with self._lock:
            if self._client is None:
                self._client = self.create_job_client()
                background_loop.on_exit(self.reset_job_client)
            return self._client

    def scheduler(self, *, drain_seconds: float | None = None) -> Scheduler:
        """Return a scheduler that fires this catalog's schedules in this process while it is entered.

        Args:
            drain_seconds: How long leaving the context lets running handlers finish; by default without a limit.

        Example:
            async with sdk.scheduler():
                await asyncio.Event().wait()
        """
        from cgk_runtime.execution.scheduler import Scheduler

        return Scheduler(self.runner, self, drain_seconds=drain_seconds)

    def create_job_client(
        self, provider: str | JobProvider | None = None, *, settings: Settings | None = None
    ) -> JobClient:
        """Create a client. As a context manager, async or sync, it closes its provider.

        Args:
            provider: A provider or a provider's name; by default the settings decide.
            settings: Settings to use instead of the environment and `.env.local`.

        Raises:
            NotConfiguredError: No provider is configured.
            ConfigurationError: The provider is unknown, or a setting is invalid.
        """
        from cgk_runtime.client.client import JobClient

        return JobClient(self.catalog, self.find_provider(provider, settings), self.send_middleware)

    def find_provider(self, provider: str | JobProvider | None = None, settings: Settings | None = None) -> JobProvider:
        """Return a provider by its name or by the settings; a provider object is returned as it is.

        Raises:
            NotConfiguredError: No provider is configured.
            ConfigurationError: The provider is unknown, a setting is invalid, or a test must not send.
        """
        if provider is not None and not isinstance(provider, str):
            return provider
        from cgk_runtime._internal.environment_guard import check_environment
        from cgk_runtime.execution.provider_registry import create_provider
        from cgk_runtime.settings import Settings

        if settings is None:
            check_environment()
            settings = Settings.read()
        return create_provider(settings.provider_name() if provider is None else provider, settings, self.runner)

    def set_job_client(self, client: JobClient | None) -> JobClient | None:
        """Replace the default client.

        Args:
            client: The new client, or None to create one from the environment on the next use.

        Returns:
            The previous client, which is not closed.
        """
        with self._lock:
            previous, self._client = self._client, client
            return previous

    async def reset_job_client(self) -> None:
        """Close the default client; the next send creates a new one from the environment."""
        client = self.set_job_client(None)
        if client is not None:
            await client.close()

    def task(self, event: str, **options: Unpack[TaskOptions]) -> TaskDecorator[Any, Any]:
        """Declare a function as the handler of an event.

        Raises:
            UnknownEventError: The catalog has no such event.
        """
        from cgk_runtime.tasks.decorators import TaskDecorator

        return TaskDecorator(self.registry, self, self.catalog.event(event), options)

    def schedule(
        self, name_or_cron: str, *, name: str | None = None, timezone: str | None = None
    ) -> Callable[[ScheduleFunctionT], ScheduleFunctionT]:
        """Declare a function as the handler of a schedule: `@schedule("ab.testScheduler")`, `@schedule("0 2 * * *")`.

        The function, async or plain, may accept a `ScheduleContext`. It runs outside any tenant.

        Args:
            name_or_cron: A schedule of the catalog, or a cron expression.
            name: The name of your own cron expression; by default the function's name.
            timezone: The timezone of your own cron expression, an IANA name; UTC by default.

        Raises:
            UnknownScheduleError: The catalog has no such schedule.
            ConfigurationError: The cron expression or the timezone is invalid.
            HandlerDefinitionError: The function has the wrong parameters, or the schedule already has a handler.
        """
        from cgk_runtime.schedules.definitions import define_schedule

        def declare(function: ScheduleFunctionT) -> ScheduleFunctionT:
            handler = define_schedule(self.catalog, name_or_cron, function, name=name, timezone=timezone)
            self.registry.add_schedule(handler)
            return function

        return declare

    def tenant_source(self, function: TenantSourceT) -> TenantSourceT:
        """Declare the function that lists all tenant ids, for schedules that send an event to every tenant."""
        self.registry.tenant_source = function
        return function

    def tenant_weight(self, function: TenantWeightT) -> TenantWeightT:
        """Declare the function that returns a tenant's weight; weight 2 gives twice as many turns as weight 1.

        It is called before every start of a job, so it must return at once.

        Example:
            @tenant_weight
            def weight(tenant_id: str) -> float:
                return 5 if tenant_id in LARGE_SHOPS else 1
        """
        self.registry.tenant_weight = function
        return function

    def upcast(self, event: str) -> Callable[[Upcast], Upcast]:
        """Declare a function that converts an event's payloads made by other versions of the catalog.

        The function receives the fields by wire name and the version of the catalog that made them (None if unknown),
        and returns the fields as this catalog defines them. It runs before the validation of a handler's payload and
        must not change tenantId. It does not run for events that `step.wait_for_event` receives.

        Raises:
            UnknownEventError: The catalog has no such event.

        Example:
            @upcast("order.created")
            def read_older(fields, version):
                return {**fields, "currency": fields.get("currency", "USD")}
        """
        name = self.catalog.event(event).name

        def declare(function: Upcast) -> Upcast:
            self.registry.upcasts[name] = function
            return function

        return declare

    def resource(self, name: str) -> Callable[[ResourceFactoryT], ResourceFactoryT]:
        """Declare a resource: opened once per worker, passed to handlers as `context.resources[name]`.

        The function returns a context manager, async or plain; it is closed when the worker drains.
        """

        def declare(factory: ResourceFactoryT) -> ResourceFactoryT:
            self._resources.declare(name, factory)
            return factory

        return declare

    def reset_job_client_sync(self) -> None:
        """Close the default client, from code without an event loop."""
        background_loop.run("reset_job_client", self.reset_job_client())
