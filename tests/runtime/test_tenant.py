"""The current tenant: whose block a line of code is in, whatever generators and their consumers do in between."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from types import GeneratorType
from typing import Any, cast

import pytest
from anyio.to_thread import run_sync
from cgk_runtime import AmbiguousTenantError, NoTenantError, current_tenant
from cgk_runtime.db.scope import platform_scope
from cgk_runtime.tenant import Platform, current_scope, current_tenant_or_none, with_tenant
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.anyio


def steps(tenant: str, times: int = 3) -> Generator[str | None]:
    with with_tenant(tenant):
        for _ in range(times):
            yield current_tenant_or_none()


async def async_steps(tenant: str, times: int = 3) -> AsyncGenerator[str | None]:
    async with with_tenant(tenant):
        for _ in range(times):
            yield current_tenant_or_none()


def test_ended_generator_keeps_the_outer_tenant() -> None:
    inner = steps("rawdog", 1)
    next(inner)
    with with_tenant("acme"):
        assert next(inner, None) is None
        assert current_tenant() == "acme"
    assert current_tenant_or_none() is None


async def test_ended_async_generator_keeps_the_tenant() -> None:
    inner = async_steps("rawdog", 1)
    await anext(inner)
    async with with_tenant("acme"):
        assert await anext(inner, None) is None
        assert current_tenant() == "acme"
    assert current_tenant_or_none() is None


def test_tasks_see_no_collected_generator() -> None:
    async def tenant_of_a_task() -> str | None:
        return current_tenant_or_none()

    def check() -> None:
        inner = steps("rawdog")
        next(inner)
        contextvars.Context().run(inner.close)  # as the garbage collector does, in whatever context it runs
        assert asyncio.run(tenant_of_a_task()) is None

    contextvars.copy_context().run(check)


def test_suspended_generator_hides_its_tenant() -> None:
    with with_tenant("acme"):
        seen = [(current_tenant(), inside) for inside in steps("rawdog")]
    assert seen == [("acme", "rawdog")] * 3


def test_generators_under_zip_keep_theirs() -> None:
    assert list(zip(steps("rawdog"), steps("acme"), strict=True)) == [("rawdog", "acme")] * 3


async def test_async_generators_in_turn_keep_theirs() -> None:
    first, second = async_steps("rawdog"), async_steps("acme")
    async with with_tenant("shop"):
        seen = [(await anext(first), await anext(second), current_tenant()) for _ in range(3)]
    assert seen == [("rawdog", "acme", "shop")] * 3


def test_collected_generator_keeps_the_tenant() -> None:
    inner = steps("rawdog")
    next(inner)
    with with_tenant("acme"):
        del inner
        assert current_tenant() == "acme"
    assert current_tenant_or_none() is None


async def test_abandoned_async_generator_is_harmless() -> None:
    async with with_tenant("acme"):
        async for _ in async_steps("rawdog"):
            break
        await asyncio.sleep(0)
        assert current_tenant() == "acme"


def test_stacks_close_in_any_order() -> None:
    first, second = ExitStack(), ExitStack()
    first.enter_context(with_tenant("rawdog"))
    second.enter_context(with_tenant("acme"))
    first.close()
    assert current_tenant() == "acme"
    second.close()
    assert current_tenant_or_none() is None


def test_platform_scope_stays_in_its_generator() -> None:
    def sweep() -> Iterator[object]:
        with platform_scope("nightly invoice"):
            yield current_scope()
            yield current_scope()

    inner = sweep()
    with with_tenant("acme"):
        assert next(inner) == Platform("nightly invoice")
        assert current_scope() == "acme"
        assert next(inner) == Platform("nightly invoice")
    assert (current_scope(), next(inner, None)) == (None, None)


@contextmanager
def shop_scope(tenant: str) -> Generator[None]:
    with with_tenant(tenant):
        yield


@asynccontextmanager
async def async_shop_scope(tenant: str) -> AsyncGenerator[None]:
    async with with_tenant(tenant):
        yield


class ShopScope:
    """A context manager written by hand, as an application has it."""

    def __enter__(self) -> None:
        self._inner = shop_scope("rawdog")
        self._inner.__enter__()

    def __exit__(self, *_exception: object) -> None:
        self._inner.__exit__(None, None, None)


@pytest.mark.parametrize("scope", [lambda: shop_scope("rawdog"), ShopScope, lambda: with_tenant("rawdog")])
def test_context_manager_hands_on_its_tenant(scope: Callable[[], Any]) -> None:
    def inside() -> Generator[str | None]:
        with scope():
            yield current_tenant_or_none()
            yield current_tenant_or_none()

    with with_tenant("acme"):
        with scope():
            assert current_tenant() == "rawdog"
        assert [(current_tenant(), tenant) for tenant in inside()] == [("acme", "rawdog")] * 2


async def test_async_context_manager_hands_it_on() -> None:
    async with with_tenant("acme"), AsyncExitStack() as stack:
        async with async_shop_scope("rawdog"):
            assert current_tenant() == "rawdog"
        assert current_tenant() == "acme"
        await stack.enter_async_context(async_shop_scope("shop"))
        assert current_tenant() == "shop"


@pytest.fixture
def fixture_tenant() -> Iterator[str]:
    with with_tenant("rawdog"):
        yield "rawdog"


@pytest.fixture
async def async_fixture_tenant() -> AsyncIterator[str]:
    async with with_tenant("acme"):
        yield "acme"


def test_fixture_hands_its_tenant_to_the_test(fixture_tenant: str) -> None:
    assert current_tenant() == fixture_tenant


async def test_async_fixture_hands_on_its_tenant(async_fixture_tenant: str) -> None:
    assert current_tenant() == async_fixture_tenant


async def tenant_of_a_thread() -> str:
    return await run_sync(current_tenant)


async def test_tasks_and_threads_inherit_their_tenant() -> None:
    async def rows() -> AsyncIterator[str]:
        async with with_tenant("rawdog"):
            yield await tenant_of_a_thread()
            yield await asyncio.create_task(tenant_of_a_thread())

    assert [tenant async for tenant in rows()] == ["rawdog", "rawdog"]
    with with_tenant("acme"):
        inner = steps("acme")
        next(inner)
        assert await asyncio.create_task(tenant_of_a_thread()) == "acme"


async def test_task_between_two_tenants_is_refused() -> None:
    inner = steps("rawdog")
    with with_tenant("acme"):
        next(inner)
        with pytest.raises(AmbiguousTenantError, match="enter `with with_tenant"):
            await asyncio.create_task(tenant_of_a_thread())

        async def own() -> str:
            with with_tenant("shop"):
                return current_tenant()

        assert await asyncio.create_task(own()) == "shop"
        inner.close()
        assert await asyncio.create_task(tenant_of_a_thread()) == "acme"


def test_step_in_another_context_keeps_the_tenant() -> None:
    inner = steps("rawdog")
    with with_tenant("acme"):
        seen = [contextvars.copy_context().run(next, inner, "ended") for _ in range(4)]
    assert seen == ["rawdog", "rawdog", "rawdog", "ended"]


def test_loop_in_a_generator_separates_its_tasks() -> None:
    async def own(tenant: str) -> str:
        with with_tenant(tenant):
            await asyncio.sleep(0)
            return current_tenant()

    async def several() -> list[str]:
        return [*await asyncio.gather(own("acme"), own("shop")), current_tenant()]

    def runs() -> Iterator[list[str]]:
        with with_tenant("rawdog"):
            yield asyncio.run(several())

    assert list(runs()) == [["acme", "shop", "rawdog"]]


def test_one_context_may_be_entered_again() -> None:
    shared = with_tenant("rawdog")

    def inside() -> Iterator[str | None]:
        with shared:
            yield current_tenant_or_none()

    with shared, shared:
        inner = inside()
        assert next(inner) == "rawdog"
        with with_tenant("acme"):
            assert next(inner, None) is None
            assert current_tenant() == "acme"
        assert current_tenant() == "rawdog"
    with pytest.raises(NoTenantError):
        current_tenant()


TENANTS = st.sampled_from(["acme", "rawdog", "shop"])


class Program:
    """Random blocks in a function and its generators; the model is the list of blocks of each running frame."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.running: list[list[str]] = []
        self.generators: list[tuple[GeneratorType[None, None, None], list[str]]] = []

    def check(self) -> None:
        expected = next((blocks[-1] for blocks in reversed(self.running) if blocks), None)
        assert current_tenant_or_none() == expected

    def resume(self) -> None:
        if not self.generators:
            return
        generator, blocks = self.data.draw(st.sampled_from(self.generators))
        if generator.gi_running:
            return
        self.running.append(blocks)
        next(generator, None)
        self.running.pop()

    def act(self, blocks: list[str]) -> None:
        match self.data.draw(st.sampled_from(["new", "resume", "resume", "drop"])):
            case "new" if len(self.generators) < 4:
                own: list[str] = []
                self.generators.append((cast("GeneratorType[None, None, None]", self.inside(own)), own))
            case "resume":
                self.resume()
            case "drop" if self.generators:
                generator, own = self.generators.pop(self.data.draw(st.integers(0, len(self.generators) - 1)))
                if generator.gi_running:
                    self.generators.append((generator, own))
                else:
                    # Closing runs no checks of the program; its blocks end.
                    del generator
            case _:
                pass
        self.check()

    def inside(self, blocks: list[str], depth: int = 0) -> Generator[None]:
        for _ in range(self.data.draw(st.integers(0, 3))):
            self.check()
            if depth < 3 and self.data.draw(st.booleans()):
                tenant = self.data.draw(TENANTS)
                with with_tenant(tenant):
                    blocks.append(tenant)
                    yield from self.inside(blocks, depth + 1)
                    blocks.pop()
            self.act(blocks)
            yield
            self.check()

    def main(self, depth: int = 0) -> None:
        for _ in range(self.data.draw(st.integers(0, 4))):
            self.act(self.running[0])
            if depth < 3 and self.data.draw(st.booleans()):
                tenant = self.data.draw(TENANTS)
                with with_tenant(tenant):
                    self.running[0].append(tenant)
                    self.main(depth + 1)
                    self.running[0].pop()
                self.check()


