"""`platform_scope("why")`: the one way to use the database without a tenant, said aloud and written down."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cgk_runtime.tenant import Platform, current_tenant_or_none, enter_scope, leave_scope

audit_log: Final = logging.getLogger("cgk_runtime.db.audit")
"""Has a WARNING for each `platform_scope` that is entered; its records carry `reason`, `tenant_id` and `place`."""


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """One entry into a `platform_scope`, as the audit is told.

    Attributes:
        reason: Why.
        tenant_id: The tenant whose context was left for it, or None.
        place: File and line of the code that entered.
    """

    reason: str
    tenant_id: str | None
    place: str


_auditors: list[Callable[[PlatformEntry], None]] = []


def on_platform_scope(auditor: Callable[[PlatformEntry], None]) -> Callable[[PlatformEntry], None]:
    """Have a function told of every entry, before the scope is entered; what it raises keeps the scope shut.

    Example:
        @on_platform_scope
        def record(entry: PlatformEntry) -> None:
            audit_trail.write(entry.reason, entry.place)
    """
    _auditors.append(auditor)
    return auditor


class platform_scope:  # noqa: N801  used as a function, like contextlib's
    """Enters the platform's own context: no tenant, the shared schemas only, an empty tenant setting.

    It is a context manager, sync and async. Inside, `current_tenant()` raises, tables under row-level security give no
    rows, and `with_tenant` enters a tenant again. A transaction begun outside may not be used inside, and the other way
    round. PostgreSQL sees the reason as the setting `app.platform_scope`.

    Args:
        reason: Why it is needed; a text that is not blank, for whoever reads the audit.

    Raises:
        ValueError: The reason is blank.

    Example:
        with platform_scope("nightly invoice of all shops"):
            connection.execute("SELECT id FROM shops")
    """

    __slots__ = ("_place", "_platform")

    def __init__(self, reason: str) -> None:
        if not reason.strip():
            raise ValueError("platform_scope wants a reason, such as platform_scope('nightly invoice of all shops')")
        # inspect.stack would read source files; this only names the line.
        caller = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self._platform = Platform(reason)
        self._place = f"{caller.f_code.co_filename}:{caller.f_lineno}"

    def __enter__(self) -> None:
        """Tell the audit, and enter."""
        entry = PlatformEntry(self._platform.reason, current_tenant_or_none(), self._place)
        audit_log.warning(
            "platform scope: %s (%s)",
            entry.reason,
            entry.place,
            extra={"reason": entry.reason, "tenant_id": entry.tenant_id, "place": entry.place},
        )
        for auditor in _auditors:
            auditor(entry)
        enter_scope(self._platform)

    def __exit__(self, *_exception: object) -> None:
        """Return to the context that was there before."""
        leave_scope()

    async def __aenter__(self) -> None:
        """Tell the audit, and enter."""
        self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """Return to the context that was there before."""
        self.__exit__()
