"""Calls that Python leaves to the task's own process."""

from __future__ import annotations

from pathlib import Path

import pytest
from node import run_node
from paths import ROOT

pytestmark = pytest.mark.node
CALLS = ROOT / "runtime/cgk_runtime/providers/trigger_dev/build/templates/calls.ts"


def test_aborted_wait_does_not_block_the_next_run() -> None:
    output = run_node(Path(__file__).parent / "abandoned_wait.mjs", str(CALLS))
    assert output == {"value": {"ok": True, "id": "run_2", "output": "done"}}
