"""SQLAlchemy ORM session that belongs to one tenant while it holds objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from cgk_runtime.db.errors import TenantChangedError
from cgk_runtime.db.owner import current_owner, describe_owner

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import SessionTransaction

_OWNER_KEY: Final = "cgk_owner"


class TenantSession(Session):
    """An ORM session that does not return one tenant's objects to another.

    `session.get` answers from memory if it can, without a transaction that the connection guard could check. Therefore
    the session belongs to the tenant that uses it first, until it is closed or emptied with `expunge_all`.

    Raises:
        TenantChangedError: One tenant uses a session that holds another tenant's objects.

    Example:
        make_session = sessionmaker(tenancy.create_engine(url), class_=TenantSession)
        make_async_session = async_sessionmaker(tenancy.create_async_engine(url), sync_session_class=TenantSession)
    """

    def claim(self) -> None:
        """Assign the session to the current tenant.

        Raises:
            StatementOutsideTenantError: No tenant was entered.
            TenantChangedError: The session holds another tenant's objects.
        """
        requested = describe_owner(current_owner())
        owner = self.info.get(_OWNER_KEY, requested)
        if owner != requested and (len(self.identity_map) or self.new):
            raise TenantChangedError(owner, requested)
        self.info[_OWNER_KEY] = requested

    def get(self, *arguments: Any, **options: Any) -> Any:  # as Session.get, whose types depend on the entity
        """Return an object by its key, loaded or from memory."""
        self.claim()
        return super().get(*arguments, **options)

    def add(self, instance: object, *, _warn: bool = True) -> None:
        """Add an object, to be written with the next flush."""
        self.claim()
        super().add(instance, _warn=_warn)


@event.listens_for(TenantSession, "after_begin")
def _claim(session: TenantSession, _transaction: SessionTransaction, _connection: Connection) -> None:
    session.claim()
