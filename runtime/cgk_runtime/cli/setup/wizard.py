"""Decisions of the wizard, and the file changes that follow from them. Nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.setup import gitignore, keys, node
from cgk_runtime.cli.setup.answers import Answers
from cgk_runtime.cli.setup.env_file import EnvironmentFile
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.file_changes import FileChange
from cgk_runtime.cli.setup.providers import PROVIDERS, EnvironmentVariable, ProviderGuide, is_production_key
from cgk_runtime.errors import JobsError, NotConfiguredError


class SetupDeclinedError(JobsError):
    """The user declined a change; nothing was changed."""

    component = "cgk"


@dataclass(frozen=True, slots=True, repr=False)
class SetupChoices:
    """Choices made in the wizard.

    Attributes:
        guide: The provider.
        values: The variables to write to `.env.local`.
        create_package_json: Whether to create a missing package.json.
    """

    guide: ProviderGuide
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    create_package_json: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Wizard:
    """Wizard that collects choices and plans the changes.

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
        if name is None:
            raise CommandError(f"No provider is configured; pass --provider with {', '.join(PROVIDERS)}")
        guide = PROVIDERS.get(name)
        if guide is None:
            raise CommandError(f'Unknown provider "{name}"; pass --provider with {", ".join(PROVIDERS)}')
        return guide

    def collect_choices(self, guide: ProviderGuide) -> SetupChoices:
        """Collect everything the provider needs.

        Args:
            guide: The provider.

        Raises:
            SetupDeclinedError: A production key was not confirmed, and another one cannot be asked for.
            CommandError: Values are invalid or missing.
        """
        values = {"JOBS_PROVIDER": guide.name, **self._collect_values(guide)}
        create = False
        if guide.name == "trigger.dev" and not (node.node_directory(self.directory) / "package.json").is_file():
            create = self.answers.confirm(
                f"package.json is missing. Create one with {_package_versions()}?", default=True
            )
        return SetupChoices(guide, values, create)

    def plan_changes(self, choices: SetupChoices) -> list[FileChange]:
        """Return the changes that the choices require; an empty list if everything is already set up."""
        changes: list[FileChange] = []
        if choices.guide.name == "trigger.dev":
            changes += self._node_changes(choices)
        changes += self._environment_changes(choices.values)
        return [change for change in changes if change.is_needed()]

    def _current_provider(self) -> str | None:
        try:
            return self.config.settings().provider_name()
        except NotConfiguredError:
            return None

    def _collect_values(self, guide: ProviderGuide) -> dict[str, str]:
        values = self._offer_dev_server() if guide.name == "inngest" else {}
        dev_server = values.get("INNGEST_DEV") or self.provided.get("INNGEST_DEV") or self.config.get("INNGEST_DEV")
        keys_are_optional = guide.name == "inngest" and keys.is_switched_on(dev_server)
        problems: list[str] = []
        for declared in guide.variables:
            if declared.name in values:
                continue
            variable = replace(declared, required=False) if keys_are_optional else declared
            value, problem = self._collect_value(variable, values)
            while problem is None and value is not None and not self._is_wanted(variable.name, value):
                value = self.answers.ask_value(variable)
            if problem is not None:
                problems.append(f"{variable.name} {problem}")
            elif value is not None:
                values[variable.name] = value
            elif variable.required:
                how = f"set it in the environment, or pass {variable.name}=... with --stdin"
                problems.append(f"{variable.name} is missing; {how}")
        if problems:
            raise CommandError("Nothing was changed:" + "".join(f"\n  {problem}" for problem in problems))
        return values

    def _offer_dev_server(self) -> dict[str, str]:
        """Offer Inngest's dev server, which accepts any key and receives jobs only with INNGEST_DEV set."""
        if self.provided.get("INNGEST_DEV") or self.config.get("INNGEST_DEV"):
            return {}
        question = "Send to Inngest's dev server on this machine (npx inngest-cli dev) while developing?"
        return {"INNGEST_DEV": "1"} if self.answers.can_ask and self.answers.confirm(question, default=True) else {}

    def _collect_value(self, variable: EnvironmentVariable, values: Mapping[str, str]) -> tuple[str | None, str | None]:
        """Return a variable's value, and the problem with a value that was not typed at a prompt."""
        provided = self.provided.get(variable.name)
        if provided is not None:
            return provided, variable.find_problem(provided)
        found = self.config.variables.get(variable.name)
        if found is not None:
            problem = variable.find_problem(found.value)
            origin = self.config.origin(variable.name)
            if self.answers.keep_value(found, origin, secret=variable.secret, problem=problem):
                return found.value, problem
        return (self.answers.ask_value(variable) if variable.is_asked(values) else None), None

    def _is_wanted(self, name: str, value: str) -> bool:
        """Ask whether to write a key if it is a production key that the file does not have yet."""
        if self.config.file_content.values.get(name) == value or not is_production_key(name, value):
            return True
        file = self.config.file.name
        question = f"{name} is a production key, and {file} is for development. Write it anyway?"
        if self.answers.confirm(question, default=False):
            return True
        if not self.answers.can_ask:
            raise SetupDeclinedError(f"{name} is a production key; use one for development, or pass --yes")
        return False

    def _environment_changes(self, values: Mapping[str, str]) -> list[FileChange]:
        file = self.config.file
        changes: list[FileChange] = []
        if not gitignore.is_ignored(file):
            ignore_file = file.parent / ".gitignore"
            summary = f"{_relative(ignore_file)}: a line for {file.name}"
            changes.append(FileChange(ignore_file, lambda text: gitignore.append_line(text, file.name), summary))

        def set_values(text: str) -> str:
            return EnvironmentFile(text).with_values(values, "Background jobs").text

        changes.append(FileChange(file, set_values, f"{_relative(file)}: {', '.join(values)}", private=True))
        return changes

    def _node_changes(self, choices: SetupChoices) -> list[FileChange]:
        folder = node.node_directory(self.directory)
        changes: list[FileChange] = []
        package = folder / "package.json"
        if choices.create_package_json or package.is_file():
            summary = f"{_relative(package)}: {_package_versions()}"
            changes.append(FileChange(package, node.add_trigger_packages, summary))
        if not node.has_trigger_config(folder):
            config = node.trigger_config(
                choices.values.get("TRIGGER_PROJECT_REF") or self.config.get("TRIGGER_PROJECT_REF")
            )
            path = folder / "trigger.config.ts"
            changes.append(FileChange(path, lambda text: text or config, f"{_relative(path)}: tasks in src/trigger/"))
        return changes


def _relative(path: Path) -> str:
    return os.path.relpath(path)


def _package_versions() -> str:
    return f"{node.CLI_PACKAGE} and {node.SDK_PACKAGE} {node.TRIGGER_VERSION}"
