"""SQLAlchemy engines and sessions of a tenancy, synchronous and asynchronous."""

from __future__ import annotations

import logging
import pickle
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

import pytest
import shop_database
import sqlalchemy.orm.loading
from cgk_runtime.db import (
    AutocommitError,
    ControlStatementError,
    MissingSchemaError,
    StatementOutsideTenantError,
    TenantChangedError,
    TenantSession,
    platform_scope,
)
from cgk_runtime.errors import ConfigurationError
from shop_database import Shop, with_tenant
from sqlalchemy import Engine, IteratorResult, String, create_engine, select, text, update
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.orm.util import identity_key
from sqlalchemy.pool import NullPool, SingletonThreadPool, StaticPool

pytestmark = pytest.mark.anyio

READ_TENANTS = text(shop_database.READ_TENANTS)


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String)
    body: Mapped[str | None] = mapped_column(String)


@pytest.fixture
def engine(shop: Shop) -> Generator[Engine]:
    """An engine with a single connection that all tenants share."""
    engine = shop.tenancy.create_engine(shop.url, pool_size=1, max_overflow=0, pool_pre_ping=True)
    yield engine
    engine.dispose()


@pytest.fixture
async def async_engine(shop: Shop) -> AsyncGenerator[AsyncEngine]:
    engine = shop.tenancy.create_async_engine(shop.url, pool_size=1, max_overflow=0, pool_pre_ping=True)
    yield engine
    await engine.dispose()


def test_transaction_belongs_to_tenant(engine: Engine) -> None:
    for tenant in ("rawdog", "acme", "rawdog"):
        with with_tenant(tenant), engine.begin() as connection:
            assert connection.execute(READ_TENANTS).scalars().all() == [tenant, tenant]


def test_statement_without_tenant_is_refused(engine: Engine) -> None:
    with engine.connect() as connection:  # checked out before a tenant is entered
        with pytest.raises(StatementOutsideTenantError):
            connection.execute(READ_TENANTS)
        connection.rollback()
        with with_tenant("acme"):
            assert connection.execute(READ_TENANTS).scalars().all() == ["acme", "acme"]
            with with_tenant("rawdog"), pytest.raises(TenantChangedError):
                connection.execute(READ_TENANTS)
        connection.rollback()
        with pytest.raises(StatementOutsideTenantError):
            connection.connection.cursor().execute("SELECT 1")
    raw_connection = engine.raw_connection()
    with pytest.raises(StatementOutsideTenantError):
        raw_connection.cursor().execute("SELECT 1")
    raw_connection.close()
    with platform_scope("count orders"), engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM orders")).scalar() == 0


def test_savepoint_failure_and_control_statement(engine: Engine) -> None:
    with with_tenant("rawdog"), engine.connect() as connection:
        with connection.begin():
            with pytest.raises(ProgrammingError), connection.begin_nested():
                connection.execute(text("SELECT * FROM missing"))
            assert connection.execute(READ_TENANTS).scalars().all() == ["rawdog", "rawdog"]
        with pytest.raises(ControlStatementError):
            connection.execute(text("SELECT 1; COMMIT"))
        connection.rollback()
        with connection.begin_twophase() as transaction:
            assert connection.execute(READ_TENANTS).scalars().all() == ["rawdog", "rawdog"]
            transaction.rollback()
        with with_tenant("missing"), pytest.raises(MissingSchemaError):
            connection.execute(READ_TENANTS)
    with with_tenant("acme"), engine.begin() as connection:
        streamed = connection.execution_options(yield_per=1).execute(READ_TENANTS)
        assert streamed.scalars().all() == ["acme", "acme"]


def test_autocommit_is_refused(engine: Engine) -> None:
    with with_tenant("rawdog"), engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        with pytest.raises(AutocommitError):
            connection.execute(READ_TENANTS)
    with with_tenant("rawdog"), engine.connect() as connection:
        connection.execution_options(isolation_level="SERIALIZABLE")
        assert connection.execute(READ_TENANTS).scalars().all() == ["rawdog", "rawdog"]


