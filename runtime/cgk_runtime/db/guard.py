"""Guard of psycopg 3 connections: it records the owner of each transaction and refuses statements of other owners.

The guard overrides methods of psycopg that run inside the connection's lock. Every kind of cursor sends through the
connection's `wait`, and calls `_start_query` before it sends. Transaction blocks, savepoints and server-side cursors
send through `_exec_command`. So the guard covers execute, executemany, stream, COPY, pipelines and prepared statements,
for every cursor class, also if threads or tasks share a connection. A check in psycopg's public methods would be
outside the lock: another thread could begin a transaction for its own tenant between the check and the statement.
"""

from __future__ import annotations

from functools import lru_cache, partial
from types import GeneratorType
from typing import TYPE_CHECKING, Any, ClassVar, Final, LiteralString

from psycopg import BaseConnection, pq, sql
from psycopg import errors as postgres_errors
from psycopg._tstrings import TemplateProcessor
from psycopg.adapt import Transformer
from psycopg.rows import Row

from cgk_runtime.db.errors import AutocommitError, ControlStatementError, MissingSchemaError, TenantChangedError
from cgk_runtime.db.messages import execute_together, extended_commands
from cgk_runtime.db.owned_connection import ACTIVE, IDLE, OwnedConnection
from cgk_runtime.db.owner import Owner, SpecialOwner, current_owner, describe_owner
from cgk_runtime.db.session_reset import RESET_SESSION, UNLOCK_ALL, client_state, restore_client_state, restore_settings
from cgk_runtime.db.session_settings import session_settings
from cgk_runtime.db.statement_check import find_control_statement
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.tenant import current_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psycopg import Xid
    from psycopg.abc import PQGen, Query
    from psycopg.pq.abc import PGconn, PGresult

    from cgk_runtime.db.config import TenancyConfig

_CACHED_OWNERS: Final = 1024
_MAX_CACHED_TEXT: Final = 10_000
"""Longest SQL text, in characters, whose check is cached; texts with inserted values would fill the memory."""
_END_COMMANDS: Final = (b"COMMIT", b"ROLLBACK", b"PREPARE TRANSACTION")
_CLEANUP_COMMANDS: Final = (
    b"ROLLBACK TO", b"RELEASE", b"COMMIT PREPARED", b"ROLLBACK PREPARED", b"CLOSE", b"DEALLOCATE",
    b"SELECT 1 FROM pg_catalog.pg_cursors",
)  # fmt: skip
"""Commands that psycopg sends to clean up. They read and write no tenant's rows, and must work in every context."""
_PRIVATE_METHODS: Final = ("_start_query", "_exec_command", "_tpc_begin_gen")
"""Methods of psycopg that the guard overrides."""


