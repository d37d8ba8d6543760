"""Address file of `cgk dev` in folders that another user can write to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.local.dev.endpoint import DevEndpoint, read_endpoint, write_endpoint

ENDPOINT = DevEndpoint(port=1, token="token", pid=1)  # noqa: S106  not a secret
OTHER_USER = 65534
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can create another user's files"
)


@needs_root
def test_address_of_another_user_is_refused(tmp_path: Path) -> None:
    file = write_endpoint(ENDPOINT, tmp_path)
    assert read_endpoint(tmp_path) == ENDPOINT
    os.chown(file, OTHER_USER, OTHER_USER)
    with pytest.raises(ConfigurationError, match=r"dev\.json belongs to another user \(uid 65534\), so it is not read"):
        read_endpoint(tmp_path)


@needs_root
def test_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / ".cgk"
    folder.mkdir()
    os.chown(folder, OTHER_USER, OTHER_USER)
    with pytest.raises(ConfigurationError, match=r"\.cgk is a link or belongs to another user; delete it"):
        write_endpoint(ENDPOINT, tmp_path)
    assert list(folder.iterdir()) == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / ".cgk").symlink_to(target)
    with pytest.raises(ConfigurationError, match="is a link"):
        write_endpoint(ENDPOINT, tmp_path)
    assert list(target.iterdir()) == []
    (tmp_path / ".cgk").unlink()
    (tmp_path / ".cgk").mkdir()
    victim = tmp_path / "victim"
    victim.write_text("kept", encoding="utf-8")
    (tmp_path / ".cgk" / ".gitignore").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic link"):
        write_endpoint(ENDPOINT, tmp_path)
    assert victim.read_text(encoding="utf-8") == "kept"


def test_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".cgk").touch()
    with pytest.raises(ConfigurationError, match=r"Cannot create .*\.cgk: File exists"):
        write_endpoint(ENDPOINT, tmp_path)


def test_token_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = write_endpoint(ENDPOINT, tmp_path)
    assert json.loads(file.read_text(encoding="utf-8"))["token"] == ENDPOINT.token
    assert file.stat().st_mode & 0o777 == 0o600


def test_host_in_the_file_is_ignored(tmp_path: Path) -> None:
    (tmp_path / ".cgk").mkdir()
    text = '{"host": "example.com", "port": 80, "token": "t", "pid": 1}'
    (tmp_path / ".cgk" / "dev.json").write_text(text, encoding="utf-8")
    endpoint = read_endpoint(tmp_path)
    assert endpoint is not None
    assert endpoint.url == "http://127.0.0.1:80"


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"host": "127.0.0.1"}', '{"port": "80@evil.example/", "token": "t", "pid": 1}']
)
def test_unreadable_address_is_reported(text: str, tmp_path: Path) -> None:
    (tmp_path / ".cgk").mkdir()
    (tmp_path / ".cgk" / "dev.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="Cannot read the address of `cgk dev`.*delete the file, then start"):
        read_endpoint(tmp_path)
