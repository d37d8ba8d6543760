"""Checks of what is configured: which provider, its variables, where each comes from, the file they stand in."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from cgk_runtime.cli.secrets import SECRET_VARIABLES, mask_secret
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.gitignore import is_ignored, is_tracked
from cgk_runtime.cli.setup.keys import is_switched_on
from cgk_runtime.cli.setup.providers import PROVIDERS, ProviderGuide, Variable, is_production_key
from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.cli.verify.troubleshooting import find_known_problem
from cgk_runtime.errors import NotConfiguredError

_KNOWN: Final = (
    *(variable.name for guide in PROVIDERS.values() for variable in guide.variables),
    "JOBS_PROVIDER",
    "TRIGGER_ACCESS_TOKEN",
    "TRIGGER_PREVIEW_BRANCH",
    "TRIGGER_DEV_BRANCH",
    "INNGEST_SIGNING_KEY_FALLBACK",
    "INNGEST_ENV",
    "INNGEST_DEV",
    "INNGEST_API_BASE_URL",
    "INNGEST_EVENT_API_BASE_URL",
    "INNGEST_SERVE_ORIGIN",
    "INNGEST_SERVE_PATH",
)


def check_provider_setting(configuration: ExistingConfig, provider: str | None) -> tuple[str | None, CheckResult]:
    """Say which provider is meant, and why.

    Args:
        configuration: What is configured.
        provider: What was chosen just now, if anything was.
    """
    settings = configuration.settings(provider)
    try:
        name = settings.provider_name()
    except NotConfiguredError as error:
        text = str(error).splitlines()[0]
        problem = find_known_problem(text)
        return None, CheckResult("failed", "provider", text, problem.fix if problem else "run `cgk setup:jobs`")
    if provider is not None:
        why = "as chosen"
        process = configuration.variables.get("JOBS_PROVIDER")
        if process is not None and process.from_environment and process.value != provider:
            text = f"{name} ({why}), but this process's environment says JOBS_PROVIDER={process.value}"
            return name, CheckResult("warning", "provider", text, "`unset JOBS_PROVIDER`, for it overrides .env.local")
    elif "JOBS_PROVIDER" in configuration.variables:
        why = f"JOBS_PROVIDER, {configuration.origin('JOBS_PROVIDER')}"
    else:
        key = "TRIGGER_SECRET_KEY" if name == "trigger.dev" else "INNGEST_EVENT_KEY"
        why = f"because {key} is set, {configuration.origin(key)}"
    if provider is None and _overrides(configuration, "JOBS_PROVIDER"):
        return name, CheckResult(
            "warning", "provider", f"{name} ({why})", _override_fix(configuration, "JOBS_PROVIDER")
        )
    if name in PROVIDERS:
        return name, CheckResult("ok", "provider", f"{name} ({why})")
    nearest = get_close_matches(name, PROVIDERS, n=1)
    from cgk_runtime.execution.provider_registry import provider_names

    if name in provider_names():
        return name, CheckResult("ok", "provider", f"{name} ({why}), of another package")
    hint = f'did you mean "{nearest[0]}"?' if nearest else f"there are {', '.join(provider_names())}"
    return None, CheckResult("failed", "provider", f'there is no provider "{name}" ({why})', hint)


def check_variables(configuration: ExistingConfig, guide: ProviderGuide) -> Iterator[CheckResult]:
    """Check each variable of a provider: whether it is set, its form, where it comes from."""
    dev_server = guide.name == "inngest" and is_switched_on(configuration.get("INNGEST_DEV"))
    values = {name: found.value for name, found in configuration.variables.items()}
    for variable in guide.variables:
        found = configuration.variables.get(variable.name)
        if found is not None:
            yield _variable_row(configuration, variable)
        elif variable.instead is not None and variable.instead in configuration.variables:
            yield CheckResult(
                "ok", variable.instead, f"{_shown_value(configuration, variable.instead)}, for {variable.name}"
            )
        elif variable.name in configuration.hidden:
            text = f"is set to nothing in this process's environment, which hides {configuration.file.name}"
            yield CheckResult(
                "failed" if variable.required else "warning", variable.name, text, f"`unset {variable.name}`"
            )
        elif variable.required and not dev_server:
            near = get_close_matches(variable.name, configuration.variables.keys() - set(_KNOWN), n=1, cutoff=0.7)
            text = f"is not set, but {near[0]} is" if near else "is not set"
            fix = f"rename {near[0]} to {variable.name}" if near else f"run `cgk setup:jobs --provider {guide.name}`"
            yield CheckResult("failed", variable.name, text, fix)
        elif variable.asked(values):
            text = "is not set; a dev server wants none" if dev_server else "is not set; recommended"
            fix = "" if dev_server else f"run `cgk setup:jobs --provider {guide.name}`"
            yield CheckResult("ok" if dev_server else "warning", variable.name, text, fix)


def check_environment_file(configuration: ExistingConfig) -> CheckResult | None:
    """Check the file that holds the secrets: readable by its owner only, never in Git."""
    file = configuration.file
    if not file.is_file():
        return None
    secrets = [
        one.name
        for guide in PROVIDERS.values()
        for one in guide.variables
        if one.secret and one.name in configuration.written.values
    ]
    mode = stat.S_IMODE(file.stat().st_mode)
    if secrets and is_tracked(file):
        fix = f"`git rm --cached {file.name}`, commit, and replace the keys: they are in the history"
        return CheckResult("warning", file.name, "is committed to Git, with its secrets", fix)
    if secrets and not is_ignored(file):
        return CheckResult(
            "warning", file.name, "is not ignored by Git", "run `cgk setup:jobs`, or add it to .gitignore"
        )
    if secrets and mode & 0o077:
        text = f"has mode {mode:04o}: others on this machine can read its secrets"
        return CheckResult("warning", file.name, text, f"chmod 600 {_shown(file)}")
    if not secrets:
        return CheckResult("ok", file.name, _shown(file))
    return CheckResult("ok", file.name, f"{_shown(file)}, mode {mode:04o}, ignored by Git")


def _variable_row(configuration: ExistingConfig, variable: Variable) -> CheckResult:
    found = configuration.variables[variable.name]
    text = _shown_value(configuration, variable.name)
    problem = variable.problem(found.value)
    if problem is not None:
        found_wrong, _, fix = problem.partition("; ")
        return CheckResult("failed" if variable.required else "warning", variable.name, f"{text} {found_wrong}", fix)
    if found.overrides:
        return CheckResult("warning", variable.name, text, _override_fix(configuration, variable.name))
    if not found.from_environment and is_production_key(variable.name, found.value):
        fix = "use a key of the development environment here; production keys belong into your host's settings"
        return CheckResult("warning", variable.name, f"{text}: a production key in a development file", fix)
    return CheckResult("ok", variable.name, text)


def _shown_value(configuration: ExistingConfig, name: str) -> str:
    value = configuration.variables[name].value
    return f"{mask_secret(value) if name in SECRET_VARIABLES else value} ({configuration.origin(name)})"


def _overrides(configuration: ExistingConfig, name: str) -> bool:
    found = configuration.variables.get(name)
    return found is not None and found.overrides


def _override_fix(configuration: ExistingConfig, name: str) -> str:
    return (
        f"{configuration.file.name} says something else and is overridden by this process's environment: "
        f"`unset {name}`, or change the file"
    )


def _shown(file: Path) -> str:
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
