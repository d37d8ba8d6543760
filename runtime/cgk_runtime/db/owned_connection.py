"""Base class of guarded connections: it knows the owner of a connection's transaction and session."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from psycopg import BaseConnection, pq
from psycopg.rows import Row

from cgk_runtime.db.errors import TenantChangedError
from cgk_runtime.db.owner import Owner, SpecialOwner, current_owner, describe_owner
from cgk_runtime.errors import TenantError

IDLE: Final = pq.TransactionStatus.IDLE
ACTIVE: Final = pq.TransactionStatus.ACTIVE


class OwnedConnection(BaseConnection[Row]):
    """Connection that compares the owner of its transaction with the current one.

    Attributes:
        is_guarded: False while a pool or an engine uses the connection for itself.
    """

    is_guarded = True

    _owner: Owner | None = None
    """Owner of the current transaction, or None if there is none or if the owner is uncertain."""
    _session_owner: Owner | None = None
    """Owner of what the session keeps between transactions; None for a new session, which keeps nothing."""

    @contextmanager
    def unguarded(self) -> Generator[None]:
        """Let a pool or an engine use the connection for itself."""
        self.is_guarded = False
        try:
            yield
        finally:
            self.is_guarded = True

    def require_owner(self) -> Owner:
        """Return the current owner after checking that it may use the connection now.

        Raises:
            StatementOutsideTenantError: No tenant was entered.
            TenantChangedError: The connection is in another owner's transaction.
        """
        if not self.is_guarded:
            return SpecialOwner.UNKNOWN
        owner = current_owner()
        if self.pgconn.transaction_status != IDLE and self._owner != owner:
            raise TenantChangedError(describe_owner(self._owner), describe_owner(owner))
        return owner

    def check_channels(self) -> None:
        """Refuse notifications that arrive for the session's previous owner, or without a tenant.

        Raises:
            StatementOutsideTenantError: No tenant was entered.
            TenantChangedError: Another owner's statements used the session last.
        """
        if not self.is_guarded:
            return
        owner = self.require_owner()
        if self._session_owner not in (None, owner):
            raise TenantChangedError(describe_owner(self._session_owner), describe_owner(owner), holder="channels")

    def _check_transfer(self) -> None:
        """Refuse to continue a COPY or a stream of another tenant, and close the connection.

        Rows of the first tenant may already have arrived; code that catches the error could read them otherwise.
        """
        if self._owner is not None and self.is_guarded:
            try:
                self.require_owner()
            except TenantError:
                self.pgconn.finish()
                raise
