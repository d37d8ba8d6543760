"""Settings of the PostgreSQL provider."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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
    """Settings of the provider; `repr` omits the address, which may contain a password.

    Attributes:
        address: Connection string of the database with the queue, such as "postgresql://worker@db/shop".
        keep_days: Number of days for which workers keep ended runs (JOBS_KEEP_DAYS).
    """

    address: str = field(repr=False)
    keep_days: float = 30.0

    @classmethod
    def read(cls, settings: Settings) -> PostgresSettings:
        """Read JOBS_DATABASE_URL and JOBS_KEEP_DAYS.

        Raises:
            NotConfiguredError: The address is missing.
            ConfigurationError: The address is not that of a PostgreSQL database, or the days are not a number.
        """
        address = settings.get(URL_VARIABLE)
        if address is None:
            raise NotConfiguredError(URL_VARIABLE)
        if not address.startswith(("postgresql://", "postgres://")) and "=" not in address.partition(" ")[0]:
            # The address may contain a password.
            raise ConfigurationError(
                f"{URL_VARIABLE} is not the address of a PostgreSQL database; use one such as "
                "postgresql://user:password@host/database",
                component=COMPONENT,
            )
        days = settings.get("JOBS_KEEP_DAYS")
        if days is None:
            return cls(address)
        if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]+)?", days, re.ASCII):
            raise ConfigurationError(f"JOBS_KEEP_DAYS must be a number of days, not {days!r}", component=COMPONENT)
        return cls(address, float(days))
