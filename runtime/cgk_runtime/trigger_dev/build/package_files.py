"""What a generated package ships beside its Python: the JSON Schema of each event, and its npm package's name."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime.trigger_dev.build.errors import TriggerBuildError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition


class PackageFiles:
    """Finds the files of a generated package: inside it where it is installed from a wheel, beside it in a workspace.

    Args:
        catalog: The package's catalog.
    """

    def __init__(self, catalog: Catalog) -> None:
        module = import_module(catalog.package)
        folder = Path(str(module.__file__)).parent
        self._package = catalog.package
        self._folders = [folder, folder.parent]

    def schema(self, event: EventDefinition) -> dict[str, Any]:
        """Give the JSON Schema of an event's payload.

        Raises:
            TriggerBuildError: The package does not ship it.
        """
        return self._read(f"schema/events/{event.name}.json")

    def npm_package(self) -> str:
        """Give the name of the npm package that has the payload types.

        Raises:
            TriggerBuildError: The package does not ship its `package.json`.
        """
        return str(self._read("typescript/package.json")["name"])

    def _read(self, name: str) -> dict[str, Any]:
        for folder in self._folders:
            file = folder / name
            if file.is_file():
                return cast("dict[str, Any]", json.loads(file.read_text(encoding="utf-8")))
        raise TriggerBuildError(
            [f'the package "{self._package}" ships no {name}; generate it with `cgk-codegen generate`']
        )
