"""Emitter of the package's `__init__.py`, which exports all public names and loads their modules on first use."""

from __future__ import annotations

from cgk_codegen.plan.python.type_modules import type_modules
from cgk_codegen.plan.runtime import RUNTIME_BELOW, RUNTIME_FROM, RUNTIME_RANGE
from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.catalog import dict_type_name
from cgk_codegen.sdk_exports import CLIENT_EXPORTS, RUNTIME_EXPORTS


def emit_exports(catalog: Catalog) -> dict[str, str]:
    """Render `__init__.py` and `py.typed`."""
    package = catalog.package
    names_by_module = {
        f"{package}._catalog": ["CATALOG"],
        f"{package}._client": list(CLIENT_EXPORTS),
        f"{package}._job_client": ["JobClient"],
        f"{package}._jobs": ["Jobs", "jobs"],
        f"{package}._send": ["send_job", "send_job_sync"],
        f"{package}._task": ["schedule", "task"],
        f"{package}._wait": ["trigger_and_wait", "trigger_and_wait_sync"],
        f"{package}.events": ["EVENT_CATEGORIES", "TOTAL_EVENT_COUNT", "EventName", "JobEvents"],
        f"{package}.schedules": ["SCHEDULES", "ScheduleName", "Schedules"],
        "cgk_runtime": [name for name in RUNTIME_EXPORTS if name not in catalog.types],
    }
    for module in type_modules(catalog):
        names_by_module[f"{package}.models.{module.name}"] = module.names
        names_by_module[f"{package}.payloads.{module.name}"] = [dict_type_name(name) for name in module.names]
    exports = dict(sorted((name, module) for module, names in names_by_module.items() for name in names))
    modules = {module: sorted(names) for module, names in sorted(names_by_module.items())}
    text = render(
        "python/templates/__init__.py.jinja",
        catalog=catalog,
        modules=modules,
        exports=exports,
        runtime_from=str(RUNTIME_FROM),
        runtime_below=str(RUNTIME_BELOW),
        runtime_range=RUNTIME_RANGE,
    )
    return {f"{package}/__init__.py": text, f"{package}/py.typed": ""}
