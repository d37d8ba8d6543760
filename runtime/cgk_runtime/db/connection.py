"""psycopg 3 connections that know whose transaction they are in, and send nothing that belongs to nobody.

The guard stands where psycopg itself begins transactions, inside the connection's lock: `_start_query`, which every
kind of cursor passes before it sends, and `_exec_command`, through which transaction blocks, savepoints and server-side
cursors speak. So it holds for execute, executemany, stream, COPY, pipelines and prepared statements alike, for any
cursor class, and when threads or tasks share a connection. `_require_known_psycopg` refuses a psycopg without these.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, LiteralString, TypeVar, cast

from psycopg import (
    AsyncConnection,
    AsyncCursor,
    AsyncServerCursor,
    BaseConnection,
    Connection,
    Cursor,
    ServerCursor,
    generators,
    pq,
    sql,
)
from psycopg import errors as postgres_errors
from psycopg.rows import Row

from cgk_runtime.db.errors import AutocommitError, ControlStatementError, MissingSchemaError, TenantChangedError
from cgk_runtime.db.settings import settings_command
from cgk_runtime.db.statements import declares_held_cursor, forbidden_in_tenant
from cgk_runtime.db.tenancy import Tenancy, required_scope
from cgk_runtime.errors import ConfigurationError, TenantError
from cgk_runtime.tenant import Platform, current_scope

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Hashable, Sequence

    from psycopg import AsyncTransaction, Transaction, Xid
    from psycopg.abc import PQGen, Query
    from psycopg.pq.abc import PGresult

T = TypeVar("T")

PLATFORM: Final = "the platform"
"""Whose a transaction is that was begun in a `platform_scope`. No tenant has this id, for it has a space."""
NOBODY: Final = "nobody known"

_KEPT_SETTINGS: Final = 1024
"""So many tenants' statements are kept per connection."""

IDLE: Final = pq.TransactionStatus.IDLE
ACTIVE: Final = pq.TransactionStatus.ACTIVE
COMMAND_OK: Final = pq.ExecStatus.COMMAND_OK
TUPLES_OK: Final = pq.ExecStatus.TUPLES_OK

_ENDING: Final = (b"COMMIT", b"ROLLBACK", b"PREPARE TRANSACTION")
_HARMLESS: Final = (b"ROLLBACK TO", b"RELEASE", b"CLOSE", b"DEALLOCATE", b"SELECT 1 FROM pg_catalog.pg_cursors")
"""What psycopg sends of itself to tidy up; it reads and writes nobody's rows and must work in every context."""
_FORGET_SESSION: Final = (b"CLOSE ALL", b"DISCARD TEMP")
"""Cursors WITH HOLD and temporary tables outlive a transaction; the next tenant must not find them."""


