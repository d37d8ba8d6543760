"""Rules about handlers and schedules, including the checks that a provider makes at its start or build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.limits import INNGEST, LIMITS, LOCAL, POSTGRES, TRIGGER_DEV
from cgk_runtime.schedules.cron_forms import cron_forms, has_ambiguous_days
from cgk_runtime.tasks.source_location import source_location
from cgk_runtime.tasks.violations import Violation

if TYPE_CHECKING:
    from cgk_runtime.client.limits import ProviderLimits
    from cgk_runtime.lint.findings import Severity
    from cgk_runtime.sdk import Sdk

NOTE_CODES: Final = frozenset({"TASK113", "TASK116", "TASK117", "TASK120"})
"""Codes of notes: the code works as intended."""
WARNING_CODES: Final = frozenset({"TASK112", "TASK121", "TASK122", "TASK123", "TASK190"})
"""Codes that are warnings for every provider: the code works, but perhaps not as intended."""


def find_violations(sdk: Sdk, provider: str) -> Iterator[Violation]:
    """Yield everything in handlers and schedules that a provider does not support or treats differently."""
    schedule_names = {schedule.task_id: schedule.name for schedule in sdk.scheduler().schedules}
    violations = _PROVIDER_RULES[provider](sdk)
    for violation in (*violations, *_ambiguous_schedules(sdk, provider), *_tenant_only_keys(sdk)):
        subject = violation.subject.removeprefix("schedule ")
        yield replace(violation, subject=schedule_names.get(subject, subject))


def severity_of(code: str, *, is_selected: bool) -> Severity:
    """Return the severity of a finding.

    Args:
        code: The finding's code.
        is_selected: Whether the provider is selected, by an option or the catalog.
    """
    if code in NOTE_CODES:
        return "note"
    return "error" if is_selected and code not in WARNING_CODES else "warning"


def _inngest_violations(sdk: Sdk) -> Iterator[Violation]:
    from cgk_runtime.providers.inngest.limits import violations

    tasks, schedules = list(sdk.registry), sdk.scheduler().schedules
    for violation in violations(sdk.catalog, tasks, schedules):
        place = violation.place or _schedule_place(sdk, violation.subject.removeprefix("schedule "))
        yield replace(violation, place=place)
    functions = len(tasks) + sum(task.constraints.on_failure is not None for task in tasks) + len(schedules)
    yield from _check_quota("TASK117", functions, "functions", INNGEST.title, INNGEST.functions_by_plan)


def _trigger_dev_violations(sdk: Sdk) -> Iterator[Violation]:
    from cgk_runtime.providers.trigger_dev.build.plan import build_plan, violations

    plan = build_plan(sdk)
    yield from violations(sdk, plan)
    yield from _check_quota(
        "TASK116", len(plan.schedules), "schedules", TRIGGER_DEV.title, TRIGGER_DEV.schedules_by_plan
    )


def _local_violations(sdk: Sdk) -> Iterator[Violation]:
    for task in sdk.registry:
        if task.machine is not None:
            yield Violation(
                "TASK113", task.name, f"machine {task.machine} has no effect in the local provider", task.place
            )
    yield from _refused_crons(sdk, LOCAL)


def _postgres_violations(sdk: Sdk) -> Iterator[Violation]:
    from cgk_runtime.providers.postgres.registration import violations

    for task in sdk.registry:
        yield from violations(task)
    yield from _refused_crons(sdk, POSTGRES)


def _refused_crons(sdk: Sdk, limits: ProviderLimits) -> Iterator[Violation]:
    for schedule in sdk.scheduler().schedules:
        for form, part in cron_forms(schedule.cron).items():
            if form in limits.cron_refused:
                yield Violation(
                    "TASK111", schedule.name, f'"{part}" ({form}) is not supported', _schedule_place(sdk, schedule.name)
                )


_PROVIDER_RULES: Final[Mapping[str, Callable[[Sdk], Iterable[Violation]]]] = {
    TRIGGER_DEV.name: _trigger_dev_violations,
    INNGEST.name: _inngest_violations,
    POSTGRES.name: _postgres_violations,
    LOCAL.name: _local_violations,
}


def _ambiguous_schedules(sdk: Sdk, provider: str) -> Iterator[Violation]:
    if LIMITS[provider].cron_days_either:
        return
    for schedule in sdk.scheduler().schedules:
        if has_ambiguous_days(schedule.cron):
            text = f'"{schedule.cron}" runs if both days match; on Trigger.dev and Inngest if either does'
            yield Violation("TASK112", schedule.name, text, _schedule_place(sdk, schedule.name))


def _tenant_only_keys(sdk: Sdk) -> Iterator[Violation]:
    for task in sdk.registry:
        if task.constraints.idempotency == (task.event.tenant_field,):
            text = "idempotency by the tenant alone: a tenant's second job within 24 hours does not run"
            yield Violation("TASK122", task.name, text, task.place)


def _check_quota(
    code: str, count: int, name: str, provider: str, plan_limits: tuple[tuple[str, int], ...]
) -> Iterator[Violation]:
    """Check a number against the limits of a provider's plans, smallest plan first."""
    if plan_limits and count > plan_limits[0][1]:
        allowed = ", ".join(f"{limit} in {plan}" for plan, limit in plan_limits)
        yield Violation(code, "app", f"{count} {name}; {provider} allows {allowed}")


def _schedule_place(sdk: Sdk, schedule: str) -> str:
    handler = sdk.registry.schedules.get(schedule)
    return "" if handler is None else source_location(handler.function)
