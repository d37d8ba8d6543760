"""What a generated package ships beside its Python: JSON Schemas, and its npm package's description."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


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
    inside = Path(found.origin).parent
    for folder in (inside, inside.parent):
        try:
            return (folder / name).read_bytes()
        except OSError:
            continue
    return None