class ConnectionGuard(BaseConnection[Row]):
    """What the synchronous and the asynchronous connection have in common."""

    tenancy: ClassVar[Tenancy]

    _unguarded = False
    """True while a pool or an engine uses the connection for itself."""
    _holder: str | None = None
    """Whose the transaction is, where there is one; known for sure or None."""
    _may_hold_cursors = False
    """Whether a cursor WITH HOLD may have been declared."""
    _settings_of: dict[str, bytes] | None = None
    _session_of: str | None = None
    """Whose cursors and temporary tables the session may hold; None for a new one's, which holds none."""

    def pass_statements(self, *, unguarded: bool) -> None:
        """Let statements pass without a tenant, or no more: for what owns the connection and readies it for use."""
        self._unguarded = unguarded

    def refuse_forbidden(self, query: Query) -> None:
        """Refuse SQL text that ends a transaction or changes whose it is.

        Raises:
            ControlStatementError: It has such a statement, and a tenant was entered.
        """
        if self._unguarded or not isinstance(current_scope(), str):
            return
        text = _text_of(query, self)
        found = forbidden_in_tenant(text, self.tenancy.setting)
        if found is not None:
            raise ControlStatementError(found)
        if declares_held_cursor(text):
            self._may_hold_cursors = True

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
            raise TenantChangedError(_named(self._holder), _named(scope))
        return scope

    def _exec_command(
        self, command: bytes | LiteralString | sql.SQL | sql.Composed, result_format: pq.Format = pq.Format.TEXT
    ) -> PQGen[PGresult | None]:
        if self._unguarded:
            return (yield from super()._exec_command(command, result_format))
        text = _bytes_of(command, self)
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
            raise TenantChangedError(_named(self._session_of), _named(scope))
        return (yield from super()._exec_command(text, result_format))

    def _begin(self, begin: bytes, scope: str) -> PQGen[None]:
        """Begin a transaction and tell it whose it is, in one message."""
        self._holder = None
        fresh = self._session_of is None or self._session_of == scope
        if not fresh:
            self._session_of = NOBODY  # until it is known to be committed that nothing is left
        try:
            results = yield from self._exec_all((begin, self._settings(scope)))
        except (postgres_errors.InvalidSchemaName, postgres_errors.InvalidParameterValue) as error:
            if self._pipeline is None:
                yield from super()._exec_command(b"ROLLBACK")
            if scope == PLATFORM:
                raise
            raise MissingSchemaError(scope, self.tenancy.schema_of(scope)) from error
        # In a pipeline there is no answer to go by; else nearly always there is nothing to forget.
        if not fresh and (self._may_hold_cursors or not results or results[-1].get_value(0, 0) == b"t"):
            yield from self._exec_all(_FORGET_SESSION)
        self._holder = scope
        if fresh:
            self._session_of = scope

    def _settings(self, scope: str) -> bytes:
        """Give the statement that tells a transaction whose it is; written once per tenant and connection."""
        if scope == PLATFORM:
            return settings_command(self.tenancy, self.pgconn, current_scope())
        if self._settings_of is None or len(self._settings_of) >= _KEPT_SETTINGS:
            self._settings_of = {}
        settings = self._settings_of.get(scope)
        if settings is None:
            settings = self._settings_of[scope] = settings_command(self.tenancy, self.pgconn, scope)
        return settings

    def _exec_all(self, commands: Sequence[bytes]) -> PQGen[list[PGresult]]:
        if self._pipeline is not None:
            for command in commands:
                yield from super()._exec_command(command)
            # As psycopg does after its own BEGIN.
            yield from self._pipeline._sync_gen()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            return []
        self._check_connection_ok()
        self.pgconn.send_query(b"; ".join(commands))
        results: list[PGresult] = yield from generators.execute(self.pgconn)
        for result in results:
            if result.status != COMMAND_OK and result.status != TUPLES_OK:
                raise postgres_errors.error_from_result(result, encoding=self.info.encoding)
        return results

    def _end(self, command: bytes, result_format: pq.Format) -> PQGen[PGresult | None]:
        if self._pipeline is None and self.pgconn.transaction_status == IDLE:
            return None  # psycopg undoes the block whose beginning was refused
        holder, self._holder = self._holder, None
        result = yield from super()._exec_command(command, result_format)
        if holder is not None and result is not None and result.command_status == b"COMMIT":
            self._session_of = holder
        return result

    def _check_going_on(self) -> None:
        """Refuse to go on with a COPY or a stream that was begun for another tenant; the connection is closed.

        What has arrived of the first tenant's rows could be read by whoever catches the error and goes on.
        """
        active = self.pgconn.transaction_status == ACTIVE
        if active and self._holder is not None and not self._unguarded:
            try:
                self.check_scope()
            except TenantError:
                self.pgconn.finish()
                raise


class TenantConnection(ConnectionGuard[Row], Connection[Row]):
    """A `psycopg.Connection` of a `Tenancy`; made by `Tenancy.connect` and `Tenancy.pool`."""

    def cursor(self, name: str = "", **options: Any) -> Any:  # the overloads are the base class's
        """Give a cursor, of a class that refuses SQL text which ends transactions or changes tenants."""
        if name:
            self._may_hold_cursors |= bool(options.get("withhold"))
            self.server_cursor_factory = guarded_cursor(self.server_cursor_factory)
        else:
            self.cursor_factory = guarded_cursor(self.cursor_factory)
        return super().cursor(name, **options)

    @contextmanager
    def transaction(self, savepoint_name: str | None = None, force_rollback: bool = False) -> Generator[Transaction]:
        """Give a block that is a transaction, or a savepoint in one."""
        self.check_scope()
        with super().transaction(savepoint_name, force_rollback) as transaction:
            yield transaction

    def tpc_begin(self, xid: Xid | str) -> None:
        """Begin a two-phase transaction."""
        self.check_scope()
        super().tpc_begin(xid)

    def wait(self, gen: PQGen[T], *arguments: Any, **options: Any) -> T:
        """Speak with the server."""
        self._check_going_on()
        return super().wait(gen, *arguments, **options)


