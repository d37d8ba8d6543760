"""`cgk-codegen watch` recompiles on save, included files too, and survives a catalog with errors."""

from __future__ import annotations

import shutil
import sys
from argparse import Namespace
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest
from broken_pipe import with_broken_pipe
from cgk_codegen.cli.watch import watch
from support_commands import Run

EVENT_TEMPLATE = "events: {bill.NAME: {category: bills, description: DESCRIPTION}}\n"


@contextmanager
def watching(catalog: Path) -> Generator[pexpect.spawn[str]]:
    """Run `cgk-codegen watch` at a terminal, and end it afterwards."""
    watcher: pexpect.spawn[str] = pexpect.spawn(
        sys.executable, ["-m", "cgk_codegen", "watch", "--catalog", catalog.name], cwd=str(catalog.parent), timeout=60,
        encoding="utf-8", dimensions=(40, 200),
    )  # fmt: skip
    try:
        yield watcher
    finally:
        watcher.close(force=True)


def event_text(name: str, description: str = "More.") -> str:
    """Return the text of an included file with one event."""
    return EVENT_TEMPLATE.replace("NAME", name).replace("DESCRIPTION", description)


def test_every_save_is_compiled(small: Path) -> None:
    bills = small.parent / "included" / "bills.yaml"
    with watching(small) as watcher:
        watcher.expect("9 events, 3 schedules; [0-9]+ files written")
        watcher.expect("watching events.yaml")
        valid_text = bills.read_text(encoding="utf-8")
        bills.write_text(valid_text.replace("A bill was paid.", "A bill is paid."), encoding="utf-8")
        watcher.expect("[0-9]+ files written")
        bills.write_text(valid_text.replace("total: Money", "total: Mony"), encoding="utf-8")
        watcher.expect('did you mean "Money"')
        small.write_text(small.read_text(encoding="utf-8").replace("A parcel was packed.", "Packed."), encoding="utf-8")
        watcher.expect("1 error; nothing was written")
        bills.write_text(valid_text, encoding="utf-8")
        watcher.expect("[0-9]+ files written")
        watcher.sendintr()
        watcher.expect(pexpect.EOF)
    assert watcher.exitstatus == 130


def test_watch_ends_at_a_broken_pipe(small: Path) -> None:
    bills = small.parent / "included" / "bills.yaml"
    command = [sys.executable, "-m", "cgk_codegen", "watch"]
    with with_broken_pipe(command, small.parent, ready="watching") as process:
        bills.write_text(bills.read_text(encoding="utf-8").replace("A bill was paid.", "A bill is paid."))
        assert process.wait(60) == 3
    assert "A bill is paid." in (small.parent / "generated" / "schema" / "bundle.json").read_text(encoding="utf-8")


def test_watch_follows_replaced_included_files(small: Path) -> None:
    folder = small.parent / "more"
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace("include: included/*.yaml", "include: [included/*.yaml, more/*.yaml]"))
    with watching(small) as watcher:
        watcher.expect('no file matches "more/')
        watcher.expect("watching events.yaml")
        folder.mkdir()
        (folder / "one.yaml").write_text(event_text("one"), encoding="utf-8")
        watcher.expect("10 events, 3 schedules; ")
        # This save follows at once, while the previous compilation may still write its output.
        (folder / "two.yaml").write_text(event_text("two"), encoding="utf-8")
        watcher.expect("11 events, 3 schedules; ")
        (folder / ".one.yaml.swp").write_text(event_text("one", "One more."), encoding="utf-8")
        (folder / ".one.yaml.swp").replace(folder / "one.yaml")
        watcher.expect("11 events, 3 schedules; [0-9]+ files written")
        assert "One more." in (small.parent / "generated" / "acme_jobs" / "models" / "bills.py").read_text()
        (folder / "two.yaml").rename(folder / "three.yaml")
        watcher.expect("11 events, 3 schedules; [0-9]+ files written, 1 deleted")
        (folder / "three.yaml").unlink()
        watcher.expect("10 events, 3 schedules; ")
        shutil.rmtree(folder)
        watcher.expect('no file matches "more/')
        folder.mkdir()
        (folder / "four.yaml").write_text(event_text("four"), encoding="utf-8")
        watcher.expect("10 events, 3 schedules; ")
        small.rename(small.with_suffix(".bak"))
        watcher.expect("events.yaml cannot be read")
        small.with_suffix(".bak").rename(small)
        watcher.expect("10 events, 3 schedules; nothing changed")


def test_watch_compiles_saves_during_compilation(tiny: Path) -> None:
    class StopWatchingError(Exception):
        pass

    compiled_texts: list[str] = []

    def compile_once() -> int:
        compiled_texts.append(tiny.read_text(encoding="utf-8"))
        if len(compiled_texts) == 3:
            raise StopWatchingError
        tiny.write_text(compiled_texts[-1] + "#\n", encoding="utf-8")
        return 0

    with pytest.raises(StopWatchingError):
        watch(Namespace(catalog=str(tiny)), compile_once)


def test_watch_refuses_a_missing_catalog(tiny: Path, run: Run) -> None:
    tiny.unlink()
    code, _, err = run("watch")
    assert code == 2
    assert "events.yaml cannot be read: No such file or directory" in err
