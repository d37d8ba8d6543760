"""The current tenant: entered with `with_tenant`, returned by `current_tenant`.

A context variable holds it: it follows `await` and new asyncio tasks, and never leaks into another request or job.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar, cast

from cgk_runtime.errors import InvalidTenantError, NoTenantError

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_TENANT_PATTERN: Final = "^[a-z0-9_-]{1,56}$"
"""The pattern of tenant ids if no catalog defines one."""


_REMEMBERED: Final = 1024


@dataclass(frozen=True, slots=True)
class Platform:
    """The scope of code that works for the platform instead of a tenant; see `cgk_runtime.db.platform_scope`.

    Attributes:
        reason: The reason, for the audit.
    """

    reason: str


_tenants: ContextVar[tuple[str | Platform, ...]] = ContextVar("cgk_tenants", default=())
"""The entered scopes, innermost last. A tuple instead of reset tokens, so that a scope can be left in a copied
context."""


def current_tenant() -> str:
    """Return the current tenant.

    Raises:
        NoTenantError: There is no current tenant.

    Example:
        >>> with with_tenant("rawdog"):
        ...     current_tenant()
        'rawdog'
    """
    scope = current_scope()
    if not isinstance(scope, str):
        raise NoTenantError
    return scope


def current_tenant_or_none() -> str | None:
    """Return the current tenant, or None."""
    tenants = _tenants.get()
    if not tenants:
        return None
    scope = tenants[-1]
    return scope if isinstance(scope, str) else None


def current_scope() -> str | Platform | None:
    """Return the current tenant, the platform scope, or None."""
    tenants = _tenants.get()
    return tenants[-1] if tenants else None


def enter_scope(scope: str | Platform) -> None:
    """Enter a tenant's or the platform's scope, until `leave_scope` is called."""
    _tenants.set((*_tenants.get(), scope))


def leave_scope() -> None:
    """Leave the scope that was entered last."""
    _tenants.set(_tenants.get()[:-1])


def enter_tenant(tenant_id: str) -> None:
    """Make a tenant the only scope of the current context, which must be the job's own."""
    _tenants.set((tenant_id,))


class TenantContext:
    """Context manager, sync and async, and decorator that `with_tenant(tenant_id)` returns.

    It is reusable and reentrant, also from several tasks.
    """

    __slots__ = ("tenant_id",)

    def __init__(self, tenant_id: str) -> None:
        self.tenant_id = tenant_id

    def __enter__(self) -> str:
        """Enter the tenant's scope and return its id."""
        enter_scope(self.tenant_id)
        return self.tenant_id

    def __exit__(self, *_exception: object) -> None:
        """Leave the tenant's scope."""
        leave_scope()

    async def __aenter__(self) -> str:
        """Enter the tenant's scope and return its id."""
        return self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """Leave the tenant's scope."""
        self.__exit__()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function, async or plain, to run in the tenant's scope.

        Raises:
            TypeError: The function is a generator, whose body would run after the scope was left.
        """
        if inspect.isasyncgenfunction(function) or inspect.isgeneratorfunction(function):
            raise TypeError(f"with_tenant cannot decorate the generator {function.__name__}: use `with` inside it")
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run(*args: P.args, **kwargs: P.kwargs) -> Any:  # the cast below restores the type
                with self:
                    return await function(*args, **kwargs)

            return cast("Callable[P, R]", run)

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return function(*args, **kwargs)

        return call


class TenantRule:
    """The pattern of a catalog's tenant ids; calling it returns a `TenantContext`.

    Args:
        pattern: A regular expression that tenant ids must match as a whole.

    Example:
        >>> with_tenant = TenantRule("^[a-z]{1,8}$")
        >>> with with_tenant("acme"):
        ...     current_tenant()
        'acme'
    """

    __slots__ = ("_matches", "pattern")

    def __init__(self, pattern: str = DEFAULT_TENANT_PATTERN) -> None:
        self.pattern = pattern
        fullmatch = re.compile(pattern, re.ASCII).fullmatch

        # Every job checks its tenant, and a process sees the same tenants repeatedly.
        @functools.lru_cache(maxsize=_REMEMBERED)
        def matches(tenant_id: str) -> bool:
            return fullmatch(tenant_id) is not None

        self._matches = matches

    def __call__(self, tenant_id: str) -> TenantContext:
        """Return the context of a tenant: `with with_tenant("rawdog"):`, `async with`, or a decorator.

        Raises:
            InvalidTenantError: The id does not match the pattern.
        """
        return TenantContext(self.check(tenant_id))

    def matches(self, tenant_id: str) -> bool:
        """Return whether an id matches the pattern."""
        return self._matches(tenant_id)

    def check(self, tenant_id: object) -> str:
        """Return the id if it matches the pattern.

        Raises:
            InvalidTenantError: It does not match.
        """
        if not isinstance(tenant_id, str) or not self._matches(tenant_id):
            raise InvalidTenantError(tenant_id, self.pattern)
        return tenant_id


with_tenant: Final = TenantRule()
"""Enters a tenant's scope: `with with_tenant("rawdog"):`, `async with`, or `@with_tenant("rawdog")`.

A generated package has its own version with its catalog's pattern; import it from there.
"""
