"""Checks of the configuration: the provider, its variables and their origin, the environment file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Final

from cgk_runtime._internal.env_grammar import find_pitfalls
from cgk_runtime.cli.secrets import SECRET_VARIABLES, mask_secret
from cgk_runtime.cli.setup.env_file import read_values
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.gitignore import is_ignored, is_tracked
from cgk_runtime.cli.setup.providers import EnvironmentVariable, ProviderGuide, is_production_key, selects_dev_server
from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.cli.verify.troubleshooting import NOT_CONFIGURED
from cgk_runtime.errors import NotConfiguredError
from cgk_runtime.execution.provider_registry import provider_names

_SELECTING_VARIABLES: Final = ("JOBS_PROVIDER", "TRIGGER_SECRET_KEY", "INNGEST_EVENT_KEY")
"""Variables that select a provider; the first one that is set counts."""


def check_provider_setting(config: ExistingConfig, chosen: str | None) -> tuple[str | None, CheckResult]:
    """Report the provider that takes effect, and the reason.

    Args:
        config: The configuration.
        chosen: The provider that the user chose for this command, if any.

    Returns:
        The provider, or None if it is missing or unknown, and the result.
    """
    try:
        name = chosen or config.settings.provider_name()
    except NotConfiguredError as error:
        return None, CheckResult("failed", "provider", str(error).splitlines()[0], NOT_CONFIGURED.fix)
    reason = "as chosen"
    if chosen is None:
        key = next(key for key in _SELECTING_VARIABLES if config.get(key))
        reason = f"{key}, {config.origin(key)}"
    if name not in provider_names():
        fix = f"set one of {', '.join(provider_names())}"
        return None, CheckResult("failed", "provider", f'unknown provider "{name}" ({reason})', fix)
    text = f"{name} ({reason})"
    if config.is_overridden("JOBS_PROVIDER"):
        return name, CheckResult("warning", "provider", text, _override_fix(config, "JOBS_PROVIDER"))
    return name, CheckResult("ok", "provider", text)


def check_variables(config: ExistingConfig, guide: ProviderGuide) -> Iterator[CheckResult]:
    """Check each variable of a provider: whether it is set, its format, its origin."""
    dev_server = guide.name == "inngest" and selects_dev_server(config.get("INNGEST_DEV"))
    setup = f"run `cgk setup:jobs --provider {guide.name}`"
    for variable in guide.variables:
        name, alternative = variable.name, variable.alternative
        value = config.get(name)
        if value is not None:
            yield _check_value(config, variable, value)
        elif alternative is not None and config.get(alternative) is not None:
            yield CheckResult("ok", alternative, f"{_shown_value(config, alternative)}, for {name}")
        elif config.is_overridden(name):
            text = f"is empty in the environment, which hides {config.file.name}"
            yield CheckResult("failed" if variable.required else "warning", name, text, f"`unset {name}`")
        elif dev_server and variable.asked:
            yield CheckResult("ok", name, "is not set; the dev server does not need it")
        elif variable.required:
            yield CheckResult("failed", name, "is not set", setup)
        elif variable.asked:
            yield CheckResult("warning", name, "is not set; recommended", setup)


def check_environment_file(config: ExistingConfig) -> Iterator[CheckResult]:
    """Check that the file is unambiguous, that only its owner can read its secrets, and that it is not in Git."""
    file = config.file
    if not file.is_file():
        return
    for pitfall in find_pitfalls(config.file_text):
        yield CheckResult("warning", file.name, f"line {pitfall.line}: {pitfall.text}", pitfall.fix)
    if read_values(config.file_text).keys().isdisjoint(SECRET_VARIABLES):
        yield CheckResult("ok", file.name, "no secrets to protect")
        return
    mode = stat.S_IMODE(file.stat().st_mode)
    if is_tracked(file):
        fix = f"`git rm --cached {file.name}`, commit, and replace the keys, because they remain in the history"
        yield CheckResult("warning", file.name, "is committed to Git, with its secrets", fix)
    elif not is_ignored(file):
        yield CheckResult(
            "warning", file.name, "is not ignored by Git", "run `cgk setup:jobs`, or add it to .gitignore"
        )
    elif mode & 0o077:
        text = f"has mode {mode:04o}: others on this machine can read its secrets"
        yield CheckResult("warning", file.name, text, f"chmod 600 {os.path.relpath(file)}")
    else:
        yield CheckResult("ok", file.name, f"{os.path.relpath(file)}, mode {mode:04o}, ignored by Git")


def _check_value(config: ExistingConfig, variable: EnvironmentVariable, value: str) -> CheckResult:
    text = _shown_value(config, variable.name)
    problem = variable.find_problem(value)
    if problem is not None:
        fault, _, fix = problem.partition("; ")
        return CheckResult("failed" if variable.required else "warning", variable.name, f"{text} {fault}", fix)
    if config.is_overridden(variable.name):
        return CheckResult("warning", variable.name, text, _override_fix(config, variable.name))
    if config.is_from_file(variable.name) and is_production_key(value):
        fix = "use a development key here, and set production keys in your host's settings"
        return CheckResult("warning", variable.name, f"{text}: a production key in a development file", fix)
    return CheckResult("ok", variable.name, text)


def _shown_value(config: ExistingConfig, name: str) -> str:
    value = config.get(name) or ""
    return f"{mask_secret(value) if name in SECRET_VARIABLES else value} ({config.origin(name)})"


def _override_fix(config: ExistingConfig, name: str) -> str:
    return f"the environment overrides another value in {config.file.name}: `unset {name}`, or change the file"
