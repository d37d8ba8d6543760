from __future__ import annotations

from pathlib import Path

import pytest
from live_logs import LogProject


@pytest.fixture
def project(tmp_path: Path) -> LogProject:
    return LogProject(tmp_path)
