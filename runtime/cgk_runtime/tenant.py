"""The current tenant: entered with `with_tenant`, returned by `current_tenant`.

It follows `await` and new asyncio tasks, and never leaks into another request, job or generator.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar, cast

from cgk_runtime._internal.calls import called_function, is_async
from cgk_runtime._internal.later_calls import later_in_scope
from cgk_runtime._internal.scope_stack import ScopeStack
from cgk_runtime.errors import InvalidTenantError, NoTenantError

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_TENANT_PATTERN: Final = "^[a-z0-9_-]{1,56}$"
"""The pattern of tenant ids if no catalog defines one."""


@dataclass(frozen=True, slots=True)
class Platform:
    """The scope of code that works for the platform instead of a tenant; see `cgk_runtime.db.platform_scope`.

    Attributes:
        reason: The reason, for the audit.
    """

    reason: str


_scopes: Final = ScopeStack[str | Platform]("cgk_scopes")


def current_tenant() -> str:
    """Return the current tenant.

    Raises:
        NoTenantError: The code runs outside of a tenant.
        ScopeInGeneratorError: A function called by a generator left a tenant open, and the generator's consumer calls
            this function.

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
    scope = current_scope()
    return scope if isinstance(scope, str) else None


current_scope: Final = _scopes.current
"""Function that returns the current tenant, the platform scope, or None."""

enter_scope: Final = _scopes.enter
"""Function that enters the scope of a tenant or the platform until `leave_scope` gets the same context manager."""

leave_scope: Final = _scopes.leave
"""Function that leaves the scope that a context manager entered last in this context, and no other one."""

enter_tenant: Final = _scopes.replace
"""Function that makes a tenant the only scope of the current context, which must be the job's own."""


class TenantContext:
    """Context manager, sync and async, and decorator that `with_tenant(tenant_id)` returns.

    It is reusable, also from several tasks, and reentrant unless another scope was entered in between.
    """

    __slots__ = ("tenant_id",)

    def __init__(self, tenant_id: str) -> None:
        self.tenant_id = tenant_id

    def __enter__(self) -> str:
        """Enter the tenant's scope and return its id."""
        enter_scope(self.tenant_id, self)
        return self.tenant_id

    def __exit__(self, *_exception: object) -> None:
        """Leave the tenant's scope."""
        leave_scope(self)

    async def __aenter__(self) -> str:
        """Enter the tenant's scope and return its id."""
        return self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """Leave the tenant's scope."""
        self.__exit__()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function, a coroutine function or a generator function to run in the tenant's scope.

        A coroutine or a generator that a plain function returns runs in the tenant's scope as well, and so do `map`,
        `filter` and the iterators of itertools. The consumer of a generator stays in its own scope.

        Raises:
            TypeError: The function wraps a generator function, as `@contextmanager` does.
        """
        _refuse_wrapped_generator(function)
        # Every call creates its own `TenantContext`, because the function may be called again while it runs.
        if is_async(function):

            @functools.wraps(function)
            async def run(*args: P.args, **kwargs: P.kwargs) -> Any:  # the cast below restores the type
                with TenantContext(self.tenant_id):
                    return await function(*args, **kwargs)  # type: ignore[misc]  # is_async has checked it

            return cast("Callable[P, R]", run)

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            with TenantContext(self.tenant_id):
                open_scope = functools.partial(TenantContext, self.tenant_id)
                return cast("R", later_in_scope(function(*args, **kwargs), open_scope))

        return call


def _refuse_wrapped_generator(function: Callable[..., Any]) -> None:
    called = called_function(function)
    if inspect.isgeneratorfunction(called) or inspect.isasyncgenfunction(called):
        return
    inner = inspect.unwrap(called)
    if inspect.isgeneratorfunction(inner) or inspect.isasyncgenfunction(inner):
        name = getattr(function, "__name__", function)
        raise TypeError(
            f"with_tenant cannot decorate {name}, because a decorator below it wraps a generator; use "
            f"`with with_tenant(...)` inside {name}, or put @with_tenant directly above the generator"
        )


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

    __slots__ = ("_fullmatch", "pattern")

    def __init__(self, pattern: str = DEFAULT_TENANT_PATTERN) -> None:
        self.pattern = pattern
        self._fullmatch = re.compile(pattern, re.ASCII).fullmatch

    def __call__(self, tenant_id: str) -> TenantContext:
        """Return the context of a tenant: `with with_tenant("rawdog"):`, `async with`, or a decorator.

        Raises:
            InvalidTenantError: The id does not match the pattern.
        """
        return TenantContext(self.check(tenant_id))

    def matches(self, tenant_id: str) -> bool:
        """Return whether an id matches the pattern."""
        return self._fullmatch(tenant_id) is not None

    def check(self, tenant_id: object) -> str:
        """Return the id if it matches the pattern.

        Raises:
            InvalidTenantError: The id does not match.
        """
        if not isinstance(tenant_id, str) or not self.matches(tenant_id):
            raise InvalidTenantError(tenant_id, self.pattern)
        return tenant_id


with_tenant: Final = TenantRule()
"""The default rule, whose call enters a tenant's scope: `with with_tenant("rawdog"):`, `async with`, or a decorator.

A generated package has its own `with_tenant` with its catalog's pattern; import it from there.
"""
