"""Results that run an application's code later, such as coroutines and generators, in the scope of their function."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import AbstractContextManager
from types import AsyncGeneratorType, GeneratorType
from typing import Any, Final, cast

OpenScope = Callable[[], AbstractContextManager[object]]
"""Function that returns a new context manager of a scope."""

_LAZY_ITERATORS: Final = frozenset({map, filter, zip, enumerate, reversed})
"""Iterators that call an application's code when they are iterated, in addition to those of `itertools`."""


def later_in_scope(value: object, open_scope: OpenScope) -> object:
    """Return a value whose later execution, if there is any, happens in a scope.

    Args:
        value: The result of a function.
        open_scope: Function that returns a context manager for each step of the execution.
    """
    if isinstance(value, AsyncGeneratorType):
        return _iterate_async(cast("AsyncGenerator[Any, Any]", value), open_scope)
    if inspect.isawaitable(value):
        # A future was started in the scope; an awaitable that is also a context manager must stay what it is.
        is_unchanged = isinstance(value, asyncio.Future) or hasattr(value, "__aenter__")
        return value if is_unchanged else _await(value, open_scope)
    if isinstance(value, GeneratorType):
        return _iterate(_ScopedGenerator(open_scope, cast("Generator[Any, Any, Any]", value)))
    if type(value) in _LAZY_ITERATORS or type(value).__module__ == "itertools":
        items = cast("Iterator[Any]", value)
        return _iterate(_ScopedGenerator(open_scope, (item for item in items)))
    return value


async def _await(value: Awaitable[Any], open_scope: OpenScope) -> Any:
    """Await a value in a scope; a generator calls this, because it must not enter the scope itself."""
    with open_scope():
        return await value


class _ScopedGenerator(Generator[Any, Any, Any]):
    """Generator that runs each step of another one in a scope, and its consumer outside of it."""

    def __init__(self, open_scope: OpenScope, generator: Generator[Any, Any, Any]) -> None:
        self._open_scope = open_scope
        self._generator = generator

    def send(self, value: Any) -> Any:  # the types are the generator's
        with self._open_scope():
            return self._generator.send(value)

    def throw(self, *error: Any) -> Any:  # the forms of Generator.throw
        with self._open_scope():
            return self._generator.throw(*error)


def _iterate(generator: _ScopedGenerator) -> Generator[Any, Any, Any]:
    """Iterate over a generator, and close it in its scope when this iteration is garbage-collected."""
    with contextlib.closing(generator):
        return (yield from generator)


async def _iterate_async(generator: AsyncGenerator[Any, Any], open_scope: OpenScope) -> AsyncGenerator[Any]:
    """Iterate over a generator with each step in a scope, and close it there when the iteration ends."""
    step: Awaitable[Any] = anext(generator)
    try:
        while True:
            try:
                value = await _await(step, open_scope)
            except StopAsyncIteration:
                return
            try:
                step = generator.asend((yield value))
            except BaseException as error:  # noqa: BLE001  raised in the generator
                step = generator.athrow(error)
    finally:
        await _await(generator.aclose(), open_scope)
