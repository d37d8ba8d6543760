"""Calls that the bridge executes for Python, in calls.ts."""

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


def test_result_that_is_not_json_is_an_error() -> None:
    output = run_node(Path(__file__).parent / "result_without_json.mjs", str(CALLS))
    message = "The result is not JSON: Do not know how to serialize a BigInt"
    assert output == {"error": {"name": "Error", "message": message}}
