"""pyright reads only the modules that a call needs."""

from __future__ import annotations

import json
import re
import sys
import venv
from pathlib import Path

from type_checkers import ROOT, Project

CALLS = """\
from cgk_jobs import send_job, send_job_sync, trigger_and_wait

async def calls() -> None:
    await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"}, delay=60)
    await trigger_and_wait("order.created", {"tenantId": "rawdog", "orderId": "order_123"})

send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
"""


def test_dictionaries_need_no_pydantic(tmp_path: Path) -> None:
    # Without pydantic in its environment, pyright logs the failed import of each module that it reads.
    venv.create(tmp_path / ".venv", with_pip=False)
    settings = {"include": ["calls.py"], "extraPaths": [str(ROOT / "runtime"), str(ROOT / "generated")]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({**settings, "venvPath": ".", "venv": ".venv"}))
    (tmp_path / "calls.py").write_text(CALLS)
    log = Project(tmp_path).run(sys.executable, ROOT / "tools" / "node.py", "pyright", "--verbose")
    assert "0 errors" in log
    unresolved = set(re.findall(r"Could not import '([\w.]+)'", log))
    assert "pydantic_core" in unresolved  # the module of `JobHandle` imports it
    assert "pydantic" not in unresolved
