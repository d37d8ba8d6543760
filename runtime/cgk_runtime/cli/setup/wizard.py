"""Decisions of the wizard, and the file changes that follow from them. Nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.setup import gitignore, node
from cgk_runtime.cli.setup.answers import Answers
from cgk_runtime.cli.setup.env_file import read_values, set_values
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.file_changes import FileChange
from cgk_runtime.cli.setup.providers import (
    PROVIDERS,
    EnvironmentVariable,
    ProviderGuide,
    is_production_key,
    selects_dev_server,
)
from cgk_runtime.errors import NotConfiguredError


@dataclass(frozen=True, slots=True, repr=False)
class Wizard:
    """Wizard that collects settings and plans the changes.

    Attributes:
        config: The existing configuration.
        answers: The source of answers.
        provided: Variables from standard input; these are not asked for.
        directory: The project.
    """

    config: ExistingConfig
    answers: Answers
    provided: Mapping[str, str]
    directory: Path

    def choose_provider(self, option: str | None) -> ProviderGuide:
        """Choose the provider.

        Args:
            option: The provider on the command line.

        Raises:
            CommandError: The provider is unknown.
        """
        name = option or self.provided.get("JOBS_PROVIDER") or self.answers.choose_provider(self._current_provider())
        guide = PROVIDERS.get(name or "")
        if guide is None:
            problem = f'Unknown provider "{name}"' if name else "No provider is configured"
            raise CommandError(f"{problem}; pass --provider with one of {', '.join(PROVIDERS)}")
        return guide

    def plan_changes(self, guide: ProviderGuide) -> list[FileChange]:
        """Collect everything the provider needs, and return the changes of files; none if everything is set up.

        Raises:
            CommandError: Values are invalid or missing, or a production key cannot be confirmed without a terminal.
        """
        values = {"JOBS_PROVIDER": guide.name, **self._collect_values(guide)}
        node_changes = self._node_changes(values) if guide.name == "trigger.dev" else []
        changes = [*node_changes, *self._environment_changes(values)]
        return [change for change in changes if change.is_needed()]

    def _current_provider(self) -> str | None:
        try:
            return self.config.settings.provider_name()
        except NotConfiguredError:
            return None

    def _collect_values(self, guide: ProviderGuide) -> dict[str, str]:
        values = self._offer_dev_server() if guide.name == "inngest" else {}
        dev_server = values.get("INNGEST_DEV") or self.provided.get("INNGEST_DEV") or self.config.get("INNGEST_DEV")
        keys_are_optional = guide.name == "inngest" and selects_dev_server(dev_server)
        problems: list[str] = []
        for declared in guide.variables:
            has_alternative = declared.alternative is not None and self.config.get(declared.alternative) is not None
            variable = replace(declared, required=False) if keys_are_optional or has_alternative else declared
            name = variable.name
            value = values.get(name) or self._find_value(variable)
            problem = variable.find_problem(value) if value is not None else None
            if value is not None and problem is None:
                value = self._confirm_production_key(variable, value)
            if problem is not None:
                problems.append(f"{name} {problem}")
            elif value is not None:
                values[name] = value
            elif variable.required:
                problems.append(f"{name} is missing; set it in the environment, or pass {name}=... with --stdin")
        if problems:
            raise CommandError("Nothing was changed:" + "".join(f"\n  {problem}" for problem in problems))
        return values

    def _offer_dev_server(self) -> dict[str, str]:
        """Offer Inngest's dev server, which accepts any key and receives jobs only with INNGEST_DEV set."""
        if self.provided.get("INNGEST_DEV") or self.config.get("INNGEST_DEV"):
            return {}
        question = "Send to Inngest's dev server on this machine (npx inngest-cli dev) while developing?"
        return {"INNGEST_DEV": "1"} if self.answers.can_ask and self.answers.confirm(question, default=True) else {}

    def _find_value(self, variable: EnvironmentVariable) -> str | None:
        """Return a variable's value from standard input, the configuration or a prompt."""
        name = variable.name
        if name in self.provided:
            return self.provided[name]
        value = self.config.get(name)
        file = self.config.file.name if self.config.is_from_file(name) else None
        if value is not None and self.answers.keep_value(variable, value, file):
            return value
        return self.answers.ask_value(variable) if variable.asked else None

    def _confirm_production_key(self, variable: EnvironmentVariable, value: str) -> str | None:
        """Return the value, or another one if it is a new production key that the user does not want to write."""
        name, file = variable.name, self.config.file.name
        question = f"{name} is a production key, and {file} is for development. Write it anyway?"
        new_value: str | None = value
        while new_value is not None and is_production_key(new_value):
            is_in_file = read_values(self.config.file_text).get(name) == new_value
            if is_in_file or self.answers.confirm(question, default=False):
                break
            if not self.answers.can_ask:
                raise CommandError(f"{name} is a production key; use one for development, or pass --yes")
            new_value = self.answers.ask_value(variable)
        return new_value

    def _environment_changes(self, values: Mapping[str, str]) -> list[FileChange]:
        file = self.config.file
        changes: list[FileChange] = []
        if not gitignore.is_ignored(file):
            ignore_file = file.parent / ".gitignore"
            summary = f"{os.path.relpath(ignore_file)}: a line for {file.name}"
            changes.append(FileChange(ignore_file, lambda text: gitignore.append_line(text, file.name), summary))
        summary = f"{os.path.relpath(file)}: {', '.join(values)}"
        changes.append(
            FileChange(file, lambda text: set_values(text, values, "Background jobs"), summary, private=True)
        )
        return changes

    def _node_changes(self, values: Mapping[str, str]) -> list[FileChange]:
        folder = node.node_directory(self.directory)
        changes: list[FileChange] = []
        package = folder / "package.json"
        question = f"package.json is missing. Create one with {_package_versions()}?"
        if package.is_file() or self.answers.confirm(question, default=True):
            summary = f"{os.path.relpath(package)}: {_package_versions()}"
            changes.append(FileChange(package, node.add_trigger_packages, summary))
        if not node.has_trigger_config(folder):
            config = node.trigger_config(values.get("TRIGGER_PROJECT_REF") or self.config.get("TRIGGER_PROJECT_REF"))
            path = folder / "trigger.config.ts"
            changes.append(
                FileChange(path, lambda text: text or config, f"{os.path.relpath(path)}: tasks in src/trigger/")
            )
        return changes


def _package_versions() -> str:
    return f"{node.CLI_PACKAGE} and {node.SDK_PACKAGE} {node.TRIGGER_VERSION}"
