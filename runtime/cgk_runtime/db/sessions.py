"""SQLAlchemy ORM session that belongs to one tenant from its first use until it is emptied."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final
from weakref import ref

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
"""Methods of an identity map with which queries, relationships and users find objects. SQLAlchemy itself calls
the other methods, for example when a transaction ends, and they must work in every context."""
_IdentityMap: Final[Any] = type(Session().identity_map)  # its name differs between SQLAlchemy's versions


def _claim_before(method: Any) -> Any:  # a method of Session or of an identity map
    """Return a method that claims the session for the current tenant first."""

    @wraps(method)
    def claim_first(self: Any, *arguments: Any, **options: Any) -> Any:
        self.claim()
        return method(self, *arguments, **options)

    return claim_first


_TenantIdentityMap: Final[Any] = type(
    "TenantIdentityMap", (_IdentityMap,), {name: _claim_before(getattr(_IdentityMap, name)) for name in _LOOKUPS}
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

    def __init__(self, *arguments: Any, **options: Any) -> None:  # passed on to Session
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
            raise TenantChangedError(describe_owner(owner), describe_owner(requested), resource="session")

    def get_bind(self, *arguments: Any, **options: Any) -> Any:  # passed on to Session.get_bind
        """Return the engine of a statement; the session calls it before each one."""
        self.claim()
        return super().get_bind(*arguments, **options)

    def expunge_all(self) -> None:
        """Remove all objects; afterwards the session belongs to the tenant that uses it next."""
        super().expunge_all()
        self._guard_identity_map()
        vars(self).pop(_OWNER_KEY, None)

    def _merge(self, state: InstanceState[Any], *arguments: Any, **options: Any) -> Any:  # passed on to Session._merge
        """Copy an object's state; called by `merge`, `merge_all` and frozen results, also for related objects."""
        self.claim()
        _require_own(state)
        return super()._merge(state, *arguments, **options)

    def bulk_save_objects(self, objects: Iterable[object], *arguments: Any, **options: Any) -> None:
        """Write objects at once, without the session's other changes."""
        self.claim()
        objects = list(objects)
        for instance in objects:
            _require_own(instance_state(instance))
        super().bulk_save_objects(objects, *arguments, **options)

    def add(self, instance: object, *, _warn: bool = True) -> None:
        """Add an object, to be written with the next flush."""
        self.claim()
        super().add(instance, _warn=_warn)

    def __contains__(self, instance: object) -> bool:
        """Return whether the session has the object."""
        self.claim()
        return super().__contains__(instance)

    def delete(self, instance: object) -> None:
        """Mark an object, to be deleted with the next flush."""
        self.claim()
        super().delete(instance)

    def _guard_identity_map(self) -> None:
        reference = ref(self)

        def claim() -> None:
            session = reference()
            if session is not None:  # None while the session is being collected
                session.claim()

        self.identity_map = _TenantIdentityMap()
        self.identity_map.claim = claim  # type: ignore[attr-defined]


_OBJECT_SETS: Final = {"new": "inserted", "dirty": "updated", "deleted": "deleted"}
"""Properties of a session that do not look objects up in its identity map, and what a flush does to their objects."""
for _name, _verb in _OBJECT_SETS.items():
    setattr(TenantSession, _name, property(_claim_before(getattr(Session, _name).fget), doc=f"Objects to be {_verb}."))


@event.listens_for(TenantSession, "loaded_as_persistent")
@event.listens_for(TenantSession, "pending_to_persistent")
@event.listens_for(TenantSession, "detached_to_persistent")
def _record_owner(session: TenantSession, instance: object) -> None:
    """Record the tenant of an object, because it keeps the tenant's values when it leaves its session."""
    instance_state(instance).info[_OWNER_KEY] = vars(session).get(_OWNER_KEY)


@event.listens_for(TenantSession, "before_attach")
def _check_object(_session: TenantSession, instance: object) -> None:
    _require_own(instance_state(instance))


def _require_own(state: InstanceState[Any]) -> None:
    """Refuse an object of another tenant; every tenant may use objects that were loaded in a `platform_scope`."""
    owner: Owner | None = state.info.get(_OWNER_KEY)
    requested = current_owner()
    if isinstance(owner, str) and owner != requested:
        raise TenantChangedError(describe_owner(owner), describe_owner(requested), resource="object")


@event.listens_for(TenantSession, "after_begin")
def _claim(session: TenantSession, _transaction: SessionTransaction, _connection: Connection) -> None:
    session.claim()
