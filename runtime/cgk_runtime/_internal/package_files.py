"""Data files of generated packages: JSON Schemas, and the description of the npm package."""

from __future__ import annotations

from pkgutil import get_data


def read_package_file(package: str, name: str) -> bytes | None:
    """Return the content of a file, from inside an installed package or from next to it in a workspace.

    Args:
        package: The Python package's name.
        name: The file's path, such as "schema/events/order.created.json".

    Returns:
        The content, or None if the file or package does not exist, as for hand-written catalogs.
    """
    for path in (name, f"../{name}"):
        try:
            return get_data(package, path)
        except OSError:
            continue
    return None
