"""The guard covers every place where this psycopg version sends; a new version may add places."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cgk_runtime.db import Tenancy
from cgk_runtime.errors import ConfigurationError
from shop_database import Shop, with_tenant

SENDS_TO_SERVER = {
    "BaseConnection._exec_command",  # overridden by the guard
    "BaseConnection._deallocate",  # drops a statement that a guarded cursor prepared
    "BaseCursor._execute_send",  # after _start_query, as the next test checks
    "BaseCursor._send_prepare",
    "BaseCursor._send_query_prepared",
    "ClientCursorMixin._execute_send",
    "ServerCursorMixin._describe_gen",  # describes a portal that a guarded statement declared
    "copy_to",  # continues a COPY; checked in `wait`
    "copy_end",
    "BasePipeline._fetch_gen",  # requests the results of what was sent
    "BasePipeline._enqueue_sync",
}
"""All functions of psycopg that send through libpq."""
LIBPQ_METHODS = {
    "fn", "prepare", "put_copy_data", "put_copy_end", "pipeline_sync", "describe_prepared", "describe_portal",
}  # fmt: skip
"""Methods of libpq's connection that send, in addition to those named `send_...` and `exec_...`."""

QUERY_SENDERS = {"_execute_send", "_send_prepare", "_send_query_prepared", "_maybe_prepare_gen"}
"""Methods that send a query of a cursor, and leave it to their callers to call `_start_query` first."""
QUERY_STARTERS = {
    "BaseCursor._execute_gen",
    "BaseCursor._executemany_gen_pipeline",
    "BaseCursor._executemany_gen_no_pipeline",
    "BaseCursor._stream_send_gen",
    "BaseCursor._start_copy_gen",
    "ServerCursorMixin._declare_gen",
}
"""All functions that call `_start_query` and then one of `QUERY_SENDERS`."""


@cache
def modules() -> list[ast.Module]:
    """Parse psycopg's modules."""
    # Finalizers of other tests' garbage must not run inside the parser: CPython 3.11 then fails.
    gc.disable()
    try:
        return [
            ast.parse(path.read_text(encoding="utf-8")) for path in sorted(Path(psycopg.__file__).parent.glob("*.py"))
        ]
    finally:
        gc.enable()


def functions() -> Iterator[tuple[str, list[str]]]:
    """Yield each function of psycopg with the attributes it reads, in order."""
    for module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef | ast.Module):
                prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
                for statement in node.body:
                    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                        yield f"{prefix}{statement.name}", attributes_of(statement)


def attributes_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    attributes = [node for node in ast.walk(function) if isinstance(node, ast.Attribute)]
    attributes.sort(key=lambda node: (node.lineno, node.col_offset))
    return [node.attr for node in attributes]


def test_every_sending_function_is_known() -> None:
    sending = {
        name
        for name, methods in functions()
        if any(method.startswith(("send_", "exec_")) or method in LIBPQ_METHODS for method in methods)
    }
    assert sending == SENDS_TO_SERVER


def test_every_cursor_query_passes_the_guard() -> None:
    starters: set[str] = set()
    for name, methods in functions():
        sends = [index for index, method in enumerate(methods) if method in QUERY_SENDERS]
        # These functions are called after one of `QUERY_STARTERS` has called `_start_query`.
        runs_after_start = name.endswith("._maybe_prepare_gen") or name.startswith(("PrepareManager", "ClientCursor"))
        if sends and not runs_after_start:
            assert "_start_query" in methods[: sends[0]], name
            starters.add(name)
    assert starters == QUERY_STARTERS


def test_two_phase_end_is_sent(shop: Shop) -> None:
    with shop.tenancy.connect(shop.address) as connection:
        for end_transaction in (connection.tpc_commit, connection.tpc_rollback):
            with pytest.raises(psycopg.errors.UndefinedObject):  # raised by the server
                end_transaction("missing")


@pytest.mark.parametrize("layout", ["schemas", "rows"])
def test_prepared_statement_ends_with_tenant(shop: Shop, layout: Any) -> None:
    """Tenants can have different columns, and PostgreSQL cannot change the result type of a prepared statement."""
    with shop.admin() as admin:
        admin.execute(f"ALTER TABLE {shop.tenancy.schema_of('acme')}.notes ADD COLUMN more text".encode())
    tenancy = shop.tenancy if layout == "schemas" else shop.rows_only
    query = "SELECT * FROM notes" if layout == "schemas" else "SELECT * FROM orders"
    with tenancy.connect(shop.address, prepare_threshold=0) as connection:
        for _ in range(2):
            for tenant in ("rawdog", "acme"):
                with with_tenant(tenant):
                    for _ in range(2):
                        assert connection.execute(query, prepare=True).fetchone()
                        connection.commit()
        with with_tenant("acme"):
            prepared = connection.execute(
                "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = %s", (query,)
            ).fetchall()
    assert prepared == [(2,)]  # the statement is prepared again when the tenant changes, and used twice


def test_every_query_is_a_known_argument() -> None:
    """The guard reads the query from the argument with one of these names."""
    callers = {
        f"{owner.name}.{method.name}": {argument.arg for argument in method.args.args} & {"query", "statement"}
        for module in modules()
        for owner in ast.walk(module)
        if isinstance(owner, ast.ClassDef)
        for method in owner.body
        if isinstance(method, ast.FunctionDef) and f"{owner.name}.{method.name}" in QUERY_STARTERS
    }
    assert callers.keys() == QUERY_STARTERS
    assert all(len(arguments) == 1 for arguments in callers.values()), callers


def test_incompatible_psycopg_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(psycopg.BaseConnection, "_start_query")
    tenancy = Tenancy(with_tenant)
    for name in ("connection_class", "async_connection_class"):
        with pytest.raises(
            ConfigurationError, match="lacks _start_query, which tenant isolation needs; install psycopg"
        ):
            getattr(tenancy, name)
