"""Project for type checkers: a generated SDK, as source or installed, and a thousand calls."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CALLS = 1000
_EVENT = re.compile(r"^  ([\w.]+):\n((?:    .*\n|\s*\n)+)", re.MULTILINE)
"""An event in events.yaml: its name, and the indented lines below it."""

STYLES: dict[str, tuple[str, Callable[[str, Mapping[str, Any]], str]]] = {
    "plain": (
        "from cgk_jobs import OrderCreatedDict\n\n\nasync def plain(payload: OrderCreatedDict) -> None: ...\n",
        lambda _event, payload: f"await plain({payload!r})",
    ),
    "send_job": ("from cgk_jobs import send_job\n", lambda event, payload: f"await send_job({event!r}, {payload!r})"),
    "jobs": ("from cgk_jobs import jobs\n", lambda event, payload: f"await jobs[{event!r}].send({payload!r})"),
}
"""Styles of calls: the head of a module, and the source of a call. `plain` calls a function with one TypedDict."""


def catalog_text(events: int) -> str:
    """Build a catalog of a given size from the events of the repository's `events.yaml` and renamed copies of them."""
    text = (ROOT / "events.yaml").read_text(encoding="utf-8")
    head, begin, rest = text.partition("\nevents:\n")
    body, end, tail = rest.partition("\nschedules:")
    blocks = _EVENT.findall(body)
    copies: list[str] = []
    for index in range(events - len(blocks)):
        name, block = blocks[index % len(blocks)]
        suffix = f"V{index // len(blocks) + 2}"
        # Two events cannot share the class of their payloads.
        copy = re.sub(r"payloadType: (\w+?)(Payload)?\n", rf"payloadType: \g<1>{suffix}Payload\n", block)
        copies.append(f"  {name}{suffix}:\n{copy}")
    return f"{head}{begin}{body}\n{''.join(copies)}{end}{tail}"


def create_project(folder: Path, events: int, *, installed: bool) -> Path:
    """Create a project with a module per style of calls; return the Python interpreter of its environment."""
    folder.mkdir()
    (folder / "events.yaml").write_text(catalog_text(events), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "cgk_codegen", "generate"], cwd=folder, check=True, capture_output=True)
    venv.create(folder / ".venv", with_pip=False)
    site_packages = next((folder / ".venv" / "lib").glob("python*/site-packages"))
    shutil.move(folder / "generated" / "cgk_jobs", site_packages if installed else folder)
    installed_packages = [path for path in sys.path if path.endswith("site-packages")]
    # The environment also sees the packages of this one, and the runtime.
    (site_packages / "others.pth").write_text("\n".join([*installed_packages, str(ROOT / "runtime")]), encoding="utf-8")
    parent = site_packages if installed else folder
    examples = runpy.run_path(str(parent / "cgk_jobs" / "_examples.py"))["EXAMPLES"]
    for style, (head, call) in STYLES.items():
        (folder / f"{style}.py").write_text(head + _calls(examples, style, call), encoding="utf-8")
    return folder / ".venv" / "bin" / "python"


def _calls(examples: Mapping[str, Mapping[str, Any]], style: str, call: Callable[[str, Mapping[str, Any]], str]) -> str:
    events = list(examples)
    lines: list[str] = []
    for index in range(CALLS):
        if index % 20 == 0:
            lines.append(f"\n\nasync def calls_{index}() -> None:")
        event = "order.created" if style == "plain" else events[index % len(events)]
        lines.append("    " + call(event, dict(examples[event])))
    return "\n".join(lines) + "\n"