@given(st.data())
def test_random_generators_agree_with_the_model(data: st.DataObject) -> None:
    program = Program(data)
    program.running.append([])
    program.main()
    program.generators.clear()
    program.check()


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), TENANTS), max_size=20))
def test_random_stacks_agree_with_the_model(actions: list[tuple[bool, int, str]]) -> None:
    stacks: list[tuple[str, ExitStack]] = []
    for is_closing, at, tenant in actions:
        if is_closing and at < len(stacks):
            stacks.pop(at)[1].close()
        else:
            stack = ExitStack()
            stack.enter_context(with_tenant(tenant))
            stacks.append((tenant, stack))
        assert current_tenant_or_none() == (stacks[-1][0] if stacks else None)
    for _, stack in stacks:
        stack.close()
    assert current_tenant_or_none() is None


async def async_body(tenant: str | None = None) -> str | None:
    await asyncio.sleep(0)
    return current_tenant_or_none()


def wrapped(function: Callable[[], Awaitable[str | None]]) -> Callable[[], Awaitable[str | None]]:
    @functools.wraps(function)
    def call() -> Awaitable[str | None]:
        return function()

    return call


class Body:
    """A callable object whose call is async."""

    async def __call__(self) -> str | None:
        return await async_body()


class Lazy:
    """An awaitable of an application, whose body runs when it is awaited."""

    def __await__(self) -> Generator[Any, Any, str | None]:
        return async_body().__await__()


