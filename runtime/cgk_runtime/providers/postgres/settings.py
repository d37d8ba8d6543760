"""Settings of the PostgreSQL provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ConfigurationError, NotConfiguredError

if TYPE_CHECKING:
    from cgk_runtime.settings import Settings

COMPONENT: Final = "PostgresProvider"
SCHEMA: Final = "cgk_jobs"
"""The schema of the queue's tables and functions."""
URL_VARIABLE: Final = "JOBS_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class PostgresSettings:
    """Settings of the provider.

    Attributes:
        address: Connection string of the database with the queue, such as "postgresql://worker@db/shop".
        connections: Maximum number of connections of each event loop that sends jobs.
    """

    address: str
    connections: int = 10

    @classmethod
    def read(cls, settings: Settings) -> PostgresSettings:
        """Read JOBS_DATABASE_URL.

        Raises:
            NotConfiguredError: It is not set.
            ConfigurationError: It is not the address of a PostgreSQL database.
        """
        address = settings.get(URL_VARIABLE)
        if address is None:
            raise NotConfiguredError(URL_VARIABLE)
        check_address(address)
        return cls(address)


def check_address(address: str) -> None:
    """Raise an error if a connection string is not one of PostgreSQL; the error does not repeat it.

    Raises:
        ConfigurationError: It is something else.
    """
    if not address.startswith(("postgresql://", "postgres://")) and "=" not in address.partition(" ")[0]:
        raise ConfigurationError(
            f"{URL_VARIABLE} is not the address of a PostgreSQL database; use one such as "
            "postgresql://user:password@host/database",
            component=COMPONENT,
        )
