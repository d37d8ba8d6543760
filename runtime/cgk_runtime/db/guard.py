"""The guard of psycopg 3 connections: they know whose transaction they are in, and send nothing that is nobody's.

It stands where psycopg itself begins transactions, inside the connection's lock: `_start_query`, which every kind of
cursor passes before it sends, and `_exec_command`, through which transaction blocks, savepoints and server-side
cursors speak. So it holds for execute, executemany, stream, COPY, pipelines and prepared statements alike, for any
cursor class, and when threads or tasks share a connection. psycopg's public methods are outside that lock: between a
check there and the statement, another thread could begin its own tenant's transaction on the same connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, LiteralString

from psycopg import BaseConnection, generators, pq, sql
from psycopg import errors as postgres_errors
from psycopg.rows import Row

from cgk_runtime.db.errors import AutocommitError, ControlStatementError, MissingSchemaError, TenantChangedError
from cgk_runtime.db.holders import NOBODY, PLATFORM, holder_of, named
from cgk_runtime.db.prepared import TenantStatements
from cgk_runtime.db.settings import Settings, settings_of
from cgk_runtime.db.statements import forbidden_in_tenant
from cgk_runtime.db.tenancy import Tenancy, required_scope
from cgk_runtime.errors import TenantError
from cgk_runtime.tenant import current_scope

if TYPE_CHECKING:
    from psycopg._pipeline_base import BasePipeline  # only its name
    from psycopg.abc import PQGen
    from psycopg.pq.abc import PGconn, PGresult

_KEPT_SETTINGS: Final = 1024
"""So many tenants' statements are kept per connection."""

IDLE: Final = pq.TransactionStatus.IDLE
ACTIVE: Final = pq.TransactionStatus.ACTIVE
UNKNOWN: Final = pq.TransactionStatus.UNKNOWN
FATAL_ERROR: Final = pq.ExecStatus.FATAL_ERROR

_ENDING: Final = (b"COMMIT", b"ROLLBACK", b"PREPARE TRANSACTION")
_HARMLESS: Final = (
    b"ROLLBACK TO", b"RELEASE", b"COMMIT PREPARED", b"ROLLBACK PREPARED", b"CLOSE", b"DEALLOCATE",
    b"SELECT 1 FROM pg_catalog.pg_cursors",
)  # fmt: skip
"""What psycopg sends of itself to tidy up; it reads and writes nobody's rows and must work in every context."""
_FORGET_SESSION: Final = (b"CLOSE ALL", b"DISCARD TEMP")
"""Cursors WITH HOLD and temporary tables outlive a transaction; the next tenant must not find them. Where there are
none, this costs less than asking."""


