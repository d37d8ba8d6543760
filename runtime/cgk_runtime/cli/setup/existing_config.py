"""Which variables are set already, and where each comes from: the environment wins over `.env.local`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cgk_runtime.cli.setup.env_file import EnvironmentFile
from cgk_runtime.settings import ENVIRONMENT_FILE, Settings, find_environment_file

_PREFIXES = ("TRIGGER_", "INNGEST_", "JOBS_")


@dataclass(frozen=True, slots=True, repr=False)
class ConfiguredVariable:
    """A variable that is set.

    Attributes:
        name: Its name.
        value: What counts; never shown.
        from_environment: Whether the process's environment has it, else `.env.local`.
        overrides: Whether `.env.local` says something else.
    """

    name: str
    value: str
    from_environment: bool
    overrides: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ExistingConfig:
    """What is configured for jobs.

    Attributes:
        variables: By name; blank ones are left out.
        hidden: Names that the file sets and the process's environment sets to nothing, which counts.
        file: The nearest `.env.local`, whether it exists or is to be written.
        written: What the file says.
    """

    variables: Mapping[str, ConfiguredVariable]
    hidden: frozenset[str]
    file: Path
    written: EnvironmentFile

    @classmethod
    def find(cls, directory: Path, environment: Mapping[str, str] | None = None) -> ExistingConfig:
        """Look into the environment and the nearest `.env.local`.

        Raises:
            ConfigurationError: The file is a folder or cannot be read.
        """
        file = find_environment_file(directory) or directory / ENVIRONMENT_FILE
        written = EnvironmentFile.read(file)
        everything = os.environ if environment is None else environment
        process = _of_jobs(everything)
        in_file = _of_jobs(written.values)
        hidden = frozenset(name for name in in_file if name in everything and name not in process)
        variables = {
            name: ConfiguredVariable(
                name,
                process.get(name) or in_file[name],
                name in process,
                name in process and name in in_file and process[name] != in_file[name],
            )
            for name in sorted({*process, *in_file} - hidden)
        }
        return cls(variables, hidden, file, written)

    def get(self, name: str) -> str | None:
        """Give the value that counts, or None."""
        found = self.variables.get(name)
        return found.value if found else None

    def settings(self, provider: str | None = None) -> Settings:
        """Give them as the runtime reads them.

        Args:
            provider: Instead of what JOBS_PROVIDER says.
        """
        read = Settings.read(directory=self.file.parent)
        if provider is None:
            return read
        return Settings({**read.variables, "JOBS_PROVIDER": provider}, read.environment_file)

    def origin(self, name: str) -> str:
        """Say where a variable comes from: "environment" or the file's name."""
        return "environment" if self.variables[name].from_environment else self.file.name


def _of_jobs(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value.strip() for name, value in values.items() if name.startswith(_PREFIXES) and value and value.strip()
    }
