"""The current tenant of functions, tasks, threads, generators and their consumers."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from typing import Any

import pytest
from anyio.to_thread import run_sync
from cgk_runtime import NoTenantError, ScopeInGeneratorError, current_tenant
from cgk_runtime.db.scope import platform_scope
from cgk_runtime.errors import TenantError
from cgk_runtime.tenant import current_scope, current_tenant_or_none, with_tenant
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.util import greenlet_spawn

pytestmark = pytest.mark.anyio


@contextmanager
def shop_scope(tenant: str) -> Generator[None]:
    with with_tenant(tenant):
        yield


@asynccontextmanager
async def async_shop_scope(tenant: str) -> AsyncGenerator[None]:
    async with with_tenant(tenant):
        yield


class ShopScope:
    """A context manager that is a class, as applications have them."""

    def __enter__(self) -> None:
        self._inner = shop_scope("rawdog")
        self._inner.__enter__()

    def __exit__(self, *_exception: object) -> None:
        self._inner.__exit__(None, None, None)


async def tenant_of_a_thread() -> str:
    return await run_sync(current_tenant)


def tenants_inside(tenant: str, times: int = 3) -> Iterator[str | None]:
    """Return a decorated generator that yields the current tenant."""

    @with_tenant(tenant)
    def inside() -> Iterator[str | None]:
        for _ in range(times):
            yield current_tenant_or_none()

    return inside()


def async_tenants_inside(tenant: str, times: int = 3) -> AsyncIterator[str | None]:
    """Return a decorated async generator that yields the current tenant."""

    @with_tenant(tenant)
    async def inside() -> AsyncIterator[str | None]:
        for _ in range(times):
            await asyncio.sleep(0)
            yield current_tenant_or_none()

    return inside()


def open_scope() -> Iterator[None]:
    with with_tenant("rawdog"):
        yield


def open_platform_scope() -> Iterator[None]:
    with platform_scope("nightly invoice"):
        yield


def open_exit_stack() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(with_tenant("rawdog"))
        yield


def open_context_manager() -> Iterator[None]:
    with shop_scope("rawdog"):
        yield


def open_object() -> Iterator[None]:
    with ShopScope():
        yield


@pytest.mark.parametrize(
    "generator", [open_scope, open_platform_scope, open_exit_stack, open_context_manager, open_object]
)
def test_scope_in_a_generator_is_refused(generator: Callable[[], Iterator[None]]) -> None:
    with with_tenant("acme"):
        with pytest.raises(ScopeInGeneratorError, match=f"generator {generator.__name__} cannot enter with_tenant"):
            next(generator())
        assert current_scope() == "acme"


def enter_and_forget(_stack: ExitStack) -> None:
    with_tenant("rawdog").__enter__()


def enter_in_stack(stack: ExitStack) -> None:
    stack.enter_context(with_tenant("rawdog"))


@pytest.mark.parametrize("enter_tenant", [enter_and_forget, enter_in_stack])
def test_scope_left_open_in_a_helper_is_refused(enter_tenant: Callable[[ExitStack], None]) -> None:
    """A function that a generator calls may enter a tenant, but the generator's consumer never runs in that tenant."""

    def rows() -> Iterator[str]:
        with ExitStack() as stack:
            enter_tenant(stack)
            yield current_tenant()

    def consume() -> None:
        with with_tenant("acme"):
            generator = rows()
            assert next(generator) == "rawdog"
            with pytest.raises(ScopeInGeneratorError, match="rows"):
                current_tenant()

    contextvars.copy_context().run(consume)


@pytest.mark.parametrize("enter_tenant", [enter_and_forget, enter_in_stack])
def test_consumers_scope_is_not_the_generators(enter_tenant: Callable[[ExitStack], None]) -> None:
    def rows() -> Iterator[str]:
        with ExitStack() as stack:
            enter_tenant(stack)
            yield "opened"
            yield current_tenant()

    def consume() -> None:
        generator = rows()
        next(generator)
        with with_tenant("acme"):
            assert current_tenant() == "acme"
            with pytest.raises(ScopeInGeneratorError, match="rows"):
                next(generator)

    contextvars.copy_context().run(consume)


