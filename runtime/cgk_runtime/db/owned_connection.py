"""Base class of guarded connections, with the owner of a connection's transaction and session."""

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
        checks_owner: False while a pool or an engine itself uses the connection, outside any tenant's context.
    """

    checks_owner = True

    _owner: Owner = SpecialOwner.UNKNOWN
    """Owner of the open transaction, COPY or stream; meaningless if nothing is open."""
    _session_owner: Owner | None = None
    """Owner of the session's state, such as temporary tables, in autocommit too; None before any owner's statement."""

    @contextmanager
    def without_owner_checks(self) -> Generator[None]:
        """Let a pool or an engine itself use the connection within the block."""
        checked, self.checks_owner = self.checks_owner, False
        try:
            yield
        finally:
            self.checks_owner = checked

    def require_owner(self) -> Owner:
        """Return the current owner after checking that it may use the connection now.

        Raises:
            StatementOutsideTenantError: No tenant was entered.
            TenantChangedError: The connection is in another owner's transaction.
            psycopg.OperationalError: The connection is closed.
        """
        if not self.checks_owner:
            return SpecialOwner.UNKNOWN
        owner = current_owner()
        if self.pgconn.transaction_status != IDLE and self._owner != owner:
            self._check_connection_ok()  # a closed connection has no transaction
            raise TenantChangedError(describe_owner(self._owner), describe_owner(owner))
        return owner

    def check_channels(self) -> None:
        """Refuse notifications that arrive for the session's previous owner, or without a tenant.

        Raises:
            StatementOutsideTenantError: No tenant was entered.
            TenantChangedError: Another owner's statements used the session last.
            psycopg.OperationalError: The connection is closed.
        """
        if not self.checks_owner:
            return
        owner = self.require_owner()
        if self._session_owner not in (None, owner):
            self._check_connection_ok()
            raise TenantChangedError(describe_owner(self._session_owner), describe_owner(owner), resource="channels")

    def _check_copy_or_stream(self) -> None:
        """Refuse to continue a COPY or a stream of another tenant, and close the connection.

        Otherwise, code that catches the error could read rows of the first tenant that have already arrived.
        """
        if self._owner is not SpecialOwner.UNKNOWN and self.checks_owner:
            try:
                self.require_owner()
            except TenantError:
                self.pgconn.finish()
                raise
