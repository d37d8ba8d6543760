"""Sending inside a transaction: jobs become rows of the outbox, and exist if and only if the transaction commits."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, NoReturn

from typing_extensions import TypeVar

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, JobProvider, Run
from cgk_runtime.db.outbox.connections import OutboxConnection, fetch_ids
from cgk_runtime.db.outbox.table import OutboxError, OutboxTable, columns, row_of
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
    # Held until the transaction ends, so that a tenant's rows are numbered in the order in which they are committed.
    "WITH turn AS MATERIALIZED (SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%s, 7277))) "
    + _INSERT.replace("FROM unnest", "FROM turn CROSS JOIN unnest")
)


@dataclass(frozen=True, slots=True)
class _Transaction:
    connection: OutboxConnection
    in_order: bool


class Outbox(Generic[ClientT]):
    """Sends jobs inside the transactions of a database; a `Relay` passes them on once those are committed.

    Args:
        create_client: The generated package's `create_job_client`.
        limits: The provider that the relay sends through, whose options and largest payload hold for what is written;
            without it every option is taken, and a payload of 3 MiB.
        table: Where the outbox is; `public.cgk_outbox` otherwise.

    Attributes:
        client: The generated package's client, typed as ever; it sends inside a block of this outbox only.

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

    def __call__(self, connection: OutboxConnection, *, in_order: bool = False) -> OutboxBlock[ClientT]:
        """Give a block, `with` or `async with`, in which the client writes to a connection's transaction.

        Args:
            connection: psycopg's, or SQLAlchemy's connection or session, asynchronous or not.
            in_order: The tenant's jobs that are sent so are passed on one after the other, in the order in which their
                transactions committed. Such transactions of one tenant wait for each other; one that cannot be sent
                holds back those behind it.
        """
        return OutboxBlock(self._provider, self.client, _Transaction(connection, in_order))


class OutboxBlock(Generic[ClientT]):
    """A block in which an outbox's client writes to one transaction."""

    __slots__ = ("_block", "_client", "_provider", "_transaction")

    def __init__(self, provider: OutboxProvider, client: ClientT, transaction: _Transaction) -> None:
        self._provider = provider
        self._client = client
        self._transaction = transaction

    def __enter__(self) -> ClientT:
        """Give the client."""
        self._block = self._provider.writing_to(self._transaction)
        self._block.__enter__()
        return self._client

    def __exit__(self, *_exception: object) -> None:
        """The client sends no more; what it has written is committed or rolled back by who has the connection."""
        self._block.__exit__(None, None, None)

    async def __aenter__(self) -> ClientT:
        """Give the client."""
        return self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """The client sends no more; what it has written is committed or rolled back by who has the connection."""
        self.__exit__()


class OutboxProvider:
    """The provider behind an outbox's client: it writes jobs to the transaction of the block it is used in.

    Args:
        limits: Whose options and largest payload hold.
        table: Where the outbox is.
    """

    name = "outbox"

    def __init__(self, limits: JobProvider | None, table: OutboxTable) -> None:
        self.supported_options = limits.supported_options if limits else ALL_OPTIONS
        self.max_payload_bytes = limits.max_payload_bytes if limits else TRIGGER_DEV.payload_bytes
        self._insert = table.query(_INSERT)
        self._insert_in_order = table.query(_INSERT_IN_ORDER)
        self._transactions: ContextVar[tuple[_Transaction, ...]] = ContextVar("cgk_outbox", default=())

    @contextmanager
    def writing_to(self, transaction: _Transaction) -> Generator[None]:
        """Write what is sent in this block to a transaction."""
        before = self._transactions.get()
        self._transactions.set((*before, transaction))
        try:
            yield
        finally:
            self._transactions.set(before)

    async def send(self, message: JobMessage) -> str:
        """Write one job; it is sent if the transaction commits."""
        return (await self.send_many([message]))[0]

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str]:
        """Write jobs with one statement.

        Raises:
            OutboxError: There is no transaction to write to, or a job is for another tenant than the context's.
            NoTenantError: No tenant was entered.
        """
        transaction = self._transaction()
        tenant_id = current_tenant()
        for message in messages:
            if message.tenant_id != tenant_id:
                raise OutboxError(
                    f'Event "{message.event.name}" for tenant "{message.tenant_id}" cannot be written in a transaction '
                    f'of tenant "{tenant_id}", cross_tenant=True or not; enter its tenant, and a transaction there'
                )
        values = columns([row_of(message, in_order=transaction.in_order) for message in messages])
        if transaction.in_order:
            ids = await fetch_ids(transaction.connection, self._insert_in_order, [tenant_id, *values])
        else:
            ids = await fetch_ids(transaction.connection, self._insert, values)
        return [f"outbox_{number}" for number in ids]

    def _transaction(self) -> _Transaction:
        transactions = self._transactions.get()
        if not transactions:
            raise OutboxError(
                "There is no transaction to write to: send inside `with outbox(connection) as client:`, with the "
                "connection whose transaction the job belongs to"
            )
        return transactions[-1]

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Refuse: a job in the outbox has no run."""
        self._refuse(job_id)

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ARG002, ASYNC109  the protocol's
        """Refuse: a job in the outbox has no run, and none before the transaction ends."""
        self._refuse(job_id)

    async def cancel(self, job_id: str) -> None:
        """Refuse: roll back instead."""
        self._refuse(job_id)

    async def replay(self, job_id: str) -> str:
        """Refuse: a job in the outbox was not sent yet."""
        self._refuse(job_id)

    async def check_health(self) -> Health:
        """Say whether there is a transaction to write to."""
        ready = bool(self._transactions.get())
        return Health(
            self.name, ready, "writes to a transaction" if ready else "no transaction: use `outbox(connection)`"
        )

    async def close(self) -> None:
        """Do nothing: connections belong to who made them."""

    def _refuse(self, job_id: str) -> NoReturn:
        raise NotSupportedError(
            f'"{job_id}" is written to the outbox and has no run; it is sent after the transaction has committed. '
            "`cgk outbox list` shows what waits",
            component=OutboxError.component,
        )
