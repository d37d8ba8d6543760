"""Settings from the environment and `.env.local`; the environment wins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.project_files import find_file
from cgk_runtime.errors import ConfigurationError, NotConfiguredError

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT_FILE: Final = ".env.local"
BUILT_IN_PROVIDERS: Final = ("trigger.dev", "inngest", "local")


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """The variables that configure jobs, from the environment and `.env.local`.

    Attributes:
        variables: Values by name, without empty ones.
        environment_file: The `.env.local` that was read, or None.

    Example:
        >>> Settings({"JOBS_PROVIDER": "local"}).provider_name()
        'local'
    """

    variables: Mapping[str, str]
    environment_file: Path | None = None

    def __repr__(self) -> str:
        """Return the names only, because values may be secrets."""
        return f"Settings({', '.join(sorted(self.variables))})"

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None, directory: Path | None = None) -> Settings:
        """Read the environment and the nearest `.env.local`.

        Args:
            environment: Replaces the process's environment.
            directory: The folder to search for the file, and its parents up to the root of the Git repository; by
                default the working directory.
        """
        file = find_environment_file(directory)
        written = _read_file(file) if file else {}
        merged = {**written, **(os.environ if environment is None else environment)}
        return cls({name: value.strip() for name, value in merged.items() if value and value.strip()}, file)

    def get(self, name: str) -> str | None:
        """Return the value of a variable, or None if it is unset or blank."""
        return self.variables.get(name)

    def require(self, name: str, purpose: str) -> str:
        """Return the value of a variable.

        Raises:
            ConfigurationError: The variable is not set.
        """
        value = self.variables.get(name)
        if value is None:
            raise ConfigurationError(f"{name} is not set; it is {purpose}")
        return value

    def provider_name(self) -> str:
        """Return the configured provider: JOBS_PROVIDER, else the provider whose key is set.

        Raises:
            NotConfiguredError: No provider is configured.
        """
        chosen = self.variables.get("JOBS_PROVIDER")
        if chosen is not None:
            return chosen
        if "TRIGGER_SECRET_KEY" in self.variables:
            return "trigger.dev"
        if "INNGEST_EVENT_KEY" in self.variables:
            return "inngest"
        raise NotConfiguredError


def _read_file(file: Path) -> dict[str, str | None]:
    from dotenv import dotenv_values

    # No interpolation, because a secret may contain a dollar sign.
    return dotenv_values(file, interpolate=False, encoding="utf-8")


def find_environment_file(directory: Path | None = None) -> Path | None:
    """Return the nearest `.env.local` in a folder or its parents up to the root of its Git repository, or None.

    Args:
        directory: The folder; by default the working directory.
    """
    found = find_file(ENVIRONMENT_FILE, os.curdir if directory is None else str(directory))
    if found is None:
        return None
    from pathlib import Path

    return Path(found)
