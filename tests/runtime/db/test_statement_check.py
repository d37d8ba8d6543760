"""The statement check finds control statements and ignores text that only looks like one."""

from __future__ import annotations

import pytest
from cgk_runtime.db.statement_check import find_control_statement
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "text",
    [
        "COMMIT", "commit and chain", "SELECT 1; COMMIT; SELECT tenant FROM notes", "/* now */ END", "-- so\nROLLBACK",
        "BEGIN", "START  TRANSACTION", "ABORT", "PREPARE TRANSACTION 'a'", "SET app.tenant_id = 'acme'",
        "SET LOCAL app.tenant_id TO 'acme'", "set search_path to t0_acme", 'SET "search_path" TO t0_acme',
        "SET SESSION AUTHORIZATION postgres", "SET ROLE postgres", "SET LOCAL role postgres", "RESET ALL", "RESET role",
        "DISCARD ALL", "SELECT set_config('app.tenant_id', 'acme', true)", "SELECT 1; /* /* */ ; */ COMMIT",
        "SELECT $a$;$a$; COMMIT", "SELECT E'\\''; COMMIT",
    ],
)  # fmt: skip
def test_control_statement_is_found(text: str) -> None:
    assert find_control_statement(text, "app.tenant_id")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT CASE WHEN true THEN 1 END", "SELECT 'x; COMMIT'", 'SELECT 1 AS "a; commit"',
        "SAVEPOINT a; ROLLBACK TO a",
        "SELECT $$; COMMIT $$", "SELECT 1 -- ; COMMIT", "SELECT 1 /* ; COMMIT /* */ ; END */",
        "SET LOCAL work_mem = '8MB'",
        "SAVEPOINT a; ROLLBACK TRANSACTION TO SAVEPOINT a", "SELECT E'\\'; COMMIT'", "SELECT ';' AS begin",
        "PREPARE one AS SELECT 1", "SET SESSION statement_timeout = 0",
    ],
)  # fmt: skip
def test_harmless_text_is_ignored(text: str) -> None:
    assert find_control_statement(text, "app.tenant_id") is None


QUOTED = st.sampled_from(["'{}'", '"{}"', "$${}$$", "$a${}$a$", "/* {} */", "/* /* {} */ */", "-- {}\n"])
HARMLESS = st.text(st.sampled_from("ab ;/*-"), max_size=8).filter(lambda text: "*/" not in text and "/*" not in text)


@given(st.lists(st.tuples(QUOTED, HARMLESS), max_size=6))
def test_quoted_commit_is_ignored(parts: list[tuple[str, str]]) -> None:
    quoted = " ".join(quotes.format(text + "; COMMIT") for quotes, text in parts)
    assert find_control_statement(f"SELECT {quoted}", "app.tenant_id") is None
    assert find_control_statement(f"SELECT {quoted}; COMMIT", "app.tenant_id") == "COMMIT"
