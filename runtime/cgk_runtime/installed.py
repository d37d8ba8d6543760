"""The generated packages of this environment; each announces itself by an entry point."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk

ENTRY_POINT_GROUP: Final = "cgk_runtime.sdk"
"""An entry point here is named as its package and gives its `Sdk`; a generated package has one."""


def installed_sdks() -> dict[str, Sdk]:
    """Load every installed generated package, by its package's name."""
    return {entry.name: entry.load() for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=_name)}


def choose_sdk(name: str | None = None) -> Sdk:
    """Give the generated package that is meant: the named one, the only one, or the only one with handlers.

    Raises:
        ConfigurationError: There is none, or several could be meant.
    """
    sdks = installed_sdks()
    if not sdks:
        raise ConfigurationError("No generated package is installed; run `make generate` and install generated/")
    if name is not None:
        if name not in sdks:
            raise ConfigurationError(f'There is no generated package "{name}"; installed are {", ".join(sdks)}')
        return sdks[name]
    if len(sdks) == 1:
        return next(iter(sdks.values()))
    handling = [sdk for sdk in sdks.values() if sdk.registry.events or sdk.registry.schedules]
    if len(handling) == 1:
        return handling[0]
    raise ConfigurationError(f"Which generated package is meant? Say --sdk with one of {', '.join(sdks)}")


def _name(entry: object) -> str:
    return str(getattr(entry, "name", ""))
