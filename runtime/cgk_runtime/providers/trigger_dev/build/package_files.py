"""Files of a generated package that the build uses: JSON Schemas and the name of the npm package."""

from __future__ import annotations

import json
from typing import Any, cast

from cgk_runtime._internal.package_files import read_package_file
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError


def read_json(package: str, name: str) -> dict[str, Any]:
    """Return the content of a JSON file of a generated package.

    Args:
        package: Name of the package.
        name: Path of the file, such as "schema/events/order.created.json".

    Raises:
        TriggerBuildError: The package does not contain the file.
    """
    content = read_package_file(package, name)
    if content is None:
        raise TriggerBuildError(
            [f'the package "{package}" does not contain {name}; generate it with `cgk-codegen generate`']
        )
    return cast("dict[str, Any]", json.loads(content))


def npm_package(package: str) -> str:
    """Return the name of the npm package with the payload types.

    Raises:
        TriggerBuildError: The package does not contain its `package.json`.
    """
    return str(read_json(package, "typescript/package.json")["name"])
