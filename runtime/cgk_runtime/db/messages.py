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
    """Send commands in one message; return the result of the first one that fails, or None.

    PostgreSQL does not run the commands after a failure.

    Args:
        pgconn: Connection that is not in pipeline mode.
        commands: SQL commands.
        parameter: Value of `$1` in the last command. It requires the extended protocol, in which a command costs about
            three times as much as in the simple one.
    """
    if parameter is None:
        pgconn.send_query(b"; ".join(commands))
        last_result = (yield from generators.execute(pgconn))[-1]
        return last_result if last_result.status == FATAL_ERROR else None
    pgconn.enter_pipeline_mode()
    try:
        result_lists = yield from generators.pipeline_communicate(
            pgconn, deque([*extended_commands(pgconn, commands, parameter), pgconn.pipeline_sync])
        )
        while not result_lists or result_lists[-1][0].status != PIPELINE_SYNC:
            result_lists.append((yield from generators.fetch_many(pgconn)))
    except BaseException:
        pgconn.finish()  # a later command would receive the results of these
        raise
    pgconn.exit_pipeline_mode()
    return next((result for results in result_lists for result in results if result.status == FATAL_ERROR), None)


def extended_commands(
    pgconn: PGconn, commands: Sequence[bytes], parameter: bytes | None
) -> Sequence[Callable[[], None]]:
    """Return functions that send the commands in the extended protocol, as a pipeline needs them."""
    send = pgconn.send_query_params
    last = partial(send, commands[-1], None if parameter is None else [parameter])
    return [*(partial(send, command, None) for command in commands[:-1]), last]
