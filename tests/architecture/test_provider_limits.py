"""Compiler and runtime use the same provider limits, although neither imports the other."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest
from cgk_codegen import provider_limits as compiler
from cgk_codegen.check import names
from cgk_codegen.check.limits import catalog_rules
from cgk_codegen.check.limits import cron_forms as compiler_cron
from cgk_codegen.check.limits import cron_problems as compiler_problems
from cgk_runtime.client import limits as runtime
from cgk_runtime.providers.inngest import expressions
from cgk_runtime.providers.inngest.provider import InngestProvider
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.providers.trigger_dev.job_options import TENANT_PREFIX
from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider
from cgk_runtime.schedules import cron_forms as runtime_cron
from cgk_runtime.schedules import cron_problems as runtime_problems

COMPILER_ONLY = {"payload_bytes_by_plan", "output_bytes", "delay_days", "reserved_fields", "alternates_tenants"}
"""Limits that only the compiler checks."""


@pytest.mark.parametrize("provider", runtime.LIMITS)
def test_both_tables_have_the_same_numbers(provider: str) -> None:
    compiler_limits, runtime_limits = compiler.LIMITS[provider], runtime.LIMITS[provider]
    shared = {field.name for field in fields(compiler_limits)} - COMPILER_ONLY
    assert shared <= set(runtime_limits._fields)
    for name in shared:
        assert getattr(compiler_limits, name) == getattr(runtime_limits, name), name


def test_both_tables_have_the_same_providers() -> None:
    assert list(compiler.LIMITS) == list(runtime.LIMITS)


def test_send_checks_use_the_shared_limits() -> None:
    assert TriggerDevProvider.max_payload_bytes == runtime.TRIGGER_DEV.payload_bytes
    assert InngestProvider.max_payload_bytes == runtime.INNGEST.payload_bytes
    assert LocalProvider.max_payload_bytes == runtime.LOCAL.payload_bytes


def test_both_have_the_same_constants() -> None:
    assert compiler.TENANT_PREFIX == TENANT_PREFIX
    assert catalog_rules.SEPARATOR in expressions.key(("tenantId", "orderId"), frozenset())
    assert runtime.TRIGGER_DEV.task_id_characters == names.MAX_TASK_ID


@pytest.mark.parametrize("copies", [(compiler_cron, runtime_cron), (compiler_problems, runtime_problems)])
def test_cron_modules_are_equal(copies: tuple[ModuleType, ModuleType]) -> None:
    first, second = (Path(module.__file__ or "").read_text(encoding="utf-8") for module in copies)
    assert first == second
