"""What a generated package ships beside its Python: the JSON Schema of each event, and its npm package's name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime._internal.package_files import read_package_file
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition


class PackageFiles:
    """Reads the files of a generated package.

    Args:
        catalog: The package's catalog.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._package = catalog.package

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
        content = read_package_file(self._package, name)
        if content is not None:
            return cast("dict[str, Any]", json.loads(content))
        raise TriggerBuildError(
            [f'the package "{self._package}" ships no {name}; generate it with `cgk-codegen generate`']
        )
