"""The existing configuration: variables of the environment and of `.env.local`. The environment takes precedence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cgk_runtime.cli.setup.env_file import read_values
from cgk_runtime.cli.text_files import read_text
from cgk_runtime.settings import ENVIRONMENT_FILE, Settings, find_environment_file


@dataclass(frozen=True, slots=True, repr=False)
class ExistingConfig:
    """Configuration of a project's jobs.

    Attributes:
        settings: The variables that take effect, as the runtime reads them.
        file: The nearest `.env.local`, or the path to create it at.
        file_text: The file's text.
    """

    settings: Settings
    file: Path
    file_text: str

    @classmethod
    def find(cls, directory: Path) -> ExistingConfig:
        """Read the environment and the nearest `.env.local`.

        Raises:
            ConfigurationError: The file cannot be read, or belongs to another user.
        """
        file = find_environment_file(directory) or directory / ENVIRONMENT_FILE
        text = read_text(file, missing="")
        return cls(Settings.read(directory=directory), file, text)

    def get(self, name: str) -> str | None:
        """Return the value that takes effect, or None."""
        return self.settings.get(name)

    def is_from_file(self, name: str) -> bool:
        """Return whether the value that takes effect comes from `.env.local`."""
        return name in self.settings.names_from_file

    def origin(self, name: str) -> str:
        """Return the file's name for a variable of the file, else "environment"."""
        return self.file.name if self.is_from_file(name) else "environment"

    def is_overridden(self, name: str) -> bool:
        """Return whether the environment, even with an empty variable, replaces the file's value."""
        file_value = read_values(self.file_text).get(name, "").strip()
        return bool(file_value) and not self.is_from_file(name) and file_value != self.get(name)
