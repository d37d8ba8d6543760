"""Settings from the environment and `.env.local`; the environment takes precedence."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.project_files import find_file
from cgk_runtime._internal.white_space import SPACES
from cgk_runtime.errors import ConfigurationError, MissingSettingError, NotConfiguredError

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT_FILE: Final = ".env.local"


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """The variables that configure jobs, from the environment and `.env.local`.

    Attributes:
        variables: Values by name, without empty ones.
        environment_file: The `.env.local` that was read, or None.
        names_from_file: Names whose value comes from that file.

    Example:
        >>> Settings({"JOBS_PROVIDER": "local"}).provider_name()
        'local'
    """

    variables: Mapping[str, str]
    environment_file: Path | None = None
    names_from_file: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Return the names only, because values may be secrets."""
        return f"Settings({', '.join(sorted(self.variables))})"

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None, directory: Path | None = None) -> Settings:
        """Read the environment and the nearest `.env.local`.

        Args:
            environment: Replaces the process's environment.
            directory: The folder in which the search for the file starts, by default the working directory. Its parents
                are searched as well, up to the root of the Git repository.

        Raises:
            ConfigurationError: The file cannot be read, is not UTF-8, or belongs to another user.
        """
        file = find_environment_file(directory)
        file_variables = read_environment_file(file) if file else {}
        if environment is None:
            environment = os.environ
        trimmed = {name: value.strip(SPACES) for name, value in {**file_variables, **environment}.items()}
        variables = {name: value for name, value in trimmed.items() if value}
        return cls(variables, file, frozenset(file_variables.keys() & variables.keys() - environment.keys()))

    def get(self, name: str) -> str | None:
        """Return the value of a variable, or None if it is unset or blank."""
        return self.variables.get(name)

    def require(self, name: str, purpose: str) -> str:
        """Return the value of a variable.

        Args:
            name: The variable.
            purpose: Its purpose for the error text, such as "the key of the server".

        Raises:
            MissingSettingError: The variable is not set.
        """
        value = self.variables.get(name)
        if value is None:
            raise MissingSettingError(name, f"Not configured - set {name}; it is {purpose}")
        return value

    def check_key_recipient(self, addresses: Sequence[str], keys: Sequence[str]) -> None:
        """Raise an error if a server's address comes from `.env.local` and a key for it from the environment.

        Args:
            addresses: Names of the variables with addresses of servers.
            keys: Names of the variables with keys that these servers receive.

        Raises:
            ConfigurationError: The file would send the key to another server.
        """
        address = next((name for name in addresses if name in self.names_from_file), None)
        key = next((name for name in keys if name in self.variables and name not in self.names_from_file), None)
        if address is not None and key is not None:
            raise ConfigurationError(
                f"{address} in {self.environment_file or ENVIRONMENT_FILE} would receive {key} of the environment; set "
                "both in the same place"
            )

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


def read_environment_file(file: Path) -> dict[str, str]:
    """Return the variables of a `.env.local`.

    Raises:
        ConfigurationError: The file cannot be read, or is not UTF-8.
    """
    # Imported on use: compiling its regular expressions takes longer than a send, and most processes have no file.
    from cgk_runtime._internal.env_grammar import find_assignments

    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise ConfigurationError(f"Cannot read {file}: {error.strerror}") from None
    return {assignment.name: assignment.value for assignment in find_assignments(text)}


def find_environment_file(directory: Path | None = None) -> Path | None:
    """Return the nearest `.env.local` in a folder or its parents up to the root of its Git repository, or None.

    Args:
        directory: The folder; by default the working directory.

    Raises:
        ConfigurationError: The file belongs to another user.
    """
    file = find_file(ENVIRONMENT_FILE, os.curdir if directory is None else str(directory))
    if file is None:
        return None
    from pathlib import Path

    return Path(file)
