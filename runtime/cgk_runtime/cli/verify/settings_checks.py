"""Checks of the configuration: the provider, its variables and their origin, the environment file."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from cgk_runtime._internal.env_grammar import find_pitfalls
from cgk_runtime.cli.secrets import SECRET_VARIABLES, mask_secret
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.gitignore import is_ignored, is_tracked
from cgk_runtime.cli.setup.keys import is_switched_on
from cgk_runtime.cli.setup.providers import PROVIDERS, EnvironmentVariable, ProviderGuide, is_production_key
from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.cli.verify.troubleshooting import NOT_CONFIGURED
from cgk_runtime.errors import NotConfiguredError

_KNOWN_VARIABLES: Final = (
    *(variable.name for guide in PROVIDERS.values() for variable in guide.variables),
    "JOBS_PROVIDER",
    "TRIGGER_ACCESS_TOKEN",
    "TRIGGER_DEV_BRANCH",
    "INNGEST_SIGNING_KEY_FALLBACK",
    "INNGEST_ENV",
    "INNGEST_API_BASE_URL",
    "INNGEST_EVENT_API_BASE_URL",
    "INNGEST_SERVE_ORIGIN",
    "INNGEST_SERVE_PATH",
)
"""Names that are not misspellings of another variable."""


def check_provider_setting(config: ExistingConfig, chosen: str | None) -> tuple[str | None, CheckResult]:
    """Report the provider that takes effect, and the reason.

    Args:
        config: The configuration.
        chosen: The provider that was chosen in this run, if any.

    Returns:
        The provider, or None if it is missing or unknown, and the result.
    """
    try:
        name = config.settings(chosen).provider_name()
    except NotConfiguredError as error:
        return None, CheckResult("failed", "provider", str(error).splitlines()[0], NOT_CONFIGURED.fix)
    if chosen is not None:
        reason = "as chosen"
        variable = config.variables.get("JOBS_PROVIDER")
        if variable is not None and variable.from_environment and variable.value != chosen:
            text = f"{name} ({reason}), but the environment has JOBS_PROVIDER={variable.value}"
            return name, CheckResult(
                "warning", "provider", text, "`unset JOBS_PROVIDER`, because it overrides .env.local"
            )
    elif "JOBS_PROVIDER" in config.variables:
        reason = f"JOBS_PROVIDER, {config.origin('JOBS_PROVIDER')}"
        if config.variables["JOBS_PROVIDER"].overrides:
            return name, CheckResult(
                "warning", "provider", f"{name} ({reason})", _override_fix(config, "JOBS_PROVIDER")
            )
    else:
        key = "TRIGGER_SECRET_KEY" if name == "trigger.dev" else "INNGEST_EVENT_KEY"
        reason = f"because {key} is set, {config.origin(key)}"
    if name in PROVIDERS:
        return name, CheckResult("ok", "provider", f"{name} ({reason})")
    from cgk_runtime.execution.provider_registry import provider_names

    if name in provider_names():
        return name, CheckResult("ok", "provider", f"{name} ({reason}), from another package")
    nearest = get_close_matches(name, PROVIDERS, n=1)
    hint = f'did you mean "{nearest[0]}"?' if nearest else f"available: {', '.join(provider_names())}"
    return None, CheckResult("failed", "provider", f'unknown provider "{name}" ({reason})', hint)


def check_variables(config: ExistingConfig, guide: ProviderGuide) -> Iterator[CheckResult]:
    """Check each variable of a provider: whether it is set, its format, its origin."""
    dev_server = guide.name == "inngest" and is_switched_on(config.get("INNGEST_DEV"))
    values = {name: found.value for name, found in config.variables.items()}
    setup = f"run `cgk setup:jobs --provider {guide.name}`"
    for variable in guide.variables:
        name, alternative = variable.name, variable.alternative
        if name in config.variables:
            yield _check_value(config, variable)
        elif alternative is not None and alternative in config.variables:
            yield CheckResult("ok", alternative, f"{_shown_value(config, alternative)}, for {name}")
        elif name in config.hidden:
            text = f"is empty in the environment, which hides {config.file.name}"
            yield CheckResult("failed" if variable.required else "warning", name, text, f"`unset {name}`")
        elif variable.required and not dev_server:
            near = get_close_matches(name, config.variables.keys() - set(_KNOWN_VARIABLES), n=1, cutoff=0.7)
            if near:
                yield CheckResult("failed", name, f"is not set, but {near[0]} is", f"rename {near[0]} to {name}")
            else:
                yield CheckResult("failed", name, "is not set", setup)
        elif variable.is_asked(values):
            if dev_server:
                yield CheckResult("ok", name, "is not set; the dev server does not need it")
            else:
                yield CheckResult("warning", name, "is not set; recommended", setup)


def check_environment_file(config: ExistingConfig) -> Iterator[CheckResult]:
    """Check that the file is unambiguous, that only its owner can read its secrets, and that it is not in Git."""
    file = config.file
    if not file.is_file():
        return
    for pitfall in find_pitfalls(config.file_content.text):
        yield CheckResult("warning", file.name, f"line {pitfall.line}: {pitfall.text}", pitfall.fix)
    mode = stat.S_IMODE(file.stat().st_mode)
    if not any(name in config.file_content.values for name in SECRET_VARIABLES):
        git = "ignored by Git" if is_ignored(file) else "not ignored by Git"
        yield CheckResult("ok", file.name, f"holds no keys; mode {mode:04o}, {git}")
    elif is_tracked(file):
        fix = f"`git rm --cached {file.name}`, commit, and replace the keys, because they remain in the history"
        yield CheckResult("warning", file.name, "is committed to Git, with its secrets", fix)
    elif not is_ignored(file):
        yield CheckResult(
            "warning", file.name, "is not ignored by Git", "run `cgk setup:jobs`, or add it to .gitignore"
        )
    elif mode & 0o077:
        text = f"has mode {mode:04o}: others on this machine can read its secrets"
        yield CheckResult("warning", file.name, text, f"chmod 600 {_relative(file)}")
    else:
        yield CheckResult("ok", file.name, f"{_relative(file)}, mode {mode:04o}, ignored by Git")


def _check_value(config: ExistingConfig, variable: EnvironmentVariable) -> CheckResult:
    found = config.variables[variable.name]
    text = _shown_value(config, variable.name)
    problem = variable.find_problem(found.value)
    if problem is not None:
        what, _, fix = problem.partition("; ")
        return CheckResult("failed" if variable.required else "warning", variable.name, f"{text} {what}", fix)
    if found.overrides:
        return CheckResult("warning", variable.name, text, _override_fix(config, variable.name))
    if not found.from_environment and is_production_key(variable.name, found.value):
        fix = "use a development key here, and set production keys in your host's settings"
        return CheckResult("warning", variable.name, f"{text}: a production key in a development file", fix)
    return CheckResult("ok", variable.name, text)


def _shown_value(config: ExistingConfig, name: str) -> str:
    value = config.variables[name].value
    return f"{mask_secret(value) if name in SECRET_VARIABLES else value} ({config.origin(name)})"


def _override_fix(config: ExistingConfig, name: str) -> str:
    return f"the environment overrides another value in {config.file.name}: `unset {name}`, or change the file"


def _relative(file: Path) -> str:
    return str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)