@pytest.mark.parametrize(
    "function",
    [async_body, wrapped(async_body), lambda: async_body(None), functools.partial(async_body, None), Body(), Lazy],
    ids=["async", "wrapped", "lambda", "partial", "object", "awaitable"],
)
async def test_decorated_function_runs_in_its_tenant(function: Callable[[], Awaitable[str | None]]) -> None:
    with with_tenant("rawdog"):
        decorated: Callable[[], Awaitable[str | None]] = with_tenant("acme")(function)
        assert await decorated() == "acme"
        assert current_tenant() == "rawdog"


def tenant_of_step(_step: int) -> str:
    return current_tenant()


@pytest.mark.parametrize(
    "lazily",
    [
        lambda: map(tenant_of_step, range(2)),
        lambda: filter(lambda _: current_tenant() == "acme", ["acme", "acme"]),
        lambda: itertools.chain(current_tenant() for _ in range(2)),
    ],
)
def test_lazy_iterators_run_in_their_tenant(lazily: Callable[[], Iterator[str]]) -> None:
    with with_tenant("rawdog"):
        tenants = with_tenant("acme")(lazily)()
        assert [(tenant, current_tenant()) for tenant in tenants] == [("acme", "rawdog")] * 2


async def test_decorated_function_iterates_in_tenant() -> None:
    async def items() -> AsyncIterator[str | None]:
        yield current_tenant_or_none()

    with with_tenant("rawdog"):
        generator = with_tenant("acme")(lambda: (current_tenant() for _ in range(2)))()
        assert [(tenant, current_tenant()) for tenant in generator] == [("acme", "rawdog")] * 2
        assert [tenant async for tenant in with_tenant("acme")(lambda: items().__aiter__())()] == ["acme"]


class Items:
    """A callable object whose call is a generator."""

    def __call__(self) -> Iterator[str]:
        yield current_tenant()


@pytest.mark.parametrize("function", [steps, async_steps, shop_scope, functools.partial(steps, "rawdog"), Items()])
def test_generators_are_refused_at_decoration(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="use `with` inside it"):
        with_tenant("acme")(function)