def test_internal_statements_need_no_tenant(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    """SQLAlchemy reads the server's version and pings without a tenant."""
    for options in ({"pool_pre_ping": True}, {"poolclass": NullPool}):
        engine = shop.tenancy.create_engine(shop.url, **options)
        for _ in range(2):
            with engine.connect() as connection, with_tenant("acme"):
                assert connection.execute(READ_TENANTS).scalars().all() == ["acme", "acme"]
        engine.dispose()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_session_never_shares_objects(engine: Engine) -> None:
    make_session = sessionmaker(engine, class_=TenantSession, expire_on_commit=False)
    with make_session() as session:
        with with_tenant("rawdog"):
            note = session.get(Note, 1)
            assert note is not None
            assert note.tenant == "rawdog"
            session.commit()
        with with_tenant("acme"):
            for use in (
                lambda: session.get(Note, 1),
                lambda: session.scalars(select(Note)),
                lambda: session.get_one(Note, 1),
            ):
                with pytest.raises(TenantChangedError):
                    use()
            with pytest.raises(TenantChangedError):
                session.add(Note(tenant="acme"))
            session.rollback()
            session.expunge_all()
            note = session.get(Note, 1)
            assert note is not None
            assert note.tenant == "acme"
    with make_session() as session:
        with with_tenant("rawdog"):
            session.add(Note(tenant="rawdog", body="from rawdog"))
        with with_tenant("acme"), pytest.raises(TenantChangedError):
            session.commit()
        session.rollback()
        with pytest.raises(StatementOutsideTenantError):
            session.get(Note, 1)


SESSION_USES: dict[str, Callable[[Any, Any], Any]] = {
    "get": lambda session, _note: session.get(Note, 1),
    "merge": lambda session, _note: session.merge(Note(id=1, body="of acme")),
    "merge without load": lambda session, note: session.merge(note, load=False),
    "query.get": lambda session, _note: session.query(Note).get(1),
    "iteration": lambda session, _note: list(session),
    "in": lambda session, note: note in session,
    "identity_map.values": lambda session, _note: list(session.identity_map.values()),
    "identity_map[...]": lambda session, note: session.identity_map[identity_key(instance=note)],
    "key in identity_map": lambda session, note: identity_key(instance=note) in session.identity_map,
    "iterate identity_map": lambda session, _note: list(session.identity_map),
    "new": lambda session, _note: session.new,
    "dirty": lambda session, _note: session.dirty,
    "deleted": lambda session, _note: session.deleted,
    "add": lambda session, _note: session.add(Note(tenant="acme")),
    "add again": lambda session, note: session.add(note),
    "add_all": lambda session, _note: session.add_all([Note(tenant="acme")]),
    "delete": lambda session, note: session.delete(note),
    "refresh": lambda session, note: session.refresh(note),
    "expire": lambda session, note: session.expire(note),
    "select": lambda session, _note: session.scalars(select(Note)).all(),
    "update": lambda session, _note: session.execute(update(Note).values(body="of acme")),
    "bulk_save_objects": lambda session, _note: session.bulk_save_objects([Note(tenant="acme")]),
    "connection": lambda session, _note: session.connection(),
}
"""Uses of a session that holds rawdog's note; most of them need no statement, so no connection checks them."""


@pytest.mark.parametrize("use", SESSION_USES)
@pytest.mark.parametrize("expire_on_commit", [False, True])
@pytest.mark.filterwarnings("ignore:.*Query.get.*")
def test_session_has_one_tenant_until_emptied(engine: Engine, use: str, expire_on_commit: bool) -> None:
    with TenantSession(engine, expire_on_commit=expire_on_commit) as session:
        with with_tenant("rawdog"):
            note = session.get_one(Note, 1)
            session.commit()
        for _ in range(2):  # a refused use must not make the next one succeed
            with with_tenant("acme"), pytest.raises(TenantChangedError, match='belongs to tenant "rawdog" until'):
                SESSION_USES[use](session, note)
        session.rollback()
        with pytest.raises(StatementOutsideTenantError):
            SESSION_USES[use](session, note)
        with with_tenant("acme"):
            session.rollback()
            session.expunge_all()
            assert session.get_one(Note, 1).tenant == "acme"
            session.commit()
    with with_tenant("rawdog"), TenantSession(engine) as session:
        assert session.get_one(Note, 1).body == "of rawdog"


def test_pending_object_stays_with_its_tenant(engine: Engine) -> None:
    note = Note(tenant="rawdog")
    with TenantSession(engine) as session:
        with with_tenant("rawdog"):
            session.add(note)
        with with_tenant("acme"), pytest.raises(TenantChangedError):
            assert note in session


def foreign_note(engine: Engine, state: str) -> Note:
    """Return a note of rawdog in a state: closed, expunged, pickled, written or attached."""
    session = TenantSession(engine, expire_on_commit=False)
    with with_tenant("rawdog"):
        if state == "written":
            note = Note(tenant="rawdog", body="of rawdog")
            session.add(note)
        else:
            note = session.get_one(Note, 1)
        session.commit()
        if state == "expunged":
            session.expunge(note)
    if state != "attached":
        session.close()
    return pickle.loads(pickle.dumps(note)) if state == "pickled" else note  # noqa: S301  pickled by this test


def merge_frozen(session: Session, note: Note) -> Any:
    """Merge a frozen result of a query, such as one from a cache."""
    result: IteratorResult[Any] = IteratorResult(SimpleResultMetaData(["Note"]), iter([(note,)]))
    loading: Any = sqlalchemy.orm.loading  # Any: this module lacks annotations
    return loading.merge_frozen_result(session, select(Note), result.freeze(), load=False)


OBJECT_USES: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda session, note: session.add(note),
    "merge": lambda session, note: session.merge(note),
    "merge without load": lambda session, note: session.merge(note, load=False),
    "merge_frozen_result": merge_frozen,
    "delete": lambda session, note: session.delete(note),
    "bulk_save_objects": lambda session, note: session.bulk_save_objects([note]),
}
if hasattr(TenantSession, "merge_all"):  # new in SQLAlchemy 2.1
    OBJECT_USES["merge_all"] = lambda session, note: session.merge_all([note])


