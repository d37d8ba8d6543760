"""Settings of Inngest, from the variables that its own SDKs read."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cgk_runtime.errors import ConfigurationError, MissingSettingError
from cgk_runtime.providers.addresses import is_address

if TYPE_CHECKING:
    from cgk_runtime.settings import Settings

_logger: Final = logging.getLogger("cgk_runtime.providers.inngest")
Mode = Literal["cloud", "dev"]
"""In cloud mode, requests between server and app are signed; a self-hosted server uses this mode too."""

CLOUD_EVENTS: Final = "https://inn.gs"
CLOUD_API: Final = "https://api.inngest.com"
DEV_SERVER: Final = "http://127.0.0.1:8288"
_ADDRESS_VARIABLES: Final = ("INNGEST_BASE_URL", "INNGEST_EVENT_API_BASE_URL", "INNGEST_API_BASE_URL")
_KEY_VARIABLES: Final = ("INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY", "INNGEST_SIGNING_KEY_FALLBACK")
DEV_EVENT_KEY: Final = "NO_EVENT_KEY_SET"
"""A dev server accepts any key."""
_PRODUCTION_KEY_PREFIX: Final = "signkey-prod-"
_BRANCH_VARIABLES: Final = ("INNGEST_ENV", "RAILWAY_GIT_BRANCH", "RENDER_GIT_BRANCH", "VERCEL_GIT_COMMIT_REF")
_EVENT_KEY_PATTERN: Final = re.compile(r"[A-Za-z0-9._~-]+")
_SIGNING_KEY_PATTERN: Final = re.compile(r"(signkey-\w+-)?(?P<key>(?:[0-9a-fA-F]{2})+)")


@dataclass(frozen=True, slots=True, repr=False)
class InngestSettings:
    """Validated settings of Inngest.

    Attributes:
        mode: "dev" if INNGEST_DEV is set to anything but 0 or false.
        event_key: Key for sending, or None.
        signing_key: Key for serving and for reading runs, or None.
        fallback_key: The signing key before a rotation, or None.
        event_origin: Origin for events, without a final slash.
        api_origin: Origin of the REST API, without a final slash.
        environment: The branch environment, or None.
        serve_origin: Origin at which Inngest reaches served functions, or None.

    Example:
        >>> from cgk_runtime.settings import Settings
        >>> InngestSettings.read(Settings({"INNGEST_DEV": "1"})).event_origin
        'http://127.0.0.1:8288'
    """

    mode: Mode
    event_key: str | None
    signing_key: str | None
    fallback_key: str | None
    event_origin: str
    api_origin: str
    environment: str | None = None
    serve_origin: str | None = None

    def __repr__(self) -> str:
        """Return the mode and the addresses, without the keys."""
        return f"InngestSettings({self.mode}, {self.event_origin}, {self.api_origin})"

    @classmethod
    def read(cls, settings: Settings) -> InngestSettings:
        """Read the variables of Inngest.

        Raises:
            ConfigurationError: A variable is invalid.
        """
        # INNGEST_DEV is a switch, or the address of a dev server.
        dev_value = (settings.get("INNGEST_DEV") or "").lower()
        mode: Mode = "cloud" if dev_value in {"", "0", "false"} else "dev"
        is_switch = dev_value in {"", "0", "false", "1", "true"}
        dev_origin = None if is_switch else _read_address(settings, "INNGEST_DEV", "1, 0 or ")
        base_url = _read_address(settings, "INNGEST_BASE_URL")
        # The cloud has one host for events and one for the API; a base URL that names either means both.
        base_origin = None if base_url in {CLOUD_EVENTS, CLOUD_API} else base_url
        shared_origin = base_origin or dev_origin or (DEV_SERVER if mode == "dev" and base_url is None else None)
        result = cls(
            mode=mode,
            event_key=_check_event_key(settings.get("INNGEST_EVENT_KEY")),
            signing_key=_read_signing_key(settings, "INNGEST_SIGNING_KEY"),
            fallback_key=_read_signing_key(settings, "INNGEST_SIGNING_KEY_FALLBACK"),
            event_origin=_read_address(settings, "INNGEST_EVENT_API_BASE_URL") or shared_origin or CLOUD_EVENTS,
            api_origin=_read_address(settings, "INNGEST_API_BASE_URL") or shared_origin or CLOUD_API,
            serve_origin=_read_address(settings, "INNGEST_SERVE_ORIGIN"),
            environment=next((branch for variable in _BRANCH_VARIABLES if (branch := settings.get(variable))), None),
        )
        if mode == "dev":
            _check_keys_in_dev_mode(result)
        address_variables = _ADDRESS_VARIABLES if is_switch else ("INNGEST_DEV", *_ADDRESS_VARIABLES)
        settings.check_key_recipient(address_variables, _KEY_VARIABLES)
        return result

    @property
    def sending_key(self) -> str:
        """The event key to send with; in dev mode a placeholder if it is not set.

        Raises:
            MissingSettingError: The key is missing in cloud mode.
        """
        if self.event_key is not None:
            return self.event_key
        if self.mode == "dev":
            return DEV_EVENT_KEY
        raise MissingSettingError(
            "INNGEST_EVENT_KEY",
            "Not configured - set INNGEST_EVENT_KEY\n"
            "  Find it at app.inngest.com under Settings, Keys; for a dev server (npx inngest-cli dev) set "
            "INNGEST_DEV=1",
        )

    def require_signing_key(self, purpose: str) -> str | None:
        """Return the signing key; in dev mode it may be None.

        Args:
            purpose: Subject of the error's sentence, such as "Serving functions".

        Raises:
            MissingSettingError: The key is missing in cloud mode.
        """
        if self.signing_key is None and self.mode == "cloud":
            raise MissingSettingError(
                "INNGEST_SIGNING_KEY",
                f"Not configured - set INNGEST_SIGNING_KEY\n  {purpose} needs it; find it at app.inngest.com under "
                "Settings, Keys; for a dev server (npx inngest-cli dev) set INNGEST_DEV=1 instead",
            )
        return self.signing_key

    @property
    def secrets(self) -> tuple[str, ...]:
        """Keys to redact, with and without their prefix."""
        keys = [key for key in (self.event_key, self.signing_key, self.fallback_key) if key]
        bare = [match["key"] for key in keys if (match := _SIGNING_KEY_PATTERN.fullmatch(key))]
        return tuple(sorted({*keys, *bare}, key=len, reverse=True))


def bare_key(signing_key: str) -> str:
    """Return the hexadecimal digits of a signing key, without its prefix."""
    match = _SIGNING_KEY_PATTERN.fullmatch(signing_key)
    return match["key"] if match else signing_key


def _check_keys_in_dev_mode(settings: InngestSettings) -> None:
    """Refuse a production key and warn of other keys: in dev mode, anyone may call the functions."""
    keys = [key for key in (settings.signing_key, settings.fallback_key) if key is not None]
    if any(key.startswith(_PRODUCTION_KEY_PREFIX) for key in keys):
        raise ConfigurationError(
            "INNGEST_DEV is set together with a production signing key, but in dev mode requests are not signed and "
            "anyone may call the functions. Remove INNGEST_DEV in production, or the signing key in development"
        )
    if keys:
        _logger.warning(
            "[InngestProvider] INNGEST_DEV is set together with a signing key: in dev mode the key is unused, and "
            "anyone may call the functions. Remove INNGEST_DEV in production"
        )


def _read_address(settings: Settings, variable: str, alternatives: str = "") -> str | None:
    value = settings.get(variable)
    if value is not None and not is_address(value):
        # Inngest's own SDK would ignore "localhost" without a scheme and send to the cloud.
        raise ConfigurationError(
            f"{variable} must be {alternatives}an address that starts with https:// or http://, such as "
            "http://localhost:8288, without user, query or fragment"
        )
    return None if value is None else value.rstrip("/")


def _check_event_key(value: str | None) -> str | None:
    if value is not None and value.startswith("signkey-"):
        raise ConfigurationError("INNGEST_EVENT_KEY is a signing key; the event key is next to it in Settings, Keys")
    if value is not None and not _EVENT_KEY_PATTERN.fullmatch(value):
        raise ConfigurationError("INNGEST_EVENT_KEY is not an event key; event keys have letters, digits, - and _")
    return value


def _read_signing_key(settings: Settings, variable: str) -> str | None:
    value = settings.get(variable)
    if value is not None and not _SIGNING_KEY_PATTERN.fullmatch(value):
        raise ConfigurationError(
            f"{variable} is not a signing key; signing keys are an even number of hexadecimal digits, with or without "
            "a prefix such as signkey-prod-"
        )
    return value