class ConnectionGuard(BaseConnection[Row]):
    """What the synchronous and the asynchronous connection have in common."""

    tenancy: ClassVar[Tenancy]

    _unguarded = False
    """True while a pool or an engine uses the connection for itself."""
    _holder: str | None = None
    """Whose the transaction is, where there is one; known for sure or None."""
    _settings_of: dict[str, Settings] | None = None
    _session_of: str | None = None
    """Whose cursors and temporary tables the session may hold; None for a new one's, which holds none."""

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        if self.tenancy.layout == "schemas":
            self._prepared = TenantStatements()

    def pass_statements(self, *, unguarded: bool) -> None:
        """Let statements pass without a tenant, or no more: for what owns the connection and readies it for use."""
        self._unguarded = unguarded

    def refuse_forbidden(self, text: str) -> None:
        """Refuse SQL text that ends a transaction or changes whose it is.

        Raises:
            ControlStatementError: It has such a statement, and a tenant was entered.
        """
        found = forbidden_in_tenant(text, self.tenancy.setting)
        if found is not None and not self._unguarded and isinstance(current_scope(), str):
            raise ControlStatementError(found)

    def check_scope(self) -> str:
        """Give whose context this is, if the connection may be used in it now; its owner may without one.

        Raises:
            StatementOutsideTenantError: It is nobody's.
            TenantChangedError: The connection is in another's transaction.
        """
        if self._unguarded:
            return NOBODY
        scope = holder_of(required_scope())
        if self.pgconn.transaction_status != IDLE and self._holder != scope:
            raise TenantChangedError(named(self._holder), named(scope))
        return scope

    def check_going_on(self) -> None:
        """Refuse to go on with a COPY or a stream that was begun for another tenant; the connection is closed.

        What has arrived of the first tenant's rows could be read by whoever catches the error and goes on.
        """
        if self._holder is not None and not self._unguarded:
            try:
                self.check_scope()
            except TenantError:
                self.pgconn.finish()
                raise

    def _start_query(self) -> PQGen[None]:
        if self._unguarded:
            yield from super()._start_query()
            return
        scope = self.check_scope()
        if self.pgconn.transaction_status != IDLE:
            return
        if not self._autocommit:
            yield from self._begin(self._get_tx_start_command(), scope)
        elif scope == PLATFORM:
            self._holder = PLATFORM  # of the transaction, should this statement begin one
        else:
            raise AutocommitError

    def _exec_command(
        self, command: bytes | LiteralString | sql.SQL | sql.Composed, result_format: pq.Format = pq.Format.TEXT
    ) -> PQGen[PGresult | None]:
        if self._unguarded:
            return (yield from super()._exec_command(command, result_format))
        text = command if isinstance(command, bytes) else self._bytes_of(command)
        if text.startswith(b"BEGIN"):
            yield from self._begin(text, holder_of(required_scope()))
            return None
        if text.startswith(_HARMLESS):
            return (yield from super()._exec_command(text, result_format))
        if text.startswith(_ENDING):
            return (yield from self._end(text, result_format))
        scope = self.check_scope()
        # Between transactions, what is fetched from is a cursor WITH HOLD.
        if self.pgconn.transaction_status == IDLE and self._session_of != scope:
            raise TenantChangedError(named(self._session_of), named(scope))
        return (yield from super()._exec_command(text, result_format))

    def _begin(self, begin: bytes, scope: str) -> PQGen[None]:
        """Begin a transaction and tell it whose it is, in one message, with which the session forgets other tenants."""
        self._holder = None
        settings = self._settings(scope)
        if self._session_of is None or self._session_of == scope:
            self._session_of = scope
            commands = (begin, *settings.commands)
        else:
            self._session_of = NOBODY  # until it is known to be committed that nothing is left
            commands = (begin, *_FORGET_SESSION, *settings.commands)
        try:
            if self._pipeline is None:
                yield from self._tell(commands, settings.usable)
            else:
                yield from self._tell_in_pipeline(self._pipeline, commands, settings.required)
        except (postgres_errors.InvalidSchemaName, postgres_errors.InvalidParameterValue) as error:
            if scope == PLATFORM:
                raise
            raise MissingSchemaError(scope, self.tenancy.schema_of(scope)) from error
        self._holder = scope
        if isinstance(self._prepared, TenantStatements):
            self._prepared.holder = scope

    def _tell(self, commands: tuple[bytes, ...], usable: bytes | None) -> PQGen[None]:
        self._check_connection_ok()
        self.pgconn.send_query(b"; ".join(commands if usable is None else (*commands, usable)))
        results: list[PGresult] = yield from generators.execute(self.pgconn)
        answer = results[-1]  # PostgreSQL stops at the first that fails
        if answer.status == FATAL_ERROR:
            error: Exception = postgres_errors.error_from_result(answer, encoding=self.info.encoding)
        elif usable is not None and answer.get_value(0, 0) != b"t":
            error = postgres_errors.InvalidSchemaName("this role may not use the schema")
        else:
            return
        if self.pgconn.transaction_status != UNKNOWN:  # the connection is there
            yield from super()._exec_command(b"ROLLBACK")
        raise error

    def _tell_in_pipeline(
        self, pipeline: BasePipeline, commands: tuple[bytes, ...], required: bytes | None
    ) -> PQGen[None]:
        for command in commands if required is None else (*commands, required):
            yield from super()._exec_command(command)
        yield from pipeline._sync_gen()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  as psycopg after BEGIN

    def _settings(self, scope: str) -> Settings:
        """Give what a transaction is told; written once per tenant and connection."""
        if scope == PLATFORM:
            return settings_of(self.tenancy, self.pgconn, current_scope())
        if self._settings_of is None or len(self._settings_of) >= _KEPT_SETTINGS:
            self._settings_of = {}
        settings = self._settings_of.get(scope)
        if settings is None:
            settings = self._settings_of[scope] = settings_of(self.tenancy, self.pgconn, scope)
        return settings

    def _end(self, command: bytes, result_format: pq.Format) -> PQGen[PGresult | None]:
        if self._pipeline is None and self.pgconn.transaction_status == IDLE:
            return None  # psycopg undoes the block whose beginning was refused
        holder, self._holder = self._holder, None
        result = yield from super()._exec_command(command, result_format)
        if holder not in (None, self._session_of) and result is not None and result.command_status == b"COMMIT":
            self._session_of = holder  # what others left was forgotten
        return result

    def _bytes_of(self, command: str | sql.Composable) -> bytes:
        return command.encode(self.info.encoding) if isinstance(command, str) else command.as_bytes(self)
