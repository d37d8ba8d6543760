"""The tenant that code runs for: entered by `with_tenant`, asked for by `current_tenant`.

It is kept in a context variable, so it follows `await` and new asyncio tasks, and never another request or job.
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
"""The form of a tenant id where no catalog says otherwise."""


_REMEMBERED: Final = 1024


@dataclass(frozen=True, slots=True)
class Platform:
    """Stands where a tenant would, for code that works for the platform itself; see `cgk_runtime.db.platform_scope`.

    Attributes:
        reason: Why, for whoever reads the audit.
    """

    reason: str


_tenants: ContextVar[tuple[str | Platform, ...]] = ContextVar("cgk_tenants", default=())
"""The tenants entered, innermost last. A tuple and no reset tokens, so that leaving works in a copied context too."""


def current_tenant() -> str:
    """Give the tenant this code runs for.

    Raises:
        NoTenantError: The code runs outside any tenant's context.

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
    """Give the tenant this code runs for, or None outside any tenant's context."""
    tenants = _tenants.get()
    if not tenants:
        return None
    scope = tenants[-1]
    return scope if isinstance(scope, str) else None


def current_scope() -> str | Platform | None:
    """Give the tenant this code runs for, or the platform, or None where neither was entered."""
    tenants = _tenants.get()
    return tenants[-1] if tenants else None


def enter_scope(scope: str | Platform) -> None:
    """Enter a tenant's or the platform's context, until `leave_scope` is called."""
    _tenants.set((*_tenants.get(), scope))


def leave_scope() -> None:
    """Return to the context that was there before the last one was entered."""
    _tenants.set(_tenants.get()[:-1])


def enter_tenant(tenant_id: str) -> None:
    """Make a context of its own, as each job has one, the tenant's for good."""
    _tenants.set((tenant_id,))


class TenantContext:
    """What `with_tenant(tenant_id)` gives: a context manager, sync and async, and a decorator.

    One object may be entered again and again, also nested and from several tasks.
    """

    __slots__ = ("tenant_id",)

    def __init__(self, tenant_id: str) -> None:
        self.tenant_id = tenant_id

    def __enter__(self) -> str:
        """Enter the tenant's context and give its id."""
        enter_scope(self.tenant_id)
        return self.tenant_id

    def __exit__(self, *_exception: object) -> None:
        """Return to the context that was there before."""
        leave_scope()

    async def __aenter__(self) -> str:
        """Enter the tenant's context and give its id."""
        return self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """Return to the context that was there before."""
        self.__exit__()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Make every call of a function, async or plain, run in the tenant's context.

        Raises:
            TypeError: The function is a generator, whose body would run after the context was left.
        """
        if inspect.isasyncgenfunction(function) or inspect.isgeneratorfunction(function):
            raise TypeError(f"with_tenant cannot decorate the generator {function.__name__}: use `with` inside it")
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run(*args: P.args, **kwargs: P.kwargs) -> Any:  # the coroutine's own type, restored by the cast
                with self:
                    return await function(*args, **kwargs)

            return cast("Callable[P, R]", run)

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return function(*args, **kwargs)

        return call


class TenantRule:
    """The form of a tenant id, written once in the catalog; calling it makes a `TenantContext`.

    Args:
        pattern: A regular expression that a tenant id matches as a whole.

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

        # Every job asks, and a process sees the same tenants again and again.
        @functools.lru_cache(maxsize=_REMEMBERED)
        def matches(tenant_id: str) -> bool:
            return fullmatch(tenant_id) is not None

        self._matches = matches

    def __call__(self, tenant_id: str) -> TenantContext:
        """Make the context of one tenant: `with with_tenant("rawdog"):`, `async with`, or as a decorator.

        Raises:
            InvalidTenantError: The id does not have the catalog's form.
        """
        return TenantContext(self.check(tenant_id))

    def matches(self, tenant_id: str) -> bool:
        """Say whether an id has the catalog's form."""
        return self._matches(tenant_id)

    def check(self, tenant_id: object) -> str:
        """Give the id back if it has the catalog's form.

        Raises:
            InvalidTenantError: It does not.
        """
        if not isinstance(tenant_id, str) or not self._matches(tenant_id):
            raise InvalidTenantError(tenant_id, self.pattern)
        return tenant_id


with_tenant: Final = TenantRule()
"""Enters a tenant's context: `with with_tenant("rawdog"):`, `async with`, or `@with_tenant("rawdog")`.

A generated package has its own, with its catalog's pattern; import it from there.
"""
