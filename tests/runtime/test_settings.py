"""Settings from the environment and the nearest `.env.local`, and the provider that they select."""

from __future__ import annotations

from pathlib import Path

import pytest
from cgk_runtime import ConfigurationError, NotConfiguredError, Sdk, Settings
from cgk_runtime.providers.local import LocalProvider


@pytest.mark.parametrize(
    ("variables", "provider"),
    [
        ({"JOBS_PROVIDER": "local", "TRIGGER_SECRET_KEY": "tr_dev_x"}, "local"),
        ({"TRIGGER_SECRET_KEY": "tr_dev_x", "INNGEST_EVENT_KEY": "key"}, "trigger.dev"),
        ({"INNGEST_EVENT_KEY": "key"}, "inngest"),
        ({"JOBS_PROVIDER": "  ", "INNGEST_EVENT_KEY": "key"}, "inngest"),
    ],
)
def test_jobs_provider_then_keys_select(variables: dict[str, str], provider: str, tmp_path: Path) -> None:
    assert Settings.read(variables, tmp_path).provider_name() == provider


def test_misspelled_secret_never_means_local(sdk: Sdk, tmp_path: Path) -> None:
    settings = Settings.read({"TRIGGER_SECRETKEY": "tr_prod_x"}, tmp_path)
    with pytest.raises(NotConfiguredError, match=r"^\[JobClient\] Not configured - set TRIGGER_SECRET_KEY"):
        sdk.create_job_client(settings=settings)


def test_unknown_provider_lists_the_known_ones(sdk: Sdk) -> None:
    with pytest.raises(ConfigurationError, match='Unknown provider "triger"; JOBS_PROVIDER may be .*local'):
        sdk.create_job_client(settings=Settings({"JOBS_PROVIDER": "triger"}))


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".env.local").write_text(
        "# secrets\nJOBS_PROVIDER=local\nexport INNGEST_EVENT_KEY='a $dollar # and more'\nEMPTY=\n", encoding="utf-8"
    )
    folder = tmp_path / "app" / "deep"
    folder.mkdir(parents=True)
    settings = Settings.read({"JOBS_PROVIDER": "inngest"}, folder)
    assert settings.environment_file == tmp_path / ".env.local"
    assert settings.provider_name() == "inngest"
    assert settings.get("INNGEST_EVENT_KEY") == "a $dollar # and more"
    assert settings.get("EMPTY") is None
    with pytest.raises(ConfigurationError, match="Not configured - set EMPTY; it is the key of the server"):
        settings.require("EMPTY", "the key of the server")


def test_file_above_the_repository_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".env.local").write_text("JOBS_PROVIDER=local\n", encoding="utf-8")
    project = tmp_path / "project"
    (project / ".git").mkdir(parents=True)
    assert Settings.read({}, project).environment_file is None
    outside = tmp_path / "no-repository" / "below"
    outside.mkdir(parents=True)
    assert Settings.read({}, outside).environment_file is None


def test_local_provider_is_selected_by_name(sdk: Sdk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    client = sdk.create_job_client(settings=Settings({"JOBS_PROVIDER": "local"}))
    assert isinstance(client.provider, LocalProvider)