async def test_generator_calls_functions_with_tenants() -> None:
    async def collect_tenants(tenant: str) -> list[str]:
        with with_tenant(tenant):
            await asyncio.sleep(0)
            inside = await greenlet_spawn(current_tenant)
            return [inside, *await asyncio.gather(tenant_of_a_thread(), asyncio.create_task(tenant_of_a_thread()))]

    async def rows() -> AsyncIterator[list[str]]:
        for tenant in ("rawdog", "acme"):
            yield await collect_tenants(tenant)

    async with with_tenant("shop"):
        pairs = [(tenants, current_tenant()) async for tenants in rows()]
    assert pairs == [(["rawdog"] * 3, "shop"), (["acme"] * 3, "shop")]


async def test_async_generator_cannot_open_a_scope() -> None:
    async def rows() -> AsyncIterator[None]:
        await asyncio.sleep(0)
        async with async_shop_scope("rawdog"):
            yield

    async with with_tenant("acme"):
        with pytest.raises(ScopeInGeneratorError, match="decorate the generator"):
            await anext(rows())
        assert current_tenant() == "acme"


def test_ended_generator_keeps_the_outer_tenant() -> None:
    generator = tenants_inside("rawdog", 1)
    assert next(generator) == "rawdog"
    with with_tenant("acme"):
        assert next(generator, None) is None
        assert current_tenant() == "acme"
    assert current_tenant_or_none() is None


async def test_ended_async_generator_keeps_the_tenant() -> None:
    generator = async_tenants_inside("rawdog", 1)
    assert await anext(generator) == "rawdog"
    async with with_tenant("acme"):
        assert await anext(generator, None) is None
        assert current_tenant() == "acme"
    assert current_tenant_or_none() is None


def test_suspended_generator_hides_its_tenant() -> None:
    with with_tenant("acme"):
        pairs = [(current_tenant(), inside) for inside in tenants_inside("rawdog")]
    assert pairs == [("acme", "rawdog")] * 3


def test_generators_under_zip_keep_theirs() -> None:
    assert list(zip(tenants_inside("rawdog"), tenants_inside("acme"), strict=True)) == [("rawdog", "acme")] * 3


async def test_async_generators_in_turn_keep_theirs() -> None:
    first, second = async_tenants_inside("rawdog"), async_tenants_inside("acme")
    async with with_tenant("shop"):
        tenants = [(await anext(first), await anext(second), current_tenant()) for _ in range(3)]
    assert tenants == [("rawdog", "acme", "shop")] * 3


def test_generator_is_closed_in_its_tenant() -> None:
    closed: list[str | None] = []

    @with_tenant("rawdog")
    def rows() -> Iterator[None]:
        try:
            yield
        finally:
            closed.append(current_tenant_or_none())

    with with_tenant("acme"):
        generator = rows()
        next(generator)
        del generator
        assert current_tenant() == "acme"
    assert (closed, current_tenant_or_none()) == (["rawdog"], None)


async def test_async_generator_is_closed_in_its_tenant() -> None:
    closed: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    @with_tenant("rawdog")
    async def rows() -> AsyncIterator[None]:
        try:
            yield
        finally:
            await asyncio.sleep(0)
            closed.set_result(current_tenant_or_none())

    async with with_tenant("acme"):
        async for _ in rows():
            break
        assert (await closed, current_tenant()) == ("rawdog", "acme")


def test_decorated_generator_accepts_values() -> None:
    @with_tenant("rawdog")
    def echo() -> Generator[object, object, str]:
        sent: object = None
        while sent != "stop":
            try:
                sent = yield sent
            except ValueError as error:
                sent = f"{error} in {current_tenant()}"
        return current_tenant()

    generator = echo()
    assert (next(generator), generator.send(1), generator.throw(ValueError("late"))) == (None, 1, "late in rawdog")
    with pytest.raises(StopIteration) as ended:
        generator.send("stop")
    assert ended.value.value == "rawdog"


async def test_decorated_async_generator_accepts_values() -> None:
    @with_tenant("rawdog")
    async def echo() -> AsyncGenerator[object, object]:
        sent: object = None
        while sent != "stop":
            try:
                sent = yield sent
            except (ValueError, asyncio.CancelledError) as error:
                sent = f"{error} in {current_tenant()}"

    generator = echo()
    assert (await anext(generator), await generator.asend(1)) == (None, 1)
    assert await generator.athrow(ValueError("late")) == "late in rawdog"
    assert await generator.athrow(asyncio.CancelledError("stopped")) == "stopped in rawdog"
    with pytest.raises(StopAsyncIteration):
        await generator.asend("stop")