@pytest.mark.parametrize("use", OBJECT_USES)
@pytest.mark.parametrize("state", ["closed", "expunged", "pickled", "written", "attached"])
def test_object_stays_with_its_tenant(engine: Engine, use: str, state: str) -> None:
    note = foreign_note(engine, state)
    with with_tenant("acme"), TenantSession(engine) as session:
        with pytest.raises(TenantChangedError, match='Object of tenant "rawdog" refused in a session of tenant "acme"'):
            OBJECT_USES[use](session, note)
        session.commit()
        assert session.scalars(select(Note.body)).all() == ["of acme"]
    if state == "closed":
        with with_tenant("rawdog"), TenantSession(engine) as session:
            OBJECT_USES[use](session, note)
            session.commit()


def test_cleared_info_keeps_the_tenant(engine: Engine) -> None:
    with TenantSession(engine, expire_on_commit=False) as session:
        with with_tenant("rawdog"):
            session.get_one(Note, 1)
            session.commit()
        session.info.clear()
        with with_tenant("acme"), pytest.raises(TenantChangedError):
            session.get(Note, 1)


def test_empty_session_stays_with_its_tenant(engine: Engine) -> None:
    with TenantSession(engine) as session:
        with with_tenant("rawdog"), session.begin():
            assert session.scalar(select(Note.tenant)) == "rawdog"
        with with_tenant("acme"), pytest.raises(TenantChangedError):
            session.scalar(select(Note.tenant))
        session.close()
        with with_tenant("acme"):
            assert session.scalar(select(Note.tenant)) == "acme"


def test_second_protection_is_refused(shop: Shop, engine: Engine) -> None:
    with pytest.raises(ConfigurationError, match="under a tenancy already; call `protect` once"):
        shop.tenancy.protect(engine)


def test_connection_sharing_pool_is_refused(shop: Shop) -> None:
    for pool_class in (StaticPool, SingletonThreadPool):
        with pytest.raises(ConfigurationError, match=f"{pool_class.__name__} hands one connection"):
            shop.tenancy.create_engine(shop.url, poolclass=pool_class)

    class SharingPool(NullPool):
        """Pool that hands out its only connection several times."""

        entry: Any = None

        def _do_get(self) -> Any:
            self.entry = self.entry or self._create_connection()
            return self.entry

        def _do_return_conn(self, record: Any) -> None:
            pass

    engine = shop.tenancy.create_engine(shop.url, poolclass=SharingPool)
    with with_tenant("acme"), engine.connect() as connection:
        assert connection.execute(READ_TENANTS).scalars().all() == ["acme", "acme"]
        connection.rollback()
        with pytest.raises(ConfigurationError, match="SharingPool hands one connection"):
            engine.connect()
    engine.dispose()


