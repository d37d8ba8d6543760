"""Fixtures of compiled catalogs, for the tests of the compiler."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from cgk_codegen.cli.main import main
from cgk_codegen.compiler import compile_catalog
from paths import CATALOGS
from support_commands import Run

TINY = """\
catalog: {name: tiny-jobs, package: tiny_jobs, version: 1.0.0}
tenant: {pattern: "^[a-z]+$", example: acme}
categories: {orders: {title: Orders}, mails: {title: Mails}}
events:
  # Orders
  order.created:
    category: orders
    description: An order was placed.
    payload: {orderId: string, total: number?}
    example: {orderId: o1}
  # Mails
  mail.sent:
    category: mails
    description: A mail went out.
    payload: {to: {type: string, sensitive: true}}
    example: {to: ada@example.org}
"""
"""The smallest catalog with two modules."""


@pytest.fixture(scope="session")
def small_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled output of the small catalog."""
    output = tmp_path_factory.mktemp("small")
    compile_catalog(CATALOGS / "small" / "events.yaml", output)
    return output


@pytest.fixture(scope="session")
def acme_jobs(small_output: Path) -> Iterator[ModuleType]:
    """The small catalog's package, imported."""
    sys.path.insert(0, str(small_output))
    try:
        yield import_module("acme_jobs")
    finally:
        sys.path.remove(str(small_output))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Path of `events.yaml` in a copy of the small catalog, for tests that edit it."""
    shutil.copytree(CATALOGS / "small", tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".cgk*"))
    return tmp_path / "events.yaml"


@pytest.fixture(scope="session")
def tiny_compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the compiled tiny catalog, to copy from."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "events.yaml").write_text(TINY, encoding="utf-8")
    compile_catalog(folder / "events.yaml")
    return folder


@pytest.fixture
def tiny(tiny_compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Path of the compiled tiny catalog in the working directory."""
    shutil.copytree(tiny_compiled, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("events.yaml")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command line in this process and returns its exit code, stdout and stderr."""

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command
