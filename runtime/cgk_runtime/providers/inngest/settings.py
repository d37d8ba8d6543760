"""Where Inngest is and which keys are meant, from the variables that its own SDKs read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from cgk_runtime.settings import Settings

Mode = Literal["cloud", "dev"]
"""Cloud: requests between server and app are signed, on Inngest's cloud and on a server of one's own alike."""

CLOUD_EVENTS: Final = "https://inn.gs"
CLOUD_API: Final = "https://api.inngest.com"
DEV_SERVER: Final = "http://127.0.0.1:8288"
DEV_EVENT_KEY: Final = "NO_EVENT_KEY_SET"
"""A dev server takes any key."""
_BRANCHES: Final = ("INNGEST_ENV", "RAILWAY_GIT_BRANCH", "RENDER_GIT_BRANCH", "VERCEL_GIT_COMMIT_REF")
_EVENT_KEY: Final = re.compile(r"[A-Za-z0-9._~-]+")
_SIGNING_KEY: Final = re.compile(r"(signkey-\w+-)?(?P<key>(?:[0-9a-fA-F]{2})+)")


@dataclass(frozen=True, slots=True, repr=False)
class InngestSettings:
    """The settings of Inngest, checked.

    Attributes:
        mode: "dev" where INNGEST_DEV says so.
        event_key: What sending needs.
        signing_key: What serving and asking for runs need, or None where it is not set.
        fallback_key: The key before a rotation, or None.
        event_origin: Where events go, without a slash at its end.
        api_origin: Where runs are asked for, without a slash at its end.
        environment: The branch environment, or None.

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

    def __repr__(self) -> str:
        """Show no key."""
        return f"InngestSettings({self.mode}, {self.event_origin}, {self.api_origin})"

    @classmethod
    def read(cls, settings: Settings) -> InngestSettings:
        """Read the variables.

        Raises:
            ConfigurationError: Some make no sense; all of them are named.
        """
        mistakes: list[str] = []
        dev = settings.get("INNGEST_DEV") or ""
        mode: Mode = "cloud" if dev.lower() in {"", "0", "false"} else "dev"
        is_switch = dev.lower() in {"", "0", "false", "1", "true"}
        dev_origin = None if is_switch else _origin("INNGEST_DEV", dev, mistakes, "1, 0 or ")
        base = _origin("INNGEST_BASE_URL", settings.get("INNGEST_BASE_URL"), mistakes)
        # The cloud has a host for events and another one for all the rest; either name of it means both.
        own = None if base in {CLOUD_EVENTS, CLOUD_API} else base
        default = dev_origin or (DEV_SERVER if mode == "dev" and base is None else None)
        events = _origin("INNGEST_EVENT_API_BASE_URL", settings.get("INNGEST_EVENT_API_BASE_URL"), mistakes)
        api = _origin("INNGEST_API_BASE_URL", settings.get("INNGEST_API_BASE_URL"), mistakes)
        read = cls(
            mode=mode,
            event_key=_event_key(settings.get("INNGEST_EVENT_KEY"), mistakes),
            signing_key=_signing_key("INNGEST_SIGNING_KEY", settings, mistakes),
            fallback_key=_signing_key("INNGEST_SIGNING_KEY_FALLBACK", settings, mistakes),
            event_origin=events or own or default or CLOUD_EVENTS,
            api_origin=api or own or default or CLOUD_API,
            environment=next((name for variable in _BRANCHES if (name := settings.get(variable))), None),
        )
        if mistakes:
            raise ConfigurationError("; ".join(mistakes))
        return read

    @property
    def sending_key(self) -> str:
        """The event key to send with; a dev server takes any.

        Raises:
            ConfigurationError: There is none, and the cloud wants one.
        """
        if self.event_key is not None:
            return self.event_key
        if self.mode == "dev":
            return DEV_EVENT_KEY
        raise ConfigurationError(
            "Not configured - set INNGEST_EVENT_KEY\n"
            "  It is at app.inngest.com under Settings, Keys; for a dev server (npx inngest-cli dev) set INNGEST_DEV=1"
        )

    def require_signing_key(self, purpose: str) -> str | None:
        """Give the signing key; a dev server wants none.

        Args:
            purpose: What it is needed for, as a sentence begins: "serving functions".

        Raises:
            ConfigurationError: There is none, and the cloud wants one.
        """
        if self.signing_key is None and self.mode == "cloud":
            raise ConfigurationError(
                f"Not configured - set INNGEST_SIGNING_KEY\n  {purpose} needs it; it is at app.inngest.com under "
                "Settings, Keys; a dev server (npx inngest-cli dev) wants INNGEST_DEV=1 instead"
            )
        return self.signing_key

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no error may hold: the keys, with and without their prefix."""
        keys = [key for key in (self.event_key, self.signing_key, self.fallback_key) if key]
        bare = [match["key"] for key in keys if (match := _SIGNING_KEY.fullmatch(key))]
        return tuple(sorted({*keys, *bare}, key=len, reverse=True))


def bare_key(signing_key: str) -> str:
    """Give a signing key without its prefix: hexadecimal digits."""
    match = _SIGNING_KEY.fullmatch(signing_key)
    return match["key"] if match else signing_key


def _origin(variable: str, value: str | None, mistakes: list[str], instead: str = "") -> str | None:
    if value is None:
        return None
    # Inngest's own SDK takes "localhost" for no address and sends to the cloud in silence.
    wanted = (
        f"{variable} must be {instead}an address that starts with https:// or http://, such as http://localhost:8288"
    )
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        mistakes.append(f"{wanted}; it is none")
        return None
    if not usable:
        mistakes.append(f"{wanted}; it is {value!r}" if "@" not in value else wanted)
    elif parts.username or parts.password or parts.query or parts.fragment:
        mistakes.append(f"{variable} may have a path, but no user, query or fragment")
    return value.rstrip("/")


def _event_key(value: str | None, mistakes: list[str]) -> str | None:
    if value is not None and value.startswith("signkey-"):
        mistakes.append("INNGEST_EVENT_KEY is a signing key; the event key stands beside it in Settings, Keys")
    elif value is not None and not _EVENT_KEY.fullmatch(value):
        mistakes.append("INNGEST_EVENT_KEY is no event key: it stands in an address, so it is letters, digits, - and _")
    return value


def _signing_key(variable: str, settings: Settings, mistakes: list[str]) -> str | None:
    value = settings.get(variable)
    if value is not None and not _SIGNING_KEY.fullmatch(value):
        mistakes.append(
            f"{variable} is no signing key: it is hexadecimal digits, an even number of them, after signkey-prod- or "
            "the like, or alone"
        )
    return value
