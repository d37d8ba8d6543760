"""SQLAlchemy ORM session that belongs to one tenant from its first use until it is emptied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakMethod

from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state

from cgk_runtime.db.errors import TenantChangedError
from cgk_runtime.db.owner import Owner, current_owner, describe_owner

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import SessionTransaction
    from sqlalchemy.orm.state import InstanceState

_OWNER_KEY: Final = "cgk_owner"
_LOOKUPS: Final = (
    "__contains__", "__getitem__", "__iter__", "get", "fast_get_state", "contains_state", "has_key",
    "items", "keys", "values",
)  # fmt: skip
"""Methods of an identity map with which queries, relationships and users find objects. The other methods end a
transaction or empty the map, and must work in every context."""
_IdentityMap: Final[Any] = type(Session().identity_map)  # its name differs between SQLAlchemy's versions


def _claiming(name: str) -> Any:
    lookup = getattr(_IdentityMap, name)

    def claim_first(self: Any, *arguments: Any) -> Any:
        claim = self.claim()
        if claim is not None:  # None while the session is being collected
            claim()
        return lookup(self, *arguments)

    return claim_first


_TenantIdentityMap: Final[Any] = type(
    "TenantIdentityMap", (_IdentityMap,), {name: _claiming(name) for name in _LOOKUPS}
)
"""Identity map that claims its session for the current tenant before each lookup."""


class TenantSession(Session):
    """An ORM session that does not return one tenant's objects to another.

    A session answers many calls from memory, without a transaction that the connection guard could check. Therefore
    the session belongs to the tenant that uses it first, until it is emptied with `close`, `reset` or `expunge_all`.

    Raises:
        TenantChangedError: Another tenant uses the session.
        StatementOutsideTenantError: The session is used outside a tenant's context.

    Example:
        make_session = sessionmaker(tenancy.create_engine(url), class_=TenantSession)
        make_async_session = async_sessionmaker(tenancy.create_async_engine(url), sync_session_class=TenantSession)
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:  # as Session's
        super().__init__(*arguments, **options)
        self._guard_identity_map()

    def claim(self) -> None:
        """Assign the session to the current tenant.

        Raises:
            StatementOutsideTenantError: No tenant was entered.
            TenantChangedError: The session belongs to another tenant.
        """
        requested = current_owner()
        owner: Owner = vars(self).setdefault(_OWNER_KEY, requested)  # not in `info`, which applications may clear
        if owner != requested:
            raise TenantChangedError(describe_owner(owner), describe_owner(requested), holder="session")

    def expunge_all(self) -> None:
        """Remove all objects; afterwards the session belongs to the tenant that uses it next."""
        super().expunge_all()
        self._guard_identity_map()
        vars(self).pop(_OWNER_KEY, None)

    def get(self, *arguments: Any, **options: Any) -> Any:  # as Session.get, whose types depend on the entity
        """Return an object by its key, loaded or from memory."""
        self.claim()
        return super().get(*arguments, **options)

    def _merge(self, state: InstanceState[Any], *arguments: Any, **options: Any) -> Any:  # as Session._merge
        """Copy an object's state; called by `merge`, `merge_all` and frozen results, also for related objects."""
        self.claim()
        _require_own(state)
        return super()._merge(state, *arguments, **options)

    def bulk_save_objects(self, objects: Iterable[object], *arguments: Any, **options: Any) -> None:
        """Write objects without the session's other work."""
        self.claim()
        objects = list(objects)
        for each in objects:
            _require_own(instance_state(each))
        super().bulk_save_objects(objects, *arguments, **options)

    def add(self, instance: object, *, _warn: bool = True) -> None:
        """Add an object, to be written with the next flush."""
        self.claim()
        super().add(instance, _warn=_warn)

    def delete(self, instance: object) -> None:
        """Mark an object, to be deleted with the next flush."""
        self.claim()
        super().delete(instance)

    def query(self, *entities: Any, **options: Any) -> Any:  # as Session.query, whose types depend on the entities
        """Return a query of the legacy interface."""
        self.claim()
        return super().query(*entities, **options)

    def connection(self, *arguments: Any, **options: Any) -> Connection:  # as Session.connection
        """Return the connection of the session's transaction."""
        self.claim()
        return super().connection(*arguments, **options)

    def __contains__(self, instance: object) -> bool:
        """Return whether the session has the object."""
        self.claim()
        return super().__contains__(instance)

    def __iter__(self) -> Iterator[object]:
        """Iterate over the session's objects."""
        self.claim()
        return super().__iter__()

    @property
    def new(self) -> Any:  # an IdentitySet, which has no public name
        """Objects to be inserted."""
        self.claim()
        return super().new

    @property
    def dirty(self) -> Any:  # an IdentitySet, which has no public name
        """Objects to be updated."""
        self.claim()
        return super().dirty

    @property
    def deleted(self) -> Any:  # an IdentitySet, which has no public name
        """Objects to be deleted."""
        self.claim()
        return super().deleted

    def _guard_identity_map(self) -> None:
        self.identity_map = _TenantIdentityMap()
        self.identity_map.claim = WeakMethod(self.claim)  # type: ignore[attr-defined]


@event.listens_for(TenantSession, "loaded_as_persistent")
@event.listens_for(TenantSession, "pending_to_persistent")
@event.listens_for(TenantSession, "detached_to_persistent")
def _label(session: TenantSession, instance: object) -> None:
    """Record the tenant of an object, because it keeps the tenant's values when it leaves its session."""
    instance_state(instance).info[_OWNER_KEY] = vars(session).get(_OWNER_KEY)


@event.listens_for(TenantSession, "before_attach")
def _check_object(_session: TenantSession, instance: object) -> None:
    _require_own(instance_state(instance))


def _require_own(state: InstanceState[Any]) -> None:
    """Refuse an object of another tenant; objects of the platform may be used by every tenant."""
    owner: Owner | None = state.info.get(_OWNER_KEY)
    requested = current_owner()
    if isinstance(owner, str) and owner != requested:
        raise TenantChangedError(describe_owner(owner), describe_owner(requested), holder="object")


@event.listens_for(TenantSession, "after_begin")
def _claim(session: TenantSession, _transaction: SessionTransaction, _connection: Connection) -> None:
    session.claim()
