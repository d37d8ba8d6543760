"""Runner of Node scripts that read and print JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def run_node(script: Path, data: object) -> Any:  # whatever the script prints
    """Run a script with JSON as its input; return the JSON it prints.

    Args:
        script: The script.
        data: Its input.
    """
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", str(script)],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert completed.returncode == 0, completed.stderr
    return json.loads(completed.stdout)
