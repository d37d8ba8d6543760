"""The providers that the wizard and the checks know: their variables and how to get the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cgk_runtime.cli.setup import keys


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """A variable that a provider reads.

    Attributes:
        name: Its name, such as "TRIGGER_SECRET_KEY".
        title: Its name in a prompt.
        find_problem: Function from a value to the problem with it, or None.
        required: Whether jobs cannot be sent or handled without it.
        secret: Whether its value must not be shown.
        is_asked: Predicate on the known values; if true, the wizard asks for an unset variable.
        alternative: Another variable that replaces it, if there is one.
    """

    name: str
    title: str
    find_problem: Callable[[str], str | None]
    required: bool = False
    secret: bool = False
    is_asked: Callable[[Mapping[str, str]], bool] = lambda _values: True
    alternative: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderGuide:
    """Instructions for a provider.

    Attributes:
        name: Its value in `JOBS_PROVIDER`.
        title: Its name for people.
        summary: One line that helps to choose.
        key_instructions: The steps to get its keys.
        variables: The variables it reads.
        dev_server: The command that handles jobs during development.
        documentation: The address of its documentation, if it has one.
    """

    name: str
    title: str
    summary: str
    key_instructions: tuple[str, ...]
    variables: tuple[EnvironmentVariable, ...]
    dev_server: str
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
        "Copy the Project Ref from the project's settings; it starts with proj_.",
    ),
    (
        EnvironmentVariable(
            "TRIGGER_SECRET_KEY",
            "Secret key",
            keys.check_trigger_secret_key,
            required=True,
            secret=True,
            alternative="TRIGGER_ACCESS_TOKEN",
        ),
        EnvironmentVariable("TRIGGER_PROJECT_REF", "Project ref", keys.check_trigger_project_ref),
        EnvironmentVariable(
            "TRIGGER_PREVIEW_BRANCH", "Branch of the preview key", keys.check_branch_name, is_asked=_with_preview_key
        ),
        EnvironmentVariable("TRIGGER_API_URL", "Address of your server", keys.check_url, is_asked=_never),
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
        "Copy the Event Key, for sending, and the Signing Key, for handlers.",
    ),
    (
        EnvironmentVariable("INNGEST_DEV", "Dev server", keys.check_dev_setting, is_asked=_never),
        EnvironmentVariable("INNGEST_EVENT_KEY", "Event key", keys.check_inngest_event_key, required=True, secret=True),
        EnvironmentVariable(
            "INNGEST_SIGNING_KEY", "Signing key", keys.check_inngest_signing_key, required=True, secret=True
        ),
        EnvironmentVariable("INNGEST_BASE_URL", "Address of your server", keys.check_url, is_asked=_never),
    ),
    "npx inngest-cli dev",
    "https://www.inngest.com/docs",
)

POSTGRES: Final = ProviderGuide(
    "postgres",
    "PostgreSQL",
    "your own database and workers, without a vendor",
    (
        "Create a role for workers in your database, and one for the application.",
        "Run `cgk db migrate --worker-role ROLE --sender-role ROLE` as a role that may create a schema.",
        "Use the address of the worker's role, such as postgresql://shop_worker:...@db/shop.",
    ),
    (
        EnvironmentVariable(
            "JOBS_DATABASE_URL", "Address of the database", keys.check_database_url, required=True, secret=True
        ),
    ),
    "cgk worker app.tasks",
    None,
)

LOCAL: Final = ProviderGuide(
    "local",
    "Local",
    "each process runs its own jobs, in memory; for development",
    (),
    (),
    "cgk dev app.tasks",
    None,
)

DEV: Final = ProviderGuide(
    "dev",
    "cgk dev",
    "all processes send to `cgk dev`, in memory; for development",
    (),
    (),
    "cgk dev app.tasks",
    None,
)

PROVIDERS: Final = {guide.name: guide for guide in (TRIGGER, INNGEST, POSTGRES, LOCAL, DEV)}


def is_production_key(name: str, value: str) -> bool:
    """Return whether a value is a key for production."""
    if name == "TRIGGER_SECRET_KEY":
        return keys.trigger_environment(value) == "prod"
    return name == "INNGEST_SIGNING_KEY" and keys.inngest_environment(value) == "prod"
