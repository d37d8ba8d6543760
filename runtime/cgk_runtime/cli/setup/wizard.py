"""What the wizard decides, and which files that changes; nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cgk_runtime.cli.setup import gitignore, keys, node
from cgk_runtime.cli.setup.answers import Answers
from cgk_runtime.cli.setup.env_file import EnvironmentFile
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.file_changes import FileChange
from cgk_runtime.cli.setup.providers import PROVIDERS, ProviderGuide, Variable, is_production_key
from cgk_runtime.errors import ConfigurationError, JobsError, NotConfiguredError


class SetupDeclinedError(JobsError):
    """Somebody said no; nothing was changed."""

    component = "cgk"


@dataclass(frozen=True, slots=True, repr=False)
class SetupChoices:
    """What was decided.

    Attributes:
        guide: The provider.
        values: What `.env.local` shall hold; empty where none is to be written.
        create_package_json: Whether to make a package.json where there is none.
    """

    guide: ProviderGuide
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    create_package_json: bool = False


def configured_provider(configuration: ExistingConfig) -> str | None:
    """Give the provider that is configured already, or None."""
    try:
        return configuration.settings().provider_name()
    except NotConfiguredError:
        return None


def choose_provider(configuration: ExistingConfig, answers: Answers, provider: str | None) -> ProviderGuide:
    """Choose the provider.

    Args:
        configuration: What is there already.
        answers: Who is asked.
        provider: What the command line says.

    Raises:
        ConfigurationError: There is nobody to ask, or none of this name.
    """
    name = provider or answers.provider(configured_provider(configuration))
    answers.finish()
    guide = PROVIDERS.get(name or "")
    if guide is None:
        raise ConfigurationError(
            f'The wizard knows {", ".join(PROVIDERS)}, not "{name}"; say --provider', component="cgk"
        )
    return guide


def collect_choices(
    configuration: ExistingConfig, answers: Answers, guide: ProviderGuide, directory: Path, *, write_env: bool
) -> SetupChoices:
    """Ask for everything a provider needs; every answer is there before anything is written.

    Raises:
        RefusedError: Somebody said no to what cannot be left out.
        ConfigurationError: A value is wrong or missing, and there is nobody to ask.
    """
    values: dict[str, str] = {}
    if write_env:
        values = {"JOBS_PROVIDER": guide.name, **_variables(configuration, answers, guide)}
        answers.finish()
    create = False
    if guide.name == "trigger.dev" and not (node.node_directory(directory) / "package.json").is_file():
        create = answers.agree(
            f"There is no package.json. Create one with {_packages()}?",
            default=True,
        )
    return SetupChoices(guide, values, create)


def plan_changes(decision: SetupChoices, configuration: ExistingConfig, directory: Path) -> list[FileChange]:
    """Give the changes that a decision makes necessary; none where everything is as it should be."""
    changes: list[FileChange] = []
    if decision.guide.name == "trigger.dev":
        changes += _node_changes(decision, configuration, directory)
    if decision.values:
        file, values = configuration.file, decision.values
        heading = "Background jobs"
        if not gitignore.is_ignored(file):
            beside = file.parent / ".gitignore"
            changes.append(
                FileChange(
                    beside,
                    # Asked again while nobody else writes: another run may have added the line.
                    lambda text: text if gitignore.is_ignored(file) else gitignore.append_line(text, file.name),
                    f"{_shown(beside)}: a line for {file.name}",
                )
            )
        changes.append(
            FileChange(
                file,
                lambda text: EnvironmentFile(text).with_values(values, heading).text,
                f"{_shown(file)}: {', '.join(values)}",
                private=True,
            )
        )
    return [change for change in changes if change.is_needed()]


def _variables(configuration: ExistingConfig, answers: Answers, guide: ProviderGuide) -> dict[str, str]:
    values = _dev_server(configuration, answers) if guide.name == "inngest" else {}
    given = values.get("INNGEST_DEV") or answers.given("INNGEST_DEV") or configuration.get("INNGEST_DEV")
    any_key = guide.name == "inngest" and keys.is_switched_on(given)
    wrong: list[str] = []
    for variable in guide.variables:
        if variable.name in values:
            continue
        wanted = replace(variable, required=False) if any_key else variable
        value, problem = _value(configuration, answers, wanted, values)
        if problem is not None:
            wrong.append(f"{variable.name} {problem}")
        elif value is not None:
            values[variable.name] = value
    if wrong:
        raise ConfigurationError("Nothing was changed:" + "".join(f"\n  {one}" for one in wrong), component="cgk")
    for name, value in values.items():
        is_new = configuration.written.values.get(name) != value
        if is_new and is_production_key(name, value):
            question = f"{name} is a production key, and {configuration.file.name} is for development. Write it anyway?"
            if not answers.agree(question, default=False):
                raise SetupDeclinedError(
                    f"{name} is a production key; use one of the development environment here (or --yes)"
                )
    return values


def _dev_server(configuration: ExistingConfig, answers: Answers) -> dict[str, str]:
    """Ask whether jobs go to Inngest's dev server, which takes any key; without this one never sees a job."""
    if answers.given("INNGEST_DEV") or configuration.get("INNGEST_DEV"):
        return {}
    question = "Send to Inngest's dev server on this machine (npx inngest-cli dev) while developing?"
    return {"INNGEST_DEV": "1"} if answers.prefer(question) else {}


def _value(
    configuration: ExistingConfig, answers: Answers, variable: Variable, known: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """Give a variable's value, and what is wrong with one that was handed over."""
    given = answers.given(variable.name)
    if given is not None:
        return given, variable.problem(given)
    found = configuration.variables.get(variable.name)
    if found is not None:
        problem = variable.problem(found.value)
        kept = answers.keep(found, configuration.origin(variable.name), secret=variable.secret, problem=problem)
        if kept:
            return found.value, problem
    if not variable.asked(known):
        return None, None
    return answers.value(variable), None


def _node_changes(decision: SetupChoices, configuration: ExistingConfig, directory: Path) -> list[FileChange]:
    folder = node.node_directory(directory)
    changes: list[FileChange] = []
    if decision.create_package_json or (folder / "package.json").is_file():
        what = f"{_shown(folder / 'package.json')}: {_packages()}"
        changes.append(FileChange(folder / "package.json", node.add_trigger_packages, what))
    if not node.has_trigger_config(folder):
        ref = decision.values.get("TRIGGER_PROJECT_REF") or configuration.get("TRIGGER_PROJECT_REF")
        config = node.trigger_config(ref)
        path = folder / "trigger.config.ts"
        changes.append(FileChange(path, lambda text: text or config, f"{_shown(path)}: tasks in src/trigger/"))
    return changes


def _shown(path: Path) -> str:
    """Show a file as people see it from where they are."""
    return os.path.relpath(path)


def _packages() -> str:
    return f"{node.CLI_PACKAGE} and {node.SDK_PACKAGE} {node.TRIGGER_VERSION}"