def test_stacks_close_in_any_order() -> None:
    first, second = ExitStack(), ExitStack()
    first.enter_context(with_tenant("rawdog"))
    second.enter_context(with_tenant("acme"))
    first.close()
    assert current_tenant() == "acme"
    second.close()
    assert current_tenant_or_none() is None


@pytest.mark.parametrize("scope", [lambda: shop_scope("rawdog"), ShopScope, lambda: with_tenant("rawdog")])
def test_context_manager_passes_its_tenant_on(scope: Callable[[], Any]) -> None:
    with with_tenant("acme"):
        with scope():
            assert current_tenant() == "rawdog"
        assert current_tenant() == "acme"


async def test_async_context_manager_passes_it_on() -> None:
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


def test_fixture_passes_its_tenant_to_the_test(fixture_tenant: str) -> None:
    assert current_tenant() == fixture_tenant


async def test_async_fixture_passes_its_tenant_on(async_fixture_tenant: str) -> None:
    assert current_tenant() == async_fixture_tenant


async def test_tasks_and_threads_inherit_their_tenant() -> None:
    @with_tenant("rawdog")
    async def rows() -> AsyncIterator[list[str]]:
        yield [await tenant_of_a_thread()]
        yield [*await asyncio.gather(tenant_of_a_thread(), tenant_of_a_thread())]

    with with_tenant("acme"):
        visible = [tenants async for tenants in rows()]
        task = asyncio.create_task(tenant_of_a_thread())
    assert visible == [["rawdog"], ["rawdog", "rawdog"]]
    assert await task == "acme"  # although the block was left before the task ran


async def test_tasks_next_to_a_generator_keep_tenants() -> None:
    generator = tenants_inside("rawdog")
    with with_tenant("acme"):
        next(generator)
        assert await asyncio.create_task(tenant_of_a_thread()) == "acme"


def test_step_in_another_context_keeps_the_tenant() -> None:
    generator = tenants_inside("rawdog")
    with with_tenant("acme"):
        tenants = [contextvars.copy_context().run(next, generator, "ended") for _ in range(4)]
    assert tenants == ["rawdog", "rawdog", "rawdog", "ended"]


def test_scope_is_left_in_its_own_context_only() -> None:
    scope = shop_scope("rawdog")
    contextvars.copy_context().run(scope.__enter__)
    with with_tenant("acme"):
        scope.__exit__(None, None, None)
        assert current_tenant() == "acme"
    assert current_tenant_or_none() is None


def test_one_context_serves_one_block_at_a_time() -> None:
    """An object cannot know which of its blocks ends, so it must not open a second one inside another scope."""
    shared, billing = with_tenant("rawdog"), platform_scope("billing")
    for scope in (shared, billing):
        with ExitStack() as first, ExitStack() as second, ExitStack() as third:
            first.enter_context(scope)
            second.enter_context(with_tenant("acme"))
            with pytest.raises(TenantError, match="open already"):
                third.enter_context(scope)
            first.close()
            assert current_tenant() == "acme"
    assert current_tenant_or_none() is None


def test_decorated_function_may_call_itself() -> None:
    @with_tenant("rawdog")
    def call(times: int) -> list[str]:
        with with_tenant("acme"):
            others = call(times - 1) if times else []
        return [current_tenant(), *others]

    assert call(2) == ["rawdog"] * 3


def test_one_context_may_be_entered_again() -> None:
    shared = with_tenant("rawdog")
    with shared, shared:
        with with_tenant("acme"):
            assert current_tenant() == "acme"
        assert current_tenant() == "rawdog"
    with pytest.raises(NoTenantError):
        current_tenant()


TENANTS = st.sampled_from(["acme", "rawdog", "shop"])


@given(st.booleans(), st.lists(st.tuples(st.booleans(), st.integers(0, 5), TENANTS), max_size=20))
def test_random_stacks_agree_with_the_model(share_objects: bool, actions: list[tuple[bool, int, str]]) -> None:
    """Stacks open and close in any order; the last open one sets the tenant. They may share one object per tenant."""
    shared = {tenant: with_tenant(tenant) for tenant in ("acme", "rawdog", "shop")}
    stacks: list[tuple[str, ExitStack]] = []
    for is_closing, index, tenant in actions:
        if is_closing and index < len(stacks):
            stacks.pop(index)[1].close()
        else:
            stack = ExitStack()
            if share_objects and any(tenant == opened for opened, _ in stacks) and stacks[-1][0] != tenant:
                with pytest.raises(TenantError, match="open already"):
                    stack.enter_context(shared[tenant])
            else:
                stack.enter_context(shared[tenant] if share_objects else with_tenant(tenant))
                stacks.append((tenant, stack))
        assert current_tenant_or_none() == (stacks[-1][0] if stacks else None)
    for _, stack in stacks:
        stack.close()
    assert current_tenant_or_none() is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), TENANTS), max_size=20))
