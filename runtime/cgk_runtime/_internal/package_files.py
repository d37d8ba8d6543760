"""Data files of generated packages: JSON Schemas, and the description of the npm package."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec


def read_package_file(package: str, name: str) -> bytes | None:
    """Return the content of a file: inside the package if it is installed from a wheel, next to it in a workspace.

    Args:
        package: The Python package's name.
        name: The file's path, such as "schema/events/order.created.json".

    Returns:
        The content, or None if the file or package does not exist, as for hand-written catalogs.
    """
    found = find_spec(package)
    if found is None or found.origin is None:
        return None
    # The loader also reads from zip files.
    read: Callable[[str], bytes] = getattr(found.loader, "get_data")  # noqa: B009  loaders of files have it
    inside = os.path.dirname(found.origin)  # noqa: PTH120  see cgk_runtime._internal.project_files
    for folder in (inside, os.path.dirname(inside)):  # noqa: PTH120
        try:
            return read(os.path.join(folder, name))  # noqa: PTH118
        except OSError:
            continue
    return None
