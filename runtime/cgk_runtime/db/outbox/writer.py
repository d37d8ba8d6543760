"""Client that writes jobs to the outbox; a job is sent if and only if its transaction commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, NoReturn

from typing_extensions import TypeVar

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, JobProvider, Run
from cgk_runtime.db.outbox.blocks import TransactionBlock, TransactionStack, current_transaction
from cgk_runtime.db.outbox.connections import OutboxConnection, fetch_ids
from cgk_runtime.db.outbox.rows import OutboxError, OutboxTable, row_from_message
from cgk_runtime.errors import NotSupportedError
from cgk_runtime.tenant import current_tenant

if TYPE_CHECKING:
    from cgk_runtime.client.client import JobClient

ClientT = TypeVar("ClientT", bound="JobClient")

_INSERT: Final = """
INSERT INTO {table} (tenant_id, event, payload, options, headers, job_key, in_order)
SELECT job.tenant_id, job.event, job.payload, job.options::jsonb, job.headers::jsonb, job.job_key, job.in_order
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[])
    WITH ORDINALITY AS job (tenant_id, event, payload, options, headers, job_key, in_order, place)
ORDER BY job.place
RETURNING id
"""
_INSERT_IN_ORDER: Final = (
    # The lock is held until the transaction ends, so ids of one tenant's rows follow the order of the commits. The seed
    # 7277 keeps it apart from locks of the application.
    "WITH turn AS MATERIALIZED (SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%s, 7277))) "
    + _INSERT.replace("FROM unnest", "FROM turn CROSS JOIN unnest")
)


class _Transaction(NamedTuple):
    connection: OutboxConnection
    in_order: bool


class Outbox(Generic[ClientT]):
    """Outbox whose client writes jobs to database transactions; a `Relay` sends them after the commit.

    Args:
        create_client: The generated package's `create_job_client`.
        limits: Provider whose options and payload limit apply, usually the relay's. By default, all options and
            payloads of up to 3 MiB are accepted.
        table: Schema and name of the outbox; `public.cgk_outbox` by default.

    Attributes:
        client: The typed client; it can send only inside a block of this outbox.

    Example:
        outbox = Outbox(create_job_client)

        async with with_tenant("rawdog"), pool.connection() as connection, outbox(connection) as client:
            await connection.execute("INSERT INTO orders (id) VALUES ('order_123')")
            await client.send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
    """

    def __init__(
        self,
        create_client: Callable[[JobProvider], ClientT],
        *,
        limits: JobProvider | None = None,
        table: OutboxTable | None = None,
    ) -> None:
        self._provider = OutboxProvider(limits, table or OutboxTable())
        self.client = create_client(self._provider)

    def __call__(
        self, connection: OutboxConnection, *, in_order: bool = False
    ) -> TransactionBlock[_Transaction, ClientT]:
        """Return a block, for `with` or `async with`, in which the client writes to a connection's transaction.

        Args:
            connection: psycopg connection, or SQLAlchemy connection or session, synchronous or asynchronous.
            in_order: Send the tenant's jobs one by one, in the order in which their transactions commit. Such
                transactions of one tenant wait for each other. A job that cannot be sent holds back later ones.
        """
        return TransactionBlock(self._provider.transactions, _Transaction(connection, in_order), self.client)


class OutboxProvider:
    """Provider of an outbox's client; it writes jobs to the transaction of the innermost block.

    Args:
        limits: Provider whose options and payload limit apply.
        table: Schema and name of the outbox.
    """

    name = "outbox"

    def __init__(self, limits: JobProvider | None, table: OutboxTable) -> None:
        self.supported_options = limits.supported_options if limits else ALL_OPTIONS
        self.max_payload_bytes = limits.max_payload_bytes if limits else TRIGGER_DEV.payload_bytes
        self._insert = table.query(_INSERT)
        self._insert_in_order = table.query(_INSERT_IN_ORDER)
        self.transactions: TransactionStack[_Transaction] = ContextVar("cgk_outbox", default=())

    async def send(self, message: JobMessage) -> str:
        """Write one job; it is sent if the transaction commits."""
        return (await self.send_many([message]))[0]

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str]:
        """Write jobs with one statement.

        Raises:
            OutboxError: The connection is not in a transaction, or a job's tenant is not the current tenant.
            NoTenantError: No tenant was entered.
        """
        transaction = current_transaction(self.transactions)
        if transaction is None:
            raise OutboxError(
                "No transaction to write to: send inside `with outbox(connection) as client:`, with the connection "
                "whose transaction the job belongs to"
            )
        tenant_id = current_tenant()
        for message in messages:
            if message.tenant_id != tenant_id:
                raise OutboxError(
                    f'Event "{message.event.name}" for tenant "{message.tenant_id}" cannot be written in a transaction '
                    f'of tenant "{tenant_id}", even with cross_tenant=True; use a transaction of its tenant'
                )
        rows = [row_from_message(message, in_order=transaction.in_order) for message in messages]
        columns = [list(column) for column in zip(*rows, strict=True)]
        if transaction.in_order:
            ids = await fetch_ids(transaction.connection, self._insert_in_order, [tenant_id, *columns])
        else:
            ids = await fetch_ids(transaction.connection, self._insert, columns)
        return [f"outbox_{number}" for number in ids]

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Raise NotSupportedError: a job in the outbox does not have runs."""
        self._refuse(job_id)

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ARG002, ASYNC109  required by the protocol
        """Raise NotSupportedError: the job is sent only after the transaction."""
        self._refuse(job_id)

    async def cancel(self, job_id: str) -> None:
        """Raise NotSupportedError: roll back instead."""
        self._refuse(job_id)

    async def replay(self, job_id: str) -> str:
        """Raise NotSupportedError: the job has not been sent yet."""
        self._refuse(job_id)

    async def check_health(self) -> Health:
        """Report whether there is a transaction to write to."""
        ready = current_transaction(self.transactions) is not None
        return Health(
            self.name, ready, "writes to a transaction" if ready else "no transaction: use `outbox(connection)`"
        )

    async def close(self) -> None:
        """Do nothing; connections belong to the application."""

    def _refuse(self, job_id: str) -> NoReturn:
        raise NotSupportedError(
            f'"{job_id}" is in the outbox and does not have runs; it is sent after the transaction has committed. '
            "`cgk outbox list` shows the waiting jobs",
            component=OutboxError.component,
        )
