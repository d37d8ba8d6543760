"""SQLAlchemy's ORM: a session keeps objects, so it belongs to one tenant as long as it has any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from cgk_runtime.db.errors import TenantChangedError
from cgk_runtime.db.holders import holder_of, named
from cgk_runtime.db.tenancy import required_scope

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import SessionTransaction

_OWNER: Final = "cgk_tenant"


class TenantSession(Session):
    """An ORM session that never hands one tenant's objects to another.

    `session.get` answers from memory where it can, and a transaction's tenant says nothing about what was loaded before
    it. So the session belongs to whoever first used it, until it is closed or emptied by `expunge_all`.

    Raises:
        TenantChangedError: It is used for one tenant while it has another's objects.

    Example:
        make_session = sessionmaker(tenancy.create_engine(url), class_=TenantSession)
        make_async_session = async_sessionmaker(tenancy.create_async_engine(url), sync_session_class=TenantSession)
    """

    def claim(self) -> None:
        """Take the session for the tenant whose context this is.

        Raises:
            StatementOutsideTenantError: It is nobody's.
            TenantChangedError: It has another's objects.
        """
        wanted = named(holder_of(required_scope()))
        owner = self.info.get(_OWNER, wanted)
        if owner != wanted and (len(self.identity_map) or self.new):
            raise TenantChangedError(owner, wanted)
        self.info[_OWNER] = wanted

    def get(self, *arguments: Any, **options: Any) -> Any:  # as Session.get, whose types depend on the entity
        """Load an object by its key, or find it among those loaded."""
        self.claim()
        return super().get(*arguments, **options)

    def add(self, instance: object, *, _warn: bool = True) -> None:
        """Have an object written with the next flush."""
        self.claim()
        super().add(instance, _warn=_warn)


@event.listens_for(TenantSession, "after_begin")
def _claim(session: TenantSession, _transaction: SessionTransaction, _connection: Connection) -> None:
    session.claim()
