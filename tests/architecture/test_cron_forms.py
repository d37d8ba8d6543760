"""Forms of cron expressions, and the providers that accept them."""

from __future__ import annotations

from types import ModuleType

import pytest
from cgk_codegen.check.limits import cron_forms as compiler_module
from cgk_runtime import Sdk
from cgk_runtime.client.limits import INNGEST, LIMITS
from cgk_runtime.providers.inngest.limits import violations as inngest_violations
from cgk_runtime.providers.trigger_dev.build.plan import build_plan
from cgk_runtime.providers.trigger_dev.build.plan import violations as trigger_dev_violations
from cgk_runtime.schedules import cron_forms as runtime_module
from cgk_runtime.schedules.cron_forms import cron_forms
from shop import make_sdk


@pytest.fixture
def sdk() -> Sdk:
    return make_sdk()


FORMS = {
    "0 9 * * 1-5": set[str](),
    "*/15 7 1,15 jul mon": set[str](),
    "0 9 * * MON-FRI/2": set[str](),
    "0 9 1-7 * *": set[str](),
    "0 0 9 * * 1": {"seconds"},
    "0 0 9 L * *": {"seconds"},
    "@daily": {"nickname"},
    "@weekly": {"nickname"},
    " @every 1h ": {"nickname"},
    "0 9 L * *": {"last day"},
    "0 9 1,L * *": {"last day"},
    "0 9 LW * *": {"nearest weekday"},
    "0 9 15W * *": {"nearest weekday"},
    "0 9 * * 5L": {"last weekday"},
    "0 9 * * friL": {"last weekday"},
    "0 9 * * 1#2": {"nth weekday"},
    "0 9 * * mon#2": {"nth weekday"},
    "0 9 * * 7": {"Sunday as 7"},
    "0 9 * * 5-7": {"Sunday as 7"},
    "0 9 * * 1-5/7": set[str](),
    "0 9 * * 7#1": {"nth weekday", "Sunday as 7"},
}
"""The special forms in each expression."""


@pytest.mark.parametrize("module", [compiler_module, runtime_module])
@pytest.mark.parametrize(("cron", "forms"), FORMS.items())
def test_cron_forms_are_recognized(module: ModuleType, cron: str, forms: set[str]) -> None:
    assert set(module.cron_forms(cron)) == forms


@pytest.mark.parametrize("cron", ["0 0 9 * * 1", "0 9 L * *", "0 9 LW * *", "0 9 * * 5L", "0 9 * * 1#2", "0 9 * * 7"])
def test_inngest_refuses_unsupported_forms(sdk: Sdk, cron: str) -> None:
    sdk.schedule(cron, name="own")(lambda: None)
    schedules = [handler.definition for handler in sdk.registry.schedules.values()]
    assert inngest_violations(sdk.catalog, [], schedules)
    assert set(cron_forms(cron)) <= INNGEST.cron_refused


@pytest.mark.parametrize(("cron", "reported"), [("0 0 9 * * 1", "(seconds)"), ("0 9 LW * *", "LW (nearest weekday)")])
def test_trigger_dev_build_refuses_bad_crons(sdk: Sdk, cron: str, reported: str) -> None:
    sdk.tenant_source(list)  # returns no tenants
    sdk.schedule(cron, name="own")(lambda: None)
    (violation,) = trigger_dev_violations(sdk, build_plan(sdk))
    assert (violation.code, violation.subject) == ("TASK111", "schedule-own")
    assert reported in violation.text
    assert violation.place.startswith(__file__)


def test_trigger_dev_accepts_supported_forms(sdk: Sdk) -> None:
    sdk.tenant_source(list)  # returns no tenants
    for number, cron in enumerate(["0 9 L * *", "0 9 * * 5L", "0 9 * * 1#2", "0 9 * * 7"]):
        sdk.schedule(cron, name=f"own{number}")(lambda: None)
    assert trigger_dev_violations(sdk, build_plan(sdk)) == []


@pytest.mark.parametrize(
    ("cron", "providers_disagree"),
    [
        ("0 9 */2 * 1", True),
        ("0 9 1 * */2", True),
        ("0 9 1 * 1", False),
        ("0 9 * * 1", False),
        ("0 9 */2 * *", False),
        ("0 9 */1 * 1", False),
        ("0 0 9 */2 * 1", False),
    ],
)
@pytest.mark.parametrize("module", [compiler_module, runtime_module])
def test_days_providers_read_differently(module: ModuleType, cron: str, providers_disagree: bool) -> None:
    assert module.has_ambiguous_days(cron) is providers_disagree


def test_limits_belong_to_known_providers() -> None:
    from cgk_runtime.execution.provider_registry import provider_names

    assert set(provider_names()) >= set(LIMITS)
    assert {limits.name for limits in LIMITS.values()} == set(LIMITS)
