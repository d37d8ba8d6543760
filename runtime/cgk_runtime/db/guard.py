"""Guard of psycopg 3 connections: it tracks the owner of each transaction and refuses statements of others.

The guard overrides two private methods of psycopg that run inside the connection's lock. Every kind of cursor calls
`_start_query` before it sends. Transaction blocks, savepoints and server-side cursors send through `_exec_command`. So
the guard covers execute, executemany, stream, COPY, pipelines and prepared statements, for every cursor class, also if
threads or tasks share a connection. A check in psycopg's public methods would be outside the lock: another thread could
begin a transaction for its own tenant between the check and the statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, LiteralString

from psycopg import BaseConnection, generators, pq, sql
from psycopg import errors as postgres_errors
from psycopg.rows import Row

from cgk_runtime.db.errors import AutocommitError, ControlStatementError, MissingSchemaError, TenantChangedError
from cgk_runtime.db.owner import PLATFORM, UNOWNED, current_owner, describe_owner
from cgk_runtime.db.prepared_statements import TenantPrepareManager
from cgk_runtime.db.session_settings import session_settings
from cgk_runtime.db.statement_check import find_control_statement
from cgk_runtime.errors import TenantError
from cgk_runtime.tenant import current_scope

if TYPE_CHECKING:
    from psycopg.abc import PQGen
    from psycopg.pq.abc import PGconn, PGresult

    from cgk_runtime.db.config import TenancyConfig

_SETTINGS_CACHE_SIZE: Final = 1024

IDLE: Final = pq.TransactionStatus.IDLE
ACTIVE: Final = pq.TransactionStatus.ACTIVE
UNKNOWN: Final = pq.TransactionStatus.UNKNOWN
FATAL_ERROR: Final = pq.ExecStatus.FATAL_ERROR

_END_COMMANDS: Final = (b"COMMIT", b"ROLLBACK", b"PREPARE TRANSACTION")
_CLEANUP_COMMANDS: Final = (
    b"ROLLBACK TO", b"RELEASE", b"COMMIT PREPARED", b"ROLLBACK PREPARED", b"CLOSE", b"DEALLOCATE",
    b"SELECT 1 FROM pg_catalog.pg_cursors",
)  # fmt: skip
"""Commands that psycopg sends to clean up. They read and write no tenant's rows, and must work in every context."""
_RESET_SESSION: Final = (b"CLOSE ALL", b"DISCARD TEMP")
"""Commands that remove cursors WITH HOLD and temporary tables, which outlive a transaction, before the next tenant.
Sending them costs less than asking whether there are any."""


