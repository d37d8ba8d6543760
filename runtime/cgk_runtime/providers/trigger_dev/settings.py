"""Settings of Trigger.dev: server, key and environment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.addresses import is_address

if TYPE_CHECKING:
    from cgk_runtime.settings import Settings

DEFAULT_API_URL: Final = "https://api.trigger.dev"
_KEY_PREFIX: Final = re.compile(r"^tr_(dev|stg|prod|preview)_")
_KEY_VARIABLES: Final = ("TRIGGER_SECRET_KEY", "TRIGGER_ACCESS_TOKEN")
_SCOPED_KEY: Final = re.compile(r"^tr_(dev|stg|prod|preview)_sk_[0-9A-Za-z]{24}$")


@dataclass(frozen=True, slots=True)
class TriggerDevSettings:
    """Server, key and environment that jobs are sent to.

    Attributes:
        secret_key: `TRIGGER_SECRET_KEY`, else `TRIGGER_ACCESS_TOKEN`; a key belongs to one project and environment.
        api_url: `TRIGGER_API_URL`, for a self-hosted server; it may have a path.
        branch: With a preview key, `TRIGGER_PREVIEW_BRANCH`, else `VERCEL_GIT_COMMIT_REF`; with a dev key,
            `TRIGGER_DEV_BRANCH`. Other keys have no branches.
        version: `TRIGGER_VERSION`, the deployed version that runs the jobs; the current one by default.
        external_deployment_id: `TRIGGER_EXTERNAL_DEPLOYMENT_ID`, the deployment that sends.

    Example:
        >>> TriggerDevSettings("tr_prod_abc").environment
        'prod'
    """

    secret_key: str = field(repr=False)
    api_url: str = DEFAULT_API_URL
    branch: str | None = None
    version: str | None = None
    external_deployment_id: str | None = None

    def __post_init__(self) -> None:
        """Validate key and address.

        Raises:
            ConfigurationError: Keys of this kind cannot send jobs, or the address is invalid.
        """
        if self.secret_key.startswith(("pk_", "tr_pat_")):
            raise _misconfigured(
                "TRIGGER_SECRET_KEY or, without it, TRIGGER_ACCESS_TOKEN is a public key (pk_...) or a personal access "
                "token (tr_pat_...), which cannot send jobs; set TRIGGER_SECRET_KEY to the secret key of the "
                "environment (tr_...) from the project's API keys"
            )
        if not self.secret_key.isascii() or not self.secret_key.isprintable() or " " in self.secret_key:
            raise _misconfigured(
                "TRIGGER_SECRET_KEY or, without it, TRIGGER_ACCESS_TOKEN contains characters that are not part of a "
                "key; copy it again"
            )
        if not is_address(self.api_url):
            raise _misconfigured(f"TRIGGER_API_URL must be an address such as {DEFAULT_API_URL}")

    @property
    def base_url(self) -> str:
        """Address of the server without trailing slashes."""
        return self.api_url.rstrip("/")

    @property
    def environment(self) -> str | None:
        """Environment of the key: "dev", "stg", "prod" or "preview", or None if the key does not name it."""
        match = _KEY_PREFIX.match(self.secret_key)
        return match.group(1) if match else None

    @property
    def is_scoped(self) -> bool:
        """True for an additional key with fewer permissions than the environment's own."""
        return _SCOPED_KEY.match(self.secret_key) is not None

    @classmethod
    def read(cls, settings: Settings) -> TriggerDevSettings:
        """Read the settings from environment variables.

        Raises:
            ConfigurationError: The key is missing, or a setting is invalid.
        """
        variable = next((name for name in _KEY_VARIABLES if settings.get(name)), _KEY_VARIABLES[0])
        key = settings.require(variable, "the secret key (tr_...) of the project's API keys")
        settings.check_key_recipient(["TRIGGER_API_URL"], [variable])
        return cls(
            secret_key=key,
            api_url=settings.get("TRIGGER_API_URL") or DEFAULT_API_URL,
            branch=_branch(settings, key),
            version=settings.get("TRIGGER_VERSION"),
            external_deployment_id=settings.get("TRIGGER_EXTERNAL_DEPLOYMENT_ID"),
        )


def _branch(settings: Settings, key: str) -> str | None:
    if key.startswith("tr_preview_"):
        return settings.get("TRIGGER_PREVIEW_BRANCH") or settings.get("VERCEL_GIT_COMMIT_REF")
    if key.startswith("tr_dev_"):
        branch = settings.get("TRIGGER_DEV_BRANCH")
        return None if branch == "default" else branch
    return None


def _misconfigured(text: str) -> ConfigurationError:
    return ConfigurationError(text, component="TriggerDevProvider")
