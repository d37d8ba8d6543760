"""`platform_scope`: explicit, audited use of the database without a tenant."""

from __future__ import annotations

import logging
import sys
from typing import Final, cast

from cgk_runtime.errors import ConfigurationError
from cgk_runtime.tenant import Platform, current_tenant_or_none, enter_scope, leave_scope

audit_log: Final = logging.getLogger("cgk_runtime.db.audit")
"""Logs a WARNING for each entered `platform_scope`; its records carry `reason`, `tenant_id` and `source_location`."""


class platform_scope:  # noqa: N801  used as a function, like contextlib's
    """Context manager, sync and async, for work of the platform itself.

    Inside, the tenant setting is empty and only the shared schemas are searched. `current_tenant()` raises, tables
    under row-level security return no rows, and `with_tenant` enters a tenant again. A transaction cannot be used both
    inside and outside. Statements in autocommit are allowed, with the settings and `search_path` of the role.

    Args:
        reason: The reason for the audit log; must not be blank.

    Raises:
        ValueError: The reason is blank or not a text.
        ConfigurationError: The logger `cgk_runtime.db.audit` is off, so the entry would not be audited.

    Example:
        with platform_scope("nightly invoice of all shops"):
            connection.execute("SELECT id FROM shops")
    """

    __slots__ = ("_platform", "_source_location")

    def __init__(self, reason: str) -> None:
        if not isinstance(cast("object", reason), str) or not reason.strip():
            raise ValueError("platform_scope requires a reason, such as platform_scope('nightly invoice of all shops')")
        # inspect.stack would read source files; the frame has the line number already.
        caller = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self._platform = Platform(reason)
        self._source_location = f"{caller.f_code.co_filename}:{caller.f_lineno}"

    def __enter__(self) -> None:
        """Log the entry, and enter."""
        # Enter once to see whether that is allowed, because a refused entry must not appear in the audit log.
        enter_scope(self._platform, self)
        leave_scope(self)
        if not audit_log.isEnabledFor(logging.WARNING):
            raise ConfigurationError(
                "The logger cgk_runtime.db.audit is off, so this platform_scope would not be audited; enable its "
                "warnings, for example with disable_existing_loggers=False in the configuration of logging",
                component="TenantDatabase",
            )
        reason, location = self._platform.reason, self._source_location
        extra = {"reason": reason, "tenant_id": current_tenant_or_none(), "source_location": location}
        audit_log.warning("platform scope: %s (%s)", reason, location, extra=extra)
        enter_scope(self._platform, self)

    def __exit__(self, *_exception: object) -> None:
        """Return to the previous context."""
        leave_scope(self)

    async def __aenter__(self) -> None:
        """Log the entry, and enter."""
        self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """Return to the previous context."""
        self.__exit__()
