"""Providers that `cgk setup:jobs` can configure and check: their variables, and how to get their keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PLACEHOLDER: Final = re.compile(r"your[_-]|_here$|x{4,}|\.\.\.|<|>", re.IGNORECASE)
_PRODUCTION_KEYS: Final = ("tr_prod_", "signkey-prod-")
_URL: Final = r"https?://[^\s/?#@]+[^\s?#@]*"
_URL_PROBLEM: Final = "does not start with https:// or http://, or contains ?, # or @"


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """A variable that a provider reads.

    Attributes:
        name: Its name, such as "TRIGGER_SECRET_KEY".
        title: Its name in a prompt.
        pattern: Regular expression for its values.
        problem: Message about a value that does not match, to follow the variable's name; its fix comes after "; ".
        required: Whether jobs cannot be sent or handled without it.
        secret: Whether its value must not be shown.
        asked: Whether the wizard asks for it if it is not set.
        alternative: Another variable that can be set instead, if there is one.
    """

    name: str
    title: str
    pattern: str
    problem: str
    required: bool = False
    secret: bool = False
    asked: bool = True
    alternative: str | None = None

    def find_problem(self, value: str) -> str | None:
        """Return the problem with a value's format, or None; the text does not contain the value."""
        if self.secret and _PLACEHOLDER.search(value):
            return "is a placeholder from an example; copy the real value"
        return None if re.fullmatch(self.pattern, value) else self.problem


@dataclass(frozen=True, slots=True)
class ProviderGuide:
    """Instructions for a provider.

    Attributes:
        name: Its value in `JOBS_PROVIDER`.
        title: Its display name.
        summary: One line that helps to choose.
        key_instructions: The steps to get its keys.
        variables: The variables it reads.
        next_steps: The steps from the first task to the first job; {module} and {install} are placeholders.
        documentation: The address of its documentation, if it has one.
    """

    name: str
    title: str
    summary: str
    key_instructions: tuple[str, ...] = ()
    variables: tuple[EnvironmentVariable, ...] = ()
    next_steps: tuple[str, ...] = ()
    documentation: str | None = None


TRIGGER: Final = ProviderGuide(
    "trigger.dev",
    "Trigger.dev",
    "recommended: hosted or self-hosted, with a dashboard",
    key_instructions=(
        "Sign up at https://trigger.dev and create a project.",
        "In its dashboard go to Settings → API Keys.",
        "Copy the Secret Key of the development environment; it starts with tr_dev_.",
        "Copy the Project Ref from the project's settings; it starts with proj_.",
    ),
    variables=(
        EnvironmentVariable(
            "TRIGGER_SECRET_KEY",
            "Secret key",
            r"tr_(dev|stg|prod|preview)_(sk_[0-9A-Za-z]{24}|[0-9A-Za-z]{8,})",
            "is not a secret key, such as tr_dev_… (or stg, prod, preview); copy the whole Secret Key from Settings → "
            "API Keys, because a public key or a personal access token cannot send jobs",
            required=True,
            secret=True,
            alternative="TRIGGER_ACCESS_TOKEN",
        ),
        EnvironmentVariable(
            "TRIGGER_PROJECT_REF",
            "Project ref",
            r"proj_[0-9A-Za-z]+",
            "is not proj_ with letters and digits; copy it from the project's settings",
        ),
        EnvironmentVariable(
            "TRIGGER_PREVIEW_BRANCH",
            "Branch of the preview key",
            r"[^\s~^:?*\[\\]+",
            "is not a valid name for a Git branch",
            asked=False,
        ),
        EnvironmentVariable("TRIGGER_API_URL", "Address of your server", _URL, _URL_PROBLEM, asked=False),
    ),
    next_steps=(
        "Install the Node packages:\n    {install}",
        "Write task files for your handlers:\n    cgk trigger:build {module} --out src/trigger",
        "Start the dev server in a separate terminal:\n    npx trigger dev",
    ),
    documentation="https://trigger.dev/docs",
)

INNGEST: Final = ProviderGuide(
    "inngest",
    "Inngest",
    "event-driven, with step functions for long workflows",
    key_instructions=(
        "Sign up at https://www.inngest.com and create an app.",
        "In its dashboard go to Settings → Keys.",
        "Copy the Event Key, for sending, and the Signing Key, for handlers.",
    ),
    variables=(
        EnvironmentVariable(
            "INNGEST_DEV",
            "Dev server",
            f"0|1|(?i:true|false)|{_URL}",
            "is not 1, 0 or the address of a dev server",
            asked=False,
        ),
        EnvironmentVariable(
            "INNGEST_EVENT_KEY",
            "Event key",
            r"(?!signkey|tr_)[A-Za-z0-9._~-]{8,}",
            "is not an event key (8 or more letters, digits, - and _; not a signing key); copy the whole event key "
            "from Settings → Keys → Event Keys",
            required=True,
            secret=True,
        ),
        EnvironmentVariable(
            "INNGEST_SIGNING_KEY",
            "Signing key",
            r"(signkey-\w+-)?([0-9A-Fa-f]{2}){4,}",
            "is not a signing key, such as signkey-prod-0123abcd (for a self-hosted server, only the hexadecimal "
            "digits); copy the whole key",
            required=True,
            secret=True,
        ),
        EnvironmentVariable("INNGEST_BASE_URL", "Address of your server", _URL, _URL_PROBLEM, asked=False),
    ),
    next_steps=(
        "Start the dev server in a separate terminal:\n    npx inngest-cli dev",
        "Serve your handlers in another terminal:\n    cgk serve --inngest {module}",
    ),
    documentation="https://www.inngest.com/docs",
)

POSTGRES: Final = ProviderGuide(
    "postgres",
    "PostgreSQL",
    "your own database and workers, without a vendor",
    key_instructions=(
        "Create a role for workers in your database, and one for the application.",
        "Run `cgk db migrate --worker-role ROLE --sender-role ROLE` as a role that may create a schema.",
        "Use the address of the worker's role, such as postgresql://shop_worker:...@db/shop.",
    ),
    variables=(
        EnvironmentVariable(
            "JOBS_DATABASE_URL",
            "Address of the database",
            r"postgres(ql)?://\S+|\w+=.+",
            "is not an address such as postgresql://user:password@host/database",
            required=True,
            secret=True,
        ),
    ),
    next_steps=(
        "Create the queue:\n    cgk db migrate --worker-role ROLE --sender-role ROLE",
        "Run your handlers in a separate terminal:\n    cgk worker {module}",
    ),
)

_RUN_DEV: Final = "Run your handlers in a separate terminal:\n    cgk dev {module}"
LOCAL: Final = ProviderGuide(
    "local",
    "Local",
    "each process runs its own jobs, in memory; for development",
    next_steps=(
        _RUN_DEV,
        "`cgk send` and TypeScript send there; Python programs run their own jobs, unless you set JOBS_PROVIDER=dev",
    ),
)

DEV: Final = ProviderGuide(
    "dev", "cgk dev", "all processes send to `cgk dev`, in memory; for development", next_steps=(_RUN_DEV,)
)

PROVIDERS: Final = {guide.name: guide for guide in (TRIGGER, INNGEST, POSTGRES, LOCAL, DEV)}


def is_production_key(value: str) -> bool:
    """Return whether a value is a key for production."""
    return value.startswith(_PRODUCTION_KEYS)


def selects_dev_server(value: str | None) -> bool:
    """Return whether a value of INNGEST_DEV selects the dev server, by the rules of Inngest's own SDK."""
    return (value or "").lower() not in {"", "0", "false"}
