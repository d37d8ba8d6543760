"""Calls of Trigger.dev's SDK that the Node process makes for its Python process (calls.ts)."""

from __future__ import annotations

from pathlib import Path

import pytest
from node import run_node
from paths import ROOT

pytestmark = pytest.mark.node
CALLS = ROOT / "runtime/cgk_runtime/providers/trigger_dev/build/templates/calls.ts"


def test_unfinished_wait_blocks_no_later_run() -> None:
    output = run_node(Path(__file__).parent / "unfinished_wait.mjs", str(CALLS))
    assert output == {"value": {"ok": True, "id": "run_2", "output": "done"}}


def test_result_that_is_not_json_is_an_error() -> None:
    output = run_node(Path(__file__).parent / "non_json_result.mjs", str(CALLS))
    message = "The result is not JSON: Do not know how to serialize a BigInt"
    assert output == {"error": {"name": "Error", "message": message}}


def test_requests_stay_in_the_workers_branch() -> None:
    assert run_node(Path(__file__).parent / "branch_of_requests.mjs", str(CALLS)) == [None, "feature", "mine", None]
