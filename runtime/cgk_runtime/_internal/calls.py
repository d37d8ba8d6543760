"""Calls of an application's functions, async or plain: handlers, callbacks, middleware, tenant sources and upcasts."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from types import AsyncGeneratorType, GeneratorType
from typing import Any, ParamSpec

from cgk_runtime.errors import ResultError

P = ParamSpec("P")


def called_function(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that a call executes, such as a partial's function or an object's `__call__`."""
    while isinstance(function, partial):
        function = function.func
    if inspect.isroutine(function) or isinstance(function, type):
        return function
    return getattr(type(function), "__call__", function)  # noqa: B004  # the method itself is needed


def function_name(function: Callable[..., Any]) -> str:
    """Return a function's name with its module, for error texts."""
    called = called_function(function)
    return f"{called.__module__}.{called.__qualname__}"


def is_async(function: Callable[..., Any]) -> bool:
    """Return whether the function itself is declared async; a plain wrapper of an async function is not."""
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called_function(function))


async def settle(value: object) -> Any:
    """Await a value as long as it is awaitable, and return the result."""
    while inspect.isawaitable(value):
        value = await value
    return value


async def call_maybe_async(function: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> Any:
    """Call an async function, or a plain one in a thread, and await what it returns if it is awaitable.

    The thread runs in a copy of the current context. It is abandoned if the call is canceled.

    Raises:
        ResultError: The function returned a generator, whose body would never run.
    """
    if is_async(function):
        result = await settle(function(*args, **kwargs))
    else:
        from anyio.to_thread import run_sync

        result = await settle(await run_sync(partial(function, *args, **kwargs), abandon_on_cancel=True))
    if isinstance(result, GeneratorType | AsyncGeneratorType):
        raise ResultError(f"{function_name(function)} returned a generator, which would never run")
    return result