class AsyncTenantConnection(ConnectionGuard[Row], AsyncConnection[Row]):
    """A `psycopg.AsyncConnection` of a `Tenancy`; made by `Tenancy.connect_async` and `Tenancy.async_pool`."""

    def cursor(self, name: str = "", **options: Any) -> Any:  # the overloads are the base class's
        """Give a cursor, of a class that refuses SQL text which ends transactions or changes tenants."""
        if name:
            self._may_hold_cursors |= bool(options.get("withhold"))
            self.server_cursor_factory = guarded_cursor(self.server_cursor_factory)
        else:
            self.cursor_factory = guarded_cursor(self.cursor_factory)
        return super().cursor(name, **options)

    @asynccontextmanager
    async def transaction(
        self, savepoint_name: str | None = None, force_rollback: bool = False
    ) -> AsyncGenerator[AsyncTransaction]:
        """Give a block that is a transaction, or a savepoint in one."""
        self.check_scope()
        async with super().transaction(savepoint_name, force_rollback) as transaction:
            yield transaction

    async def tpc_begin(self, xid: Xid | str) -> None:
        """Begin a two-phase transaction."""
        self.check_scope()
        await super().tpc_begin(xid)

    async def wait(self, gen: PQGen[T], *arguments: Any, **options: Any) -> T:
        """Speak with the server."""
        self._check_going_on()
        return await super().wait(gen, *arguments, **options)


@lru_cache(maxsize=64)
def connection_class(tenancy: Tenancy) -> type[TenantConnection[Any]]:
    """Make the class of a tenancy's connections."""
    _require_known_psycopg()
    return type("TenantConnection", (TenantConnection,), {"tenancy": tenancy})


@lru_cache(maxsize=64)
def async_connection_class(tenancy: Tenancy) -> type[AsyncTenantConnection[Any]]:
    """Make the class of a tenancy's asynchronous connections."""
    _require_known_psycopg()
    return type("AsyncTenantConnection", (AsyncTenantConnection,), {"tenancy": tenancy})


CursorClassT = TypeVar(
    "CursorClassT", type[Cursor[Any]], type[ServerCursor[Any]], type[AsyncCursor[Any]], type[AsyncServerCursor[Any]]
)


@lru_cache(maxsize=64)
def _guarded(factory: Any) -> Any:  # any class of cursors; its own methods keep their types
    def checked(name: str) -> Any:
        method = getattr(factory, name)

        def call(cursor: Any, query: Query, *arguments: Any, **options: Any) -> Any:
            cursor.connection.refuse_forbidden(query)
            return method(cursor, query, *arguments, **options)

        return call

    methods = {name: checked(name) for name in ("execute", "executemany", "stream", "copy")}
    return type(f"Tenant{factory.__name__}", (factory,), {"__slots__": (), "refuses_forbidden": True, **methods})


def guarded_cursor(factory: CursorClassT) -> CursorClassT:
    """Give a cursor class that has its connection look at SQL text first."""
    if getattr(factory, "refuses_forbidden", False):
        return factory
    guarded: CursorClassT = _guarded(cast("Hashable", factory))
    return guarded


def _text_of(query: Query, connection: BaseConnection[Any]) -> str:
    if isinstance(query, str):
        return query
    if isinstance(query, bytes):
        return query.decode(connection.info.encoding, "replace")
    if isinstance(query, sql.Composable):
        return query.as_string(connection)
    return "?".join(query.strings)  # a template string: what is put in is bound or quoted


def _bytes_of(command: bytes | str | sql.Composable, connection: BaseConnection[Any]) -> bytes:
    if isinstance(command, bytes):
        return command
    return command.encode(connection.info.encoding) if isinstance(command, str) else command.as_bytes(connection)


def holder_of(scope: str | Platform) -> str:
    """Give the tenant's id, or what stands for the platform."""
    return scope if isinstance(scope, str) else PLATFORM


def named_scope(scope: str | Platform) -> str:
    """Name a tenant, or the platform, as errors do."""
    return _named(holder_of(scope))


def _named(holder: str | None) -> str:
    if holder is None or holder == NOBODY:
        return NOBODY
    return holder if holder == PLATFORM else f'tenant "{holder}"'


def _require_known_psycopg() -> None:
    """Refuse a psycopg that begins transactions elsewhere, for then nothing would be guarded."""
    needed = ("_start_query", "_exec_command", "_get_tx_start_command", "_check_connection_ok")
    missing = [name for name in needed if not callable(getattr(BaseConnection, name, None))]
    if missing:
        raise ConfigurationError(
            f"This psycopg has no {', '.join(missing)}, where tenants are set; install psycopg>=3.3,<3.4",
            speaker="TenantDatabase",
        )