class ConnectionGuard(BaseConnection[Row]):
    """Base class of the synchronous and the asynchronous guarded connection.

    Attributes:
        config: The database's configuration.
        guarded: False while a pool or an engine uses the connection for itself.
    """

    config: ClassVar[TenancyConfig]
    guarded = True

    _owner: str | None = None
    """Owner of the current transaction, or None if there is none or if the owner is uncertain."""
    _settings_cache: dict[str, tuple[bytes, ...]] | None = None
    _session_owner: str | None = None
    """Owner of the session's cursors and temporary tables; None for a new session, which has none."""

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        if self.config.layout == "schemas":
            self._prepared = TenantPrepareManager()

    def check_statement(self, text: str) -> None:
        """Refuse SQL text that ends the transaction or changes the tenant.

        Raises:
            ControlStatementError: The text contains such a statement, and a tenant was entered.
        """
        found = find_control_statement(text, self.config.setting)
        if found is not None and self.guarded and isinstance(current_scope(), str):
            raise ControlStatementError(found)

    def require_owner(self) -> str:
        """Return the current owner after checking that it may use the connection now.

        Raises:
            StatementOutsideTenantError: No tenant was entered.
            TenantChangedError: The connection is in another owner's transaction.
        """
        if not self.guarded:
            return UNOWNED
        owner = current_owner()
        if self.pgconn.transaction_status != IDLE and self._owner != owner:
            raise TenantChangedError(describe_owner(self._owner), describe_owner(owner))
        return owner

    def check_transfer(self) -> None:
        """Refuse to continue a COPY or a stream of another tenant, and close the connection.

        Rows of the first tenant may already have arrived; code that catches the error could read them otherwise.
        """
        if self._owner is not None and self.guarded:
            try:
                self.require_owner()
            except TenantError:
                self.pgconn.finish()
                raise

    def _start_query(self) -> PQGen[None]:
        if not self.guarded:
            yield from super()._start_query()
            return
        owner = self.require_owner()
        if self.pgconn.transaction_status != IDLE:
            return
        if not self._autocommit:
            yield from self._begin(self._get_tx_start_command(), owner)
        elif owner == PLATFORM:
            self._owner = PLATFORM  # in case this statement begins a transaction
        else:
            raise AutocommitError

    def _exec_command(
        self, command: bytes | LiteralString | sql.SQL | sql.Composed, result_format: pq.Format = pq.Format.TEXT
    ) -> PQGen[PGresult | None]:
        if not self.guarded:
            return (yield from super()._exec_command(command, result_format))
        text = command if isinstance(command, bytes) else self._bytes_of(command)
        if text.startswith(b"BEGIN"):
            yield from self._begin(text, current_owner())
            return None
        if text.startswith(_CLEANUP_COMMANDS):
            return (yield from super()._exec_command(text, result_format))
        if text.startswith(_END_COMMANDS):
            return (yield from self._end(text, result_format))
        owner = self.require_owner()
        # Between transactions, only a cursor WITH HOLD can be fetched from; it belongs to the session's owner.
        if self.pgconn.transaction_status == IDLE and self._session_owner != owner:
            raise TenantChangedError(describe_owner(self._session_owner), describe_owner(owner))
        return (yield from super()._exec_command(text, result_format))

    def _begin(self, begin: bytes, owner: str) -> PQGen[None]:
        """Begin a transaction, reset the session if its owner changes, and set the tenant, all in one message."""
        self._owner = None
        settings = self._settings(owner)
        if self._session_owner is None or self._session_owner == owner:
            self._session_owner = owner
            commands = (begin, *settings)
        else:
            self._session_owner = UNOWNED  # until the commit, because a rollback undoes the reset
            commands = (begin, *_RESET_SESSION, *settings)
        try:
            if self._pipeline is None:
                yield from self._send_together(commands)
            else:
                for command in commands:
                    yield from super()._exec_command(command)
                # As psycopg does after BEGIN.
                yield from self._pipeline._sync_gen()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        except (postgres_errors.InvalidSchemaName, postgres_errors.InvalidParameterValue) as error:
            if owner == PLATFORM:
                raise
            raise MissingSchemaError(owner, self.config.schema_of(owner)) from error
        self._owner = owner
        if isinstance(self._prepared, TenantPrepareManager):
            self._prepared.owner = owner

    def _settings(self, owner: str) -> tuple[bytes, ...]:
        """Return the statements that set the owner; cached, because quoting costs about 15 us per transaction."""
        if owner == PLATFORM:
            return session_settings(self.config, self.pgconn, current_scope())
        if self._settings_cache is None or len(self._settings_cache) >= _SETTINGS_CACHE_SIZE:
            self._settings_cache = {}
        if owner not in self._settings_cache:
            self._settings_cache[owner] = session_settings(self.config, self.pgconn, owner)
        return self._settings_cache[owner]

    def _send_together(self, commands: tuple[bytes, ...]) -> PQGen[None]:
        self._check_connection_ok()
        self.pgconn.send_query(b"; ".join(commands))
        results: list[PGresult] = yield from generators.execute(self.pgconn)
        last = results[-1]  # PostgreSQL stops at the first command that fails
        if last.status == FATAL_ERROR:
            error = postgres_errors.error_from_result(last, encoding=self.info.encoding)
            if self.pgconn.transaction_status != UNKNOWN:  # still connected
                yield from super()._exec_command(b"ROLLBACK")
            raise error

    def _end(self, command: bytes, result_format: pq.Format) -> PQGen[PGresult | None]:
        if self._pipeline is None and self.pgconn.transaction_status == IDLE:
            return None  # psycopg leaves a transaction block whose BEGIN was refused
        owner, self._owner = self._owner, None
        result = yield from super()._exec_command(command, result_format)
        if owner not in (None, self._session_owner) and result is not None and result.command_status == b"COMMIT":
            self._session_owner = owner  # the reset is committed
        return result

    def _bytes_of(self, command: str | sql.Composable) -> bytes:
        return command.encode(self.info.encoding) if isinstance(command, str) else command.as_bytes(self)