class ConnectionGuard(OwnedConnection[Row]):
    """Base class of the synchronous and the asynchronous guarded connection.

    Attributes:
        config: The database's configuration.
    """

    config: ClassVar[TenancyConfig]
    _configuration_commands: tuple[bytes, ...] = ()
    """Commands that restore the settings of a new connection, as a pool or a SQLAlchemy engine configured it."""
    _client_state: Mapping[str, Any] | None = None

    def __init_subclass__(cls) -> None:
        missing = [name for name in _PRIVATE_METHODS if not hasattr(BaseConnection, name)]
        if missing:  # psycopg would never call the guard
            raise ConfigurationError(
                f"This psycopg lacks {', '.join(missing)}, which tenant isolation needs; install psycopg>=3.3,<3.4",
                component="TenantDatabase",
            )
        super().__init_subclass__()

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        # Cached, because quoting costs about 15 us per transaction.
        self._settings = lru_cache(_CACHED_OWNERS)(partial(session_settings, self.config))

    def record_configuration(self, settings: Iterable[tuple[str, str]] = ()) -> None:
        """Record the state of a new connection, to restore it between users.

        Args:
            settings: Names and values of the settings that a pool or an engine has changed.
        """
        self._configuration_commands = restore_settings(settings)
        self._client_state = client_state(self)

    def restore_configuration(self) -> None:
        """Restore the client's state, such as row factories and handlers, for the next user."""
        if self._client_state is not None:
            restore_client_state(self, self._client_state)

    def wait(self, gen: PQGen[Any], *arguments: Any, **options: Any) -> Any:  # awaitable if the connection is async
        """Run a psycopg generator that talks to the server, after checking the SQL text that it sends."""
        self._check_text(gen)
        if self.pgconn.transaction_status == ACTIVE:
            self._check_copy_or_stream()
        connection: Any = super()  # the base class of both kinds of connections lacks the method
        return connection.wait(gen, *arguments, **options)

    def transaction(self, *arguments: Any, **options: Any) -> Any:  # a context manager, sync or async
        """Return a block that is a transaction, or a savepoint of the current one."""
        self.require_owner()
        connection: Any = super()  # as in `wait`
        return connection.transaction(*arguments, **options)

    def _tpc_begin_gen(self, xid: Xid | str) -> PQGen[None]:
        """Check the owner before a two-phase transaction begins."""
        self.require_owner()
        return super()._tpc_begin_gen(xid)

    def _check_text(self, gen: PQGen[Any]) -> None:
        """Refuse SQL text that begins or ends a transaction or changes the tenant.

        Args:
            gen: psycopg's generator, about to be run; if it sends a query, the query is among its arguments.

        Raises:
            ControlStatementError: The text contains such a statement, and a tenant was entered.
        """
        if not isinstance(gen, GeneratorType) or (frame := gen.gi_frame) is None or not self.checks_owner:
            return
        arguments = frame.f_locals  # the generator has not started, so these are only its arguments
        query = arguments.get("query", arguments.get("statement"))  # psycopg's names; `test_psycopg_compat.py` checks
        if query is None:
            return
        text = query if isinstance(query, str) else self._text_of(query)
        check = find_control_statement if len(text) <= _MAX_CACHED_TEXT else find_control_statement.__wrapped__
        control = check(text, self.config.tenant_settings)
        if control is not None and isinstance(current_scope(), str):
            raise ControlStatementError(control)

    def _start_query(self) -> PQGen[None]:
        """Check the owner before psycopg sends a query, and begin a transaction if the query needs one."""
        if not self.checks_owner:
            return super()._start_query()
        owner = self.require_owner()
        if self.pgconn.transaction_status != IDLE:
            return _send_nothing()
        if not self._autocommit:
            return self._begin(self._get_tx_start_command(), owner)
        if owner is not SpecialOwner.PLATFORM:
            raise AutocommitError
        return self._start_autocommit(owner)

    def _exec_command(
        self, command: bytes | LiteralString | sql.SQL | sql.Composed, result_format: pq.Format = pq.Format.TEXT
    ) -> PQGen[PGresult | None]:
        """Check a command that psycopg itself sends, such as BEGIN, COMMIT or FETCH."""
        if not self.checks_owner:
            return super()._exec_command(command, result_format)
        text = command if isinstance(command, bytes) else self._text_of(command).encode(self.info.encoding)
        if text.startswith(b"BEGIN"):
            return self._begin(text, current_owner())
        if text.startswith(_END_COMMANDS) and not text.startswith(_CLEANUP_COMMANDS):
            if self._pipeline is None and self.pgconn.transaction_status == IDLE:
                return _send_nothing()  # psycopg ends a transaction block whose BEGIN was refused
            self._owner = SpecialOwner.UNKNOWN
        elif not text.startswith(_CLEANUP_COMMANDS):
            owner = self.require_owner()
            # Outside a transaction, only a cursor WITH HOLD can be read; it belongs to the session's owner.
            if self.pgconn.transaction_status == IDLE and self._session_owner not in (None, owner):
                raise TenantChangedError(describe_owner(self._session_owner), describe_owner(owner), resource="cursor")
        return super()._exec_command(text, result_format)

    def _begin(self, begin: bytes, owner: Owner) -> PQGen[None]:
        """Reset the session if its owner changes, begin a transaction, and set its tenant with its signature."""
        self._owner = SpecialOwner.UNKNOWN
        settings = self._settings(owner)
        try:
            if self._session_owner in (None, owner):
                yield from self._send_together((begin, b"SELECT " + settings.columns), settings.signature)
            else:
                select = b"SELECT " + UNLOCK_ALL + b", " + settings.columns
                yield from self._send_after_reset((begin, select), settings.signature)
        except (postgres_errors.InvalidSchemaName, postgres_errors.InvalidParameterValue) as error:
            if not isinstance(owner, str):
                raise
            raise MissingSchemaError(owner, self.config.schema_of(owner)) from error
        self._owner = self._session_owner = owner

    def _start_autocommit(self, owner: Owner) -> PQGen[None]:
        """Reset the session if its owner changes; the statement that follows may begin a transaction."""
        self._owner = SpecialOwner.UNKNOWN
        if self._session_owner not in (None, owner):
            yield from self._send_after_reset((b"SELECT " + UNLOCK_ALL,), None)
        self._owner = self._session_owner = owner

    def _send_after_reset(self, commands: tuple[bytes, ...], parameter: bytes | None) -> PQGen[None]:
        """Remove what the previous owner left in the session, then send commands, which must call `UNLOCK_ALL`."""
        self._session_owner = SpecialOwner.UNKNOWN  # until the reset has succeeded
        self._prepared.clear()
        self._prepared._to_flush.clear()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if self._notifies_backlog is not None:
            self._notifies_backlog.clear()
        # A transaction of its own, because a rollback would undo the reset.
        reset_commands = (b"BEGIN", *RESET_SESSION, *self._configuration_commands, b"COMMIT")
        # Notifications for the previous owner can still arrive, until UNLISTEN is committed.
        handler, self.pgconn.notify_handler = self.pgconn.notify_handler, None
        try:
            if parameter is None or self._pipeline is not None:
                yield from self._send_together((*reset_commands, *commands), parameter)
            else:
                # Two messages: in the extended protocol, which a parameter needs, a reset costs more than a round trip.
                yield from self._send_together(reset_commands, None)
                yield from self._send_together(commands, parameter)
        except (postgres_errors.InvalidSchemaName, postgres_errors.InvalidParameterValue):
            raise  # caused by the settings, after a complete reset
        except BaseException:
            self.pgconn.finish()
            raise
        finally:
            self.pgconn.notify_handler = handler

    def _send_together(self, commands: tuple[bytes, ...], parameter: bytes | None) -> PQGen[None]:
        """Send commands in one message; the parameter belongs to the last command."""
        self._check_connection_ok()
        if self._pipeline is not None:
            for command in extended_commands(self.pgconn, commands, parameter):
                self._pipeline.command_queue.append(command)
                self._pipeline.result_queue.append(None)
            # psycopg does the same after BEGIN: the results must arrive before the tenant's statements are sent.
            yield from self._pipeline._sync_gen()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            yield from self._pipeline._fetch_gen(flush=True)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            return
        failed_result = yield from execute_together(self.pgconn, commands, parameter)
        if failed_result is not None:
            error = postgres_errors.error_from_result(failed_result, encoding=self.info.encoding)
            has_failed_transaction = self.pgconn.transaction_status not in {IDLE, pq.TransactionStatus.UNKNOWN}
            if has_failed_transaction:
                yield from super()._exec_command(b"ROLLBACK")
            raise error

    def _text_of(self, query: Query) -> str:
        if isinstance(query, str):
            return query
        if isinstance(query, bytes):
            return query.decode(self.info.encoding, "replace")
        if isinstance(query, sql.Composable):
            return query.as_string(self)
        # A template string. Its values stay parameters, but psycopg inserts names, literals and nested SQL.
        template = TemplateProcessor(query, tx=Transformer(self), server_params=True)
        template.process()
        return template.query.decode(self.info.encoding)


def _send_nothing() -> PQGen[None]:
    """Return a psycopg generator that sends nothing."""
    yield from ()
