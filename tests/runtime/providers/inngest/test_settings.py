"""Tests of the settings of Inngest."""

from __future__ import annotations

import pytest
from cgk_runtime import ConfigurationError
from cgk_runtime.execution.provider_registry import create_provider
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.settings import Settings
from shop import CATALOG, make_sdk

KEYS = {"INNGEST_EVENT_KEY": "event-key", "INNGEST_SIGNING_KEY": "signkey-prod-00ff"}
CLOUD = ("cloud", "https://inn.gs", "https://api.inngest.com")
DEV_SERVER = "http://127.0.0.1:8288"


@pytest.mark.parametrize(
    ("variables", "mode_and_origins"),
    [
        ({}, CLOUD),
        ({"INNGEST_BASE_URL": "https://inn.gs"}, CLOUD),
        ({"INNGEST_BASE_URL": "https://inn.gs/"}, CLOUD),
        ({"INNGEST_BASE_URL": "https://api.inngest.com"}, CLOUD),
        ({"INNGEST_DEV": "0"}, CLOUD),
        ({"INNGEST_DEV": "1"}, ("dev", DEV_SERVER, DEV_SERVER)),
        ({"INNGEST_DEV": "http://localhost:9999"}, ("dev", "http://localhost:9999", "http://localhost:9999")),
        ({"INNGEST_BASE_URL": "http://localhost"}, ("cloud", "http://localhost", "http://localhost")),
        ({"INNGEST_BASE_URL": "http://inngest:8288"}, ("cloud", "http://inngest:8288", "http://inngest:8288")),
        ({"INNGEST_BASE_URL": "https://h.example/a/b/"}, ("cloud", "https://h.example/a/b", "https://h.example/a/b")),
        (
            {"INNGEST_BASE_URL": "http://one:1", "INNGEST_API_BASE_URL": "http://two:2", "INNGEST_DEV": "true"},
            ("dev", "http://one:1", "http://two:2"),
        ),
        ({"INNGEST_EVENT_API_BASE_URL": "http://one:1"}, ("cloud", "http://one:1", "https://api.inngest.com")),
    ],
)
def test_origins_come_from_variables(variables: dict[str, str], mode_and_origins: tuple[str, str, str]) -> None:
    # Dev mode refuses the production key in KEYS.
    test_key = {"INNGEST_SIGNING_KEY": "signkey-test-00ff"} if "INNGEST_DEV" in variables else {}
    settings = InngestSettings.read(Settings(variables | KEYS | test_key))
    assert (settings.mode, settings.event_origin, settings.api_origin) == mode_and_origins


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("INNGEST_BASE_URL", "localhost", "must be an address that starts with https:// or http://"),
        ("INNGEST_BASE_URL", "inngest:8288", "such as http://localhost:8288"),
        ("INNGEST_BASE_URL", "ftp://h", "must be an address"),
        ("INNGEST_BASE_URL", "https://me:secret@h", "without user, query or fragment"),
        ("INNGEST_BASE_URL", "https://h:port", "must be an address"),
        ("INNGEST_DEV", "yes", "must be 1, 0 or an address"),
        ("INNGEST_EVENT_KEY", "signkey-prod-00ff", "is a signing key"),
        ("INNGEST_EVENT_KEY", "a/b", "is not an event key"),
        ("INNGEST_SIGNING_KEY", "signkey_your_signing_key_here", "is not a signing key"),
        ("INNGEST_SIGNING_KEY", "signkey-prod-0f0", "an even number"),
        ("INNGEST_DEV", "1", "INNGEST_DEV is set together with a production signing key"),
        ("INNGEST_SERVE_ORIGIN", "app.example.com", "must be an address that starts with https:// or http://"),
        ("INNGEST_SIGNING_KEY_FALLBACK", "xyz", "INNGEST_SIGNING_KEY_FALLBACK is not a signing key"),
    ],
)
def test_invalid_variable_is_reported(variable: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        InngestSettings.read(Settings({**KEYS, variable: value}))
    assert variable in str(raised.value)
    assert expected in str(raised.value)
    assert "secret" not in str(raised.value)


def test_cloud_sends_require_the_event_key() -> None:
    sdk = make_sdk()
    with pytest.raises(ConfigurationError, match=r"^\[JobClient\] Not configured - set INNGEST_EVENT_KEY\n"):
        create_provider("inngest", Settings({"JOBS_PROVIDER": "inngest"}), sdk.runner)
    assert isinstance(create_provider("inngest", Settings({"INNGEST_DEV": "1"}), sdk.runner), InngestProvider)


def test_repr_shows_no_key() -> None:
    settings = InngestSettings.read(Settings(KEYS | {"INNGEST_ENV": "branch/x"}))
    text = repr(settings) + repr(InngestProvider(CATALOG, settings))
    assert "event-key" not in text
    assert "00ff" not in text
    assert settings.environment == "branch/x"


def test_production_key_is_refused_in_dev_mode(caplog: pytest.LogCaptureFixture) -> None:
    for variable in ("INNGEST_SIGNING_KEY", "INNGEST_SIGNING_KEY_FALLBACK"):
        with pytest.raises(ConfigurationError, match="anyone may call the functions. Remove INNGEST_DEV in production"):
            InngestSettings.read(Settings({"INNGEST_DEV": DEV_SERVER, variable: "signkey-prod-00ff"}))
    assert caplog.messages == []
    InngestSettings.read(Settings({"INNGEST_DEV": "1", "INNGEST_SIGNING_KEY": "signkey-test-00ff"}))
    assert "INNGEST_DEV is set together with a signing key" in caplog.text
    assert "00ff" not in caplog.text
    caplog.clear()
    InngestSettings.read(Settings({"INNGEST_DEV": "1"}))
    InngestSettings.read(Settings({"INNGEST_DEV": "0", "INNGEST_SIGNING_KEY": "signkey-prod-00ff"}))
    assert caplog.messages == []
