"""Fixture of a project with a catalog and logs."""

from __future__ import annotations

from pathlib import Path

import pytest
from forked_commands import ForkServer
from live_logs import LogProject


@pytest.fixture
def project(tmp_path: Path, forked_codegen: ForkServer) -> LogProject:
    return LogProject(tmp_path, forked_codegen)