def test_random_generators_agree_with_the_model(actions: list[tuple[bool, int, str]]) -> None:
    """Generators are created, resumed and collected in any order; the innermost block still sets the tenant."""
    generators: list[tuple[str, Iterator[str | None]]] = []
    with ExitStack() as blocks:
        expected: str | None = None
        for is_new, index, tenant in actions:
            if is_new:
                generators.append((tenant, tenants_inside(tenant, 2)))
                expected = blocks.enter_context(with_tenant(tenant))
            elif index < len(generators):
                own, generator = generators[index]
                assert next(generator, "ended") in (own, "ended")
                if index == 0:  # have it garbage-collected
                    del generators[index], generator
            assert current_tenant_or_none() == expected
    assert current_tenant_or_none() is None


async def async_body(tenant: str | None = None) -> str | None:
    await asyncio.sleep(0)
    return current_tenant_or_none()


def wrap_in_plain_function(function: Callable[[], Awaitable[str | None]]) -> Callable[[], Awaitable[str | None]]:
    @functools.wraps(function)
    def call() -> Awaitable[str | None]:
        return function()

    return call


class AsyncCallable:
    """A callable object whose call is async."""

    async def __call__(self) -> str | None:
        return await async_body()


class CustomAwaitable:
    """An awaitable of an application, whose body runs when it is awaited."""

    def __await__(self) -> Generator[Any, Any, str | None]:
        return async_body().__await__()


@pytest.mark.parametrize(
    "function",
    [
        async_body,
        wrap_in_plain_function(async_body),
        lambda: async_body(None),
        functools.partial(async_body, None),
        AsyncCallable(),
        CustomAwaitable,
    ],
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
    "make_iterator",
    [
        lambda: map(tenant_of_step, range(2)),
        lambda: filter(lambda _: current_tenant() == "acme", ["acme", "acme"]),
        lambda: itertools.chain(current_tenant() for _ in range(2)),
    ],
)
def test_lazy_iterators_run_in_their_tenant(make_iterator: Callable[[], Iterator[str]]) -> None:
    with with_tenant("rawdog"):
        tenants = with_tenant("acme")(make_iterator)()
        assert [(tenant, current_tenant()) for tenant in tenants] == [("acme", "rawdog")] * 2


async def test_decorated_function_iterates_in_tenant() -> None:
    async def items() -> AsyncIterator[str | None]:
        yield current_tenant_or_none()

    with with_tenant("rawdog"):
        generator = with_tenant("acme")(lambda: (current_tenant() for _ in range(2)))()
        assert [(tenant, current_tenant()) for tenant in generator] == [("acme", "rawdog")] * 2
        assert [tenant async for tenant in with_tenant("acme")(lambda: items().__aiter__())()] == ["acme"]


class GeneratorCallable:
    """A callable object whose call is a generator."""

    def __call__(self) -> Iterator[str]:
        yield current_tenant()


def test_callable_object_iterates_in_its_tenant() -> None:
    with with_tenant("rawdog"):
        assert list(with_tenant("acme")(GeneratorCallable())()) == ["acme"]


@pytest.mark.parametrize("function", [shop_scope, async_shop_scope])
def test_context_manager_cannot_be_decorated(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="a decorator below it wraps a generator"):
        with_tenant("acme")(function)


def test_refused_platform_scope_is_not_audited(caplog: pytest.LogCaptureFixture) -> None:
    shared = platform_scope("billing")
    with shared, with_tenant("rawdog"), pytest.raises(TenantError, match="open already"), shared:
        pass
    assert caplog.text.count("platform scope: billing") == 1


def test_reason_of_platform_scope_must_be_a_text() -> None:
    wrong: Any = None
    with pytest.raises(ValueError, match="requires a reason"):
        platform_scope(wrong)
