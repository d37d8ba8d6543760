"""What a generated package ships beside its Python: JSON Schemas, and its npm package's description."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec


def read_package_file(package: str, name: str) -> bytes | None:
    """Read a file of a generated package: inside it where it is installed from a wheel, beside it in a workspace.

    Args:
        package: The Python package's name.
        name: The file's path there, such as "schema/events/order.created.json".

    Returns:
        Its content, or None where there is no such file or package, as with a catalog written by hand.
    """
    found = find_spec(package)
    if found is None or found.origin is None:
        return None
    # The loader reads from wherever the package is, a zip file too.
    read: Callable[[str], bytes] = getattr(found.loader, "get_data")  # noqa: B009  loaders of files have it
    inside = os.path.dirname(found.origin)  # noqa: PTH120  see cgk_runtime._internal.project_files
    for folder in (inside, os.path.dirname(inside)):  # noqa: PTH120
        try:
            return read(os.path.join(folder, name))  # noqa: PTH118
        except OSError:
            continue
    return None
