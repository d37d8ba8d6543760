"""Files of a generated package that the build uses: JSON Schemas and the name of the npm package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime._internal.package_files import read_package_file
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition


class PackageFiles:
    """Reader of a generated package's files.

    Args:
        catalog: Catalog of the package.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._package = catalog.package

    def schema(self, event: EventDefinition) -> dict[str, Any]:
        """Return the JSON Schema of an event's payload.

        Raises:
            TriggerBuildError: The package does not contain the schema.
        """
        return self._read(f"schema/events/{event.file_name}.json")

    def npm_package(self) -> str:
        """Return the name of the npm package with the payload types.

        Raises:
            TriggerBuildError: The package does not contain its `package.json`.
        """
        return str(self._read("typescript/package.json")["name"])

    def _read(self, name: str) -> dict[str, Any]:
        content = read_package_file(self._package, name)
        if content is not None:
            return cast("dict[str, Any]", json.loads(content))
        raise TriggerBuildError(
            [f'the package "{self._package}" does not contain {name}; generate it with `cgk-codegen generate`']
        )
