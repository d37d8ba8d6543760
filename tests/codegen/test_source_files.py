"""Writing of files that people edit."""

from __future__ import annotations

from errno import ENOSPC
from pathlib import Path

import pytest
from cgk_codegen.source_files import write_source_file


def test_failed_write_keeps_the_old_content(tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_source_file(file, "new \ud800")
    assert [path.name for path in tmp_path.iterdir()] == ["events.yaml"]
    assert file.read_text(encoding="utf-8") == "old"


def test_full_disk_keeps_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_two_bytes(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(content[:2])
        raise OSError(ENOSPC, "No space left on device")

    file = tmp_path / "events.yaml"
    file.write_text("old content", encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", write_two_bytes)
    with pytest.raises(OSError, match="No space left"):
        write_source_file(file, "new content")
    assert [path.name for path in tmp_path.iterdir()] == ["events.yaml"]
    assert file.read_text(encoding="utf-8") == "old content"


def test_folders_are_created_and_line_ends_kept(tmp_path: Path) -> None:
    file = tmp_path / "imported" / "orders.yaml"
    write_source_file(file, "a: 1\r\nb: 2\n")
    assert file.read_bytes() == b"a: 1\r\nb: 2\n"
