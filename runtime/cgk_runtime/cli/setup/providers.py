"""The three providers as the wizard and the checks know them: what they are, their variables, where keys are found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cgk_runtime.cli.setup import keys


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a provider.

    Attributes:
        name: Such as "TRIGGER_SECRET_KEY".
        title: What a prompt calls it.
        problem: Says what is wrong with a value, or None.
        required: Whether jobs cannot be sent or handled without it.
        secret: Whether it is asked for without showing it.
        asked: Whether the wizard asks for it where it is missing, by the values that are known already.
        instead: Another variable that does as well, if there is one.
    """

    name: str
    title: str
    problem: Callable[[str], str | None]
    required: bool = False
    secret: bool = False
    asked: Callable[[Mapping[str, str]], bool] = lambda _values: True
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderGuide:
    """A provider.

    Attributes:
        name: What `JOBS_PROVIDER` says.
        title: As it writes itself.
        summary: One line for who chooses.
        where: Where its keys are found, step by step.
        variables: What it reads.
        dev_server: The command that handles jobs while developing, or None.
        documentation: Its address.
    """

    name: str
    title: str
    summary: str
    where: tuple[str, ...]
    variables: tuple[Variable, ...]
    dev_server: str | None
    documentation: str | None


def _never(_values: Mapping[str, str]) -> bool:
    return False


def _with_preview_key(values: Mapping[str, str]) -> bool:
    return keys.trigger_environment(values.get("TRIGGER_SECRET_KEY", "")) == "preview"


TRIGGER: Final = ProviderGuide(
    "trigger.dev",
    "Trigger.dev",
    "recommended: hosted or self-hosted, with a dashboard",
    (
        "Sign up at https://trigger.dev and create a project.",
        "In its dashboard go to Settings → API Keys.",
        "Copy the Secret Key of the development environment; it starts with tr_dev_.",
        "The Project Ref stands in the project's settings; it starts with proj_.",
    ),
    (
        Variable(
            "TRIGGER_SECRET_KEY",
            "Secret key",
            keys.check_trigger_secret_key,
            required=True,
            secret=True,
            instead="TRIGGER_ACCESS_TOKEN",
        ),
        Variable("TRIGGER_PROJECT_REF", "Project ref", keys.check_trigger_project_ref),
        Variable(
            "TRIGGER_PREVIEW_BRANCH", "Branch of the preview key", keys.check_branch_name, asked=_with_preview_key
        ),
        Variable("TRIGGER_API_URL", "Address of your own server", keys.check_url, asked=_never),
    ),
    "npx trigger dev",
    "https://trigger.dev/docs",
)

INNGEST: Final = ProviderGuide(
    "inngest",
    "Inngest",
    "event-driven, with step functions for long workflows",
    (
        "Sign up at https://www.inngest.com and create an app.",
        "In its dashboard go to Settings → Keys.",
        "Copy the Event Key, which sends, and the Signing Key, which handlers check.",
    ),
    (
        Variable("INNGEST_DEV", "Dev server", keys.check_dev_setting, asked=_never),
        Variable("INNGEST_EVENT_KEY", "Event key", keys.check_inngest_event_key, required=True, secret=True),
        Variable("INNGEST_SIGNING_KEY", "Signing key", keys.check_inngest_signing_key, required=True, secret=True),
        Variable("INNGEST_BASE_URL", "Address of your own server", keys.check_url, asked=_never),
    ),
    "npx inngest-cli dev",
    "https://www.inngest.com/docs",
)

LOCAL: Final = ProviderGuide(
    "local",
    "Local",
    "no account, for development only: jobs are lost on restart",
    (),
    (),
    "cgk dev app.tasks",
    None,
)

PROVIDERS: Final = {guide.name: guide for guide in (TRIGGER, INNGEST, LOCAL)}


def is_production_key(name: str, value: str) -> bool:
    """Whether a value is a key of the production environment."""
    if name == "TRIGGER_SECRET_KEY":
        return keys.trigger_environment(value) == "prod"
    return name == "INNGEST_SIGNING_KEY" and keys.inngest_environment(value) == "prod"
