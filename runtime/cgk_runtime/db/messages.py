"""Messages of several commands, sent to PostgreSQL at once and without psycopg's cursors."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from psycopg import generators, pq

if TYPE_CHECKING:
    from psycopg.abc import PQGen
    from psycopg.pq.abc import PGconn, PGresult

FATAL_ERROR: Final = pq.ExecStatus.FATAL_ERROR
PIPELINE_SYNC: Final = pq.ExecStatus.PIPELINE_SYNC


def execute_together(pgconn: PGconn, commands: Sequence[bytes], parameter: bytes | None) -> PQGen[PGresult | None]:
    """Send commands in one message; PostgreSQL stops at the first that fails, whose result is returned.

    Args:
        pgconn: Connection that is not in pipeline mode.
        commands: SQL commands.
        parameter: Value of `$1` in the last command. Only the extended protocol has parameters, in which a command
            costs about three times as much as in the simple one.
    """
    if parameter is None:
        pgconn.send_query(b"; ".join(commands))
        last = (yield from generators.execute(pgconn))[-1]
        return last if last.status == FATAL_ERROR else None
    pgconn.enter_pipeline_mode()
    try:
        received = yield from generators.pipeline_communicate(
            pgconn, deque([*extended_commands(pgconn, commands, parameter), pgconn.pipeline_sync])
        )
        while not received or received[-1][0].status != PIPELINE_SYNC:
            received.append((yield from generators.fetch_many(pgconn)))
    except BaseException:
        pgconn.finish()  # results of unknown commands are still to come
        raise
    pgconn.exit_pipeline_mode()
    return next((result for results in received for result in results if result.status == FATAL_ERROR), None)


def extended_commands(
    pgconn: PGconn, commands: Sequence[bytes], parameter: bytes | None
) -> Sequence[Callable[[], None]]:
    """Return functions that send the commands in the extended protocol, as a pipeline needs them."""
    send = pgconn.send_query_params
    last = partial(send, commands[-1], None if parameter is None else [parameter])
    return [*(partial(send, command, None) for command in commands[:-1]), last]
