"""PostgreSQL: jobs wait in tables of your own database and run in your own workers, with the library Procrastinate.

Requires the extra `cgk-runtime[procrastinate]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.providers.postgres.sending import send_in
from cgk_runtime.providers.postgres.settings import PostgresSettings

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.postgres.provider import PostgresProvider
    from cgk_runtime.settings import Settings

__all__ = ["PostgresProvider", "PostgresSettings", "create_provider", "send_in"]


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Create the provider for `JOBS_PROVIDER=postgres`.

    Raises:
        NotConfiguredError: JOBS_DATABASE_URL is missing.
        ConfigurationError: JOBS_DATABASE_URL or JOBS_KEEP_DAYS is invalid, or psycopg is not installed.
    """
    from cgk_runtime._internal.optional_deps import require

    postgres_settings = PostgresSettings.read(settings)
    require("psycopg", "procrastinate", "sending jobs to PostgreSQL")
    from cgk_runtime.providers.postgres.provider import PostgresProvider

    return PostgresProvider(runner.catalog, postgres_settings)


def __getattr__(name: str) -> object:
    if name != "PostgresProvider":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cgk_runtime.providers.postgres.provider import PostgresProvider  # needs psycopg, which is optional

    return PostgresProvider
