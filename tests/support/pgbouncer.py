"""pgbouncer in transaction mode, in front of a test's PostgreSQL server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from shop_database import Server


def _find_pgbouncer() -> tuple[str, tuple[int, int]] | None:
    """Return path and version of pgbouncer, or None."""
    path = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if path is None:
        return None
    output = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"(\d+)\.(\d+)", output)
    return (path, (int(match[1]), int(match[2]))) if match else None


PGBOUNCER = _find_pgbouncer()
"""Path and version, or None if it is not installed."""
SUPPORTS_PREPARED = PGBOUNCER is not None and PGBOUNCER[1] >= (1, 21)
"""Whether this version supports prepared statements in transaction mode."""


@contextmanager
def running_pgbouncer(server: Server, *roles: str) -> Generator[str]:
    """Run pgbouncer with two server connections for each role and database; yield the URL parameters to connect."""
    assert PGBOUNCER is not None
    host = str(conninfo_to_dict(server.admin)["host"])
    with tempfile.TemporaryDirectory(prefix="bouncer") as name:
        folder = Path(name)
        folder.chmod(0o777)  # pgbouncer creates its socket here as the server's user
        users = folder / "users.txt"
        users.write_text("".join(f'"{role}" ""\n' for role in roles))
        settings = folder / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n* = host={host}\n[pgbouncer]\n"
            f"unix_socket_dir = {folder}\nlisten_port = 6432\nauth_type = trust\nauth_file = {users}\n"
            "pool_mode = transaction\ndefault_pool_size = 2\n"
            + ("max_prepared_statements = 100\n" if SUPPORTS_PREPARED else "")
        )
        for file in (users, settings):
            file.chmod(0o644)
        # pgbouncer refuses to run as root; use the server's user.
        command = [PGBOUNCER[0], *(["-u", Path(host).owner()] if os.geteuid() == 0 else []), str(settings)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                deadline = time.monotonic() + 60
                while not (folder / ".s.PGSQL.6432").exists():
                    assert process.poll() is None, process.stderr and process.stderr.read()
                    assert time.monotonic() < deadline
                    time.sleep(0.02)
                yield f"host={folder}&port=6432"
            finally:
                process.terminate()
