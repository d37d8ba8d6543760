"""Import graph of a package, built from its source.

An edge is any import: at module level, inside a function, under `TYPE_CHECKING`, or by `import_module("a.b")`.
Importing `a.b.c` also executes the `__init__` of `a.b`, so the importing module gets an edge to it, and through it to
everything it re-exports.
Packages that contain the importing module are the exception: they are already being imported. The root package itself
re-exports lazily; `test_root_package_imports_nothing_eagerly` checks that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ImportGraph:
    """The modules of a package and their imports of each other.

    Attributes:
        package: The package's name.
        edges: The imported modules by module; the `__init__` of a package has the package's name.
    """

    package: str
    edges: dict[str, frozenset[str]]

    @classmethod
    def read(cls, folder: Path) -> ImportGraph:
        """Parse all modules below a package's folder."""
        modules = {module_name(folder, path): path for path in sorted(folder.rglob("*.py"))}
        edges = {name: frozenset(edges_of(name, path, modules)) for name, path in modules.items()}
        return cls(folder.name, edges)

    def cycle(self) -> list[str] | None:
        """Return the modules of one import cycle in order, the first one repeated at the end, or None."""
        finished: set[str] = set()
        for start in self.edges:
            cycle = self._cycle_from(start, [], finished)
            if cycle:
                return cycle
        return None

    def _cycle_from(self, module: str, trail: list[str], finished: set[str]) -> list[str] | None:
        if module in trail:
            return [*trail[trail.index(module) :], module]
        if module in finished:
            return None
        for imported in sorted(self.edges[module]):
            cycle = self._cycle_from(imported, [*trail, module], finished)
            if cycle:
                return cycle
        finished.add(module)
        return None


def top_level(module: str) -> str:
    """Return the name below the root package: `client` for `cgk_runtime.client.job`, "" for the root package."""
    return module.split(".")[1] if "." in module else ""


def module_name(folder: Path, path: Path) -> str:
    """Return the dotted name of a file below a package's folder."""
    parts = path.relative_to(folder.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def edges_of(module: str, path: Path, modules: dict[str, Path]) -> Iterator[str]:
    """Yield the modules that a module imports, and the packages whose `__init__` these imports execute."""
    for target in imported_names(ast.parse(path.read_text(encoding="utf-8"))):
        imported = target if target in modules else target.rpartition(".")[0]
        if imported not in modules or imported == module:
            continue
        yield imported
        parts = imported.split(".")
        for length in range(2, len(parts)):
            package = ".".join(parts[:length])
            if package != module and not module.startswith(f"{package}."):
                yield package


def imported_names(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names of all imports; `from a import b` yields `a.b`, which may be a module or a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
