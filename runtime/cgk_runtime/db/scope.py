"""`platform_scope`: explicit, audited use of the database without a tenant."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from cgk_runtime.tenant import Platform, current_tenant_or_none, enter_scope, leave_scope

audit_log: Final = logging.getLogger("cgk_runtime.db.audit")
"""Logs a WARNING for each entered `platform_scope`; its records carry `reason`, `tenant_id` and `source_location`."""


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """Audit record of one entered `platform_scope`.

    Attributes:
        reason: The reason given by the code.
        tenant_id: The tenant whose context was left, or None.
        source_location: File and line of the code that entered.
    """

    reason: str
    tenant_id: str | None
    source_location: str


_callbacks: list[Callable[[PlatformEntry], None]] = []


def on_platform_scope(callback: Callable[[PlatformEntry], None]) -> Callable[[PlatformEntry], None]:
    """Call a function before each `platform_scope` is entered; an exception from it prevents the entry.

    Example:
        @on_platform_scope
        def record(entry: PlatformEntry) -> None:
            audit_trail.write(entry.reason, entry.source_location)
    """
    _callbacks.append(callback)
    return callback


class platform_scope:  # noqa: N801  used as a function, like contextlib's
    """Context manager, sync and async, for work of the platform itself.

    Inside, the tenant setting is empty and only the shared schemas are searched. `current_tenant()` raises, tables
    under row-level security return no rows, and `with_tenant` enters a tenant again. A transaction cannot be used both
    inside and outside. PostgreSQL sees the reason as the setting `app.platform_scope`.

    Args:
        reason: The reason for the audit log; must not be blank.

    Raises:
        ValueError: The reason is blank or not a text.

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
        """Call the callbacks, log the entry, and enter."""
        # An entry that the scope refuses must not appear in the audit, and the callbacks run outside the scope.
        enter_scope(self._platform, self)
        leave_scope(self)
        entry = PlatformEntry(self._platform.reason, current_tenant_or_none(), self._source_location)
        for callback in _callbacks:
            callback(entry)
        audit_log.warning(
            "platform scope: %s (%s)",
            entry.reason,
            entry.source_location,
            extra={"reason": entry.reason, "tenant_id": entry.tenant_id, "source_location": entry.source_location},
        )
        enter_scope(self._platform, self)

    def __exit__(self, *_exception: object) -> None:
        """Return to the previous context."""
        leave_scope(self)

    async def __aenter__(self) -> None:
        """Call the callbacks, log the entry, and enter."""
        self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """Return to the previous context."""
        self.__exit__()
