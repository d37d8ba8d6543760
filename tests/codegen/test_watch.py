"""`cgk-codegen watch` recompiles on save, included files too, and survives a catalog with errors."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect


def test_every_save_is_compiled(small: Path) -> None:
    bills = small.parent / "included" / "bills.yaml"
    watcher: pexpect.spawn[str] = pexpect.spawn(
        sys.executable, ["-m", "cgk_codegen", "watch", "--catalog", "events.yaml"], cwd=str(small.parent), timeout=60,
        encoding="utf-8", dimensions=(40, 200),
    )  # fmt: skip
    try:
        watcher.expect("7 events, 3 schedules; [0-9]+ files written")
        watcher.expect("watching events.yaml")
        good = bills.read_text(encoding="utf-8")
        bills.write_text(good.replace("A bill was paid.", "A bill is paid."), encoding="utf-8")
        watcher.expect("[0-9]+ files written")
        bills.write_text(good.replace("total: Money", "total: Mony"), encoding="utf-8")
        watcher.expect('did you mean "Money"')
        small.write_text(small.read_text(encoding="utf-8").replace("A parcel was packed.", "Packed."), encoding="utf-8")
        watcher.expect("1 error; nothing was written")
        bills.write_text(good, encoding="utf-8")
        watcher.expect("[0-9]+ files written")
        watcher.sendintr()
        watcher.expect(pexpect.EOF)
    finally:
        watcher.close(force=True)
    assert watcher.exitstatus == 130
