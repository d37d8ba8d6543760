"""The statement check finds control statements and ignores text that only looks like one."""

from __future__ import annotations

import pytest
from cgk_runtime.db.statement_check import find_control_statement
from hypothesis import given
from hypothesis import strategies as st

SETTINGS = frozenset({"app.tenant_id"})


@pytest.mark.parametrize(
    "text",
    [
        "COMMIT", "commit and chain", "SELECT 1; COMMIT; SELECT tenant FROM notes", "/* now */ END", "-- so\nROLLBACK",
        "BEGIN", "START  TRANSACTION", "ABORT", "PREPARE TRANSACTION 'a'", "SET app.tenant_id = 'acme'",
        "SET LOCAL app.tenant_id TO 'acme'", "set search_path to t0_acme", 'SET "search_path" TO t0_acme',
        "SET SESSION AUTHORIZATION postgres", "SET ROLE postgres", "SET LOCAL role postgres", "RESET ALL", "RESET role",
        "DISCARD ALL", "SELECT set_config('app.tenant_id', 'acme', true)", "SELECT 1; /* /* */ ; */ COMMIT",
        "SELECT $a$;$a$; COMMIT", "SELECT E'\\''; COMMIT",
        "SELECT 1 -- x\r; COMMIT", "SELECT $é$ $é$; COMMIT; SELECT $é$ $é$",
        "SELECT 1 AS a$b$; COMMIT; SELECT 2 AS c$b$",
        "SELECT U&'\\0027'; COMMIT", "SELECT n'\\'; COMMIT; SELECT n'\\'", "SELECT 1 AS \"a\"\"b\"; COMMIT",
        "SET LOCAL app . tenant_id TO 'b'",
        "SET LOCAL \"app\".\"tenant_id\" TO 'b'", "SET LOCAL app.\"tenant_id\" TO 'b'",
        "SET LOCAL \"app.tenant_id\" TO 'b'", "SET APP/**/.TENANT_ID TO 'b'", "RESET \"app\".tenant_id",
        "SET session_authorization TO postgres", "SET LOCAL SESSION AUTHORIZATION postgres",
        "SET SESSION SESSION AUTHORIZATION postgres", "RESET session_authorization", "RESET SESSION AUTHORIZATION",
        "SET LOCAL U&\"search\\005fpath\" = b", "SET LOCAL SCHEMA 'b'",
        "UPDATE pg_settings SET setting = 'b' WHERE name = 'search_path'",
        "UPDATE ONLY pg_catalog.pg_settings SET a = 1",
        "SELECT set_config(E'search\\x5fpath', 'b', true)", "SELECT set_config($$search_path$$, 'b', true)",
        "SELECT pg_catalog.\"set_config\"/**/( /**/ U&'search\\005fpath', 'b', true)",
        "SELECT set_config('search' || '_path', 'b', true)", "SELECT set_config('search'\n'_path', 'b', true)",
        "SELECT set_config(setting_name => 'search_path', new_value => 'b', is_local => true)",
        "SELECT set_config(name, 'b', true) FROM pg_settings",
        "DO $$ BEGIN SET LOCAL search_path TO b; END $$", "DO $x$ BEGIN PERFORM set_config('role', 'b', true); END $x$",
        "DO $$ BEGIN IF true THEN EXECUTE 'SET LOCAL app.tenant_id TO b'; END IF; END $$",
        "DO E'BEGIN\\nSET LOCAL search_path TO b; END'", "DO $$ BEGIN EXECUTE E'\\tSET LOCAL search_path TO b'; END $$",
        "ALTER ROLE shop SET U&\"search\\005fpath\" TO b",
        "DO E'BEGIN \\x53ET LOCAL search_path TO b; END'", "SELECT U&\"set\\005fconfig\"('role', 'b', true)",
        "ALTER ROLE CURRENT_USER SET app.tenant_id TO 'b'", "ALTER DATABASE shop SET search_path TO b",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END; COMMIT",
    ],
)  # fmt: skip
def test_control_statement_is_found(text: str) -> None:
    assert find_control_statement(text, SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT CASE WHEN true THEN 1 END", "SELECT 'x; COMMIT'", 'SELECT 1 AS "a; commit"',
        "SAVEPOINT a; ROLLBACK TO a",
        "SELECT $$; COMMIT $$", "SELECT 1 -- ; COMMIT", "SELECT 1 /* ; COMMIT /* */ ; END */",
        "SET LOCAL work_mem = '8MB'",
        "SAVEPOINT a; ROLLBACK TRANSACTION TO SAVEPOINT a", "SELECT E'\\'; COMMIT'", "SELECT ';' AS begin",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END",
        "CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO a VALUES (1); INSERT INTO a VALUES (2); END; SELECT 1",
        "DO $$ BEGIN PERFORM 1; END $$", "UPDATE users SET role = 'admin'", "SELECT set_config('app.trace', 'x', true)",
        "SELECT %(commit)s, %s", "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = a RETURN 1",
        "PREPARE one AS SELECT 1", "SET SESSION statement_timeout = 0",
    ],
)  # fmt: skip
def test_harmless_text_is_ignored(text: str) -> None:
    assert find_control_statement(text, SETTINGS) is None


QUOTATIONS = st.sampled_from(["'{}'", '"{}"', "$${}$$", "$a${}$a$", "/* {} */", "/* /* {} */ */", "-- {}\n"])
HARMLESS = st.text(st.sampled_from("ab ;/*-"), max_size=8).filter(lambda text: "*/" not in text and "/*" not in text)


@given(st.lists(st.tuples(QUOTATIONS, HARMLESS), max_size=6))
def test_quoted_commit_is_ignored(parts: list[tuple[str, str]]) -> None:
    quoted = " ".join(quotation.format(text + "; COMMIT") for quotation, text in parts)
    assert find_control_statement(f"SELECT {quoted}", SETTINGS) is None
    assert find_control_statement(f"SELECT {quoted}; COMMIT", SETTINGS) == "COMMIT"