def test_kept_connection_is_guarded(engine: Engine) -> None:
    raw_connection = engine.raw_connection()
    driver_connection: Any = raw_connection.driver_connection
    raw_connection.close()
    with pytest.raises(StatementOutsideTenantError):
        driver_connection.execute("SELECT 1")
    with with_tenant("acme"), engine.connect() as connection:  # the same connection; the pool pings it first
        assert connection.execute(READ_TENANTS).scalars().all() == ["acme", "acme"]
        with with_tenant("rawdog"), pytest.raises(TenantChangedError):
            driver_connection.execute("SELECT 1")


async def test_kept_async_connection_is_guarded(async_engine: AsyncEngine) -> None:
    async with async_engine.connect() as connection:
        driver_connection: Any = (await connection.get_raw_connection()).driver_connection
    with pytest.raises(StatementOutsideTenantError):
        await driver_connection.execute("SELECT 1")
    async with with_tenant("acme"), async_engine.connect() as connection:
        assert (await connection.execute(READ_TENANTS)).scalars().all() == ["acme", "acme"]


async def test_async_engine_is_guarded(async_engine: AsyncEngine) -> None:
    async with async_engine.connect() as connection:
        with pytest.raises(StatementOutsideTenantError):
            await connection.execute(READ_TENANTS)
    for tenant in ("rawdog", "acme"):
        async with with_tenant(tenant), async_engine.begin() as connection:
            assert (await connection.execute(READ_TENANTS)).scalars().all() == [tenant, tenant]
            with with_tenant("other"), pytest.raises(TenantChangedError):
                await connection.execute(READ_TENANTS)
            async with connection.begin_nested():
                assert (await connection.execute(READ_TENANTS)).scalars().all() == [tenant, tenant]
            streamed = await connection.stream(READ_TENANTS)
            assert await streamed.scalars().all() == [tenant, tenant]
    async with with_tenant("acme"), async_engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        with pytest.raises(AutocommitError):
            await connection.execute(READ_TENANTS)


async def test_async_session_belongs_to_one_tenant(async_engine: AsyncEngine) -> None:
    make_session: async_sessionmaker[AsyncSession] = async_sessionmaker(
        async_engine, sync_session_class=TenantSession, expire_on_commit=False
    )
    async with make_session() as session:
        async with with_tenant("rawdog"):
            note = await session.get_one(Note, 1)
            assert note.tenant == "rawdog"
            await session.commit()
        async with with_tenant("acme"):
            with pytest.raises(TenantChangedError):
                await session.get(Note, 1)
            await session.close()
            assert (await session.get_one(Note, 1)).tenant == "acme"


def test_existing_engine_can_be_protected(shop: Shop) -> None:
    engine = create_engine(shop.url)
    shop.tenancy.protect(engine)
    with engine.connect() as connection, pytest.raises(StatementOutsideTenantError):
        connection.execute(READ_TENANTS)
    engine.dispose()


def test_connection_before_protect_is_refused(shop: Shop) -> None:
    engine = create_engine(shop.url)
    with engine.connect():
        pass
    shop.tenancy.protect(engine)
    with pytest.raises(ConfigurationError, match="before the engine connects"), engine.connect():
        pass
    engine.dispose()


def test_other_driver_is_refused(shop: Shop) -> None:
    with pytest.raises(ConfigurationError, match=r"sqlite\+pysqlite .* postgresql\+psycopg"):
        shop.tenancy.create_engine("sqlite://")


def test_orm_writes_go_to_current_tenant(shop: Shop, engine: Engine) -> None:
    make_session = sessionmaker(engine, class_=TenantSession)
    with with_tenant("acme"), make_session.begin() as session:
        session.add_all([Note(tenant="acme", body=f"note {number}") for number in range(50)])
    with with_tenant("rawdog"), make_session() as session:
        assert session.scalars(select(Note.tenant)).all() == ["rawdog"]
    with with_tenant("acme"), make_session() as session:
        assert session.scalars(select(Note.tenant)).all() == ["acme"] * 51
