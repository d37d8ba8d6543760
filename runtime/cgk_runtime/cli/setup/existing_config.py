"""The existing configuration: variables of the environment and of `.env.local`. The environment takes precedence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cgk_runtime.cli.setup.env_file import EnvironmentFile
from cgk_runtime.settings import ENVIRONMENT_FILE, Settings, find_environment_file

_PREFIXES = ("TRIGGER_", "INNGEST_", "JOBS_")


@dataclass(frozen=True, slots=True, repr=False)
class ConfiguredVariable:
    """A variable that is set.

    Attributes:
        name: Its name.
        value: The value that takes effect.
        from_environment: Whether it comes from the process's environment instead of `.env.local`.
        overrides: Whether it overrides another value in `.env.local`.
    """

    name: str
    value: str
    from_environment: bool
    overrides: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ExistingConfig:
    """Configuration of a project's jobs.

    Attributes:
        variables: The variables that are set and not blank, by name.
        hidden: Names that the file sets and the environment overrides with an empty value.
        file: The nearest `.env.local`, or the path to create it at.
        file_content: The file's content.
    """

    variables: Mapping[str, ConfiguredVariable]
    hidden: frozenset[str]
    file: Path
    file_content: EnvironmentFile

    @classmethod
    def find(cls, directory: Path) -> ExistingConfig:
        """Read the environment and the nearest `.env.local`.

        Raises:
            CommandError: The file cannot be read.
        """
        file = find_environment_file(directory) or directory / ENVIRONMENT_FILE
        content = EnvironmentFile.read(file)
        process, in_file = _job_variables(os.environ), _job_variables(content.values)
        hidden = frozenset(name for name in in_file if name in os.environ and name not in process)
        variables = {
            name: ConfiguredVariable(
                name,
                process.get(name) or in_file[name],
                from_environment=name in process,
                overrides=name in process and name in in_file and process[name] != in_file[name],
            )
            for name in sorted({*process, *in_file} - hidden)
        }
        return cls(variables, hidden, file, content)

    def get(self, name: str) -> str | None:
        """Return the value that takes effect, or None."""
        found = self.variables.get(name)
        return found.value if found else None

    def settings(self, provider: str | None = None) -> Settings:
        """Return the configuration as the runtime reads it.

        Args:
            provider: Overrides JOBS_PROVIDER.
        """
        read = Settings.read(directory=self.file.parent)
        if provider is None:
            return read
        return replace(read, variables={**read.variables, "JOBS_PROVIDER": provider})

    def origin(self, name: str) -> str:
        """Return the place a variable comes from: "environment" or the file's name."""
        return "environment" if self.variables[name].from_environment else self.file.name


def _job_variables(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value.strip() for name, value in values.items() if name.startswith(_PREFIXES) and value and value.strip()
    }
