"""Rules about provider limits of payload and result sizes."""

from __future__ import annotations

from collections.abc import Iterator

from cgk_codegen.check.limits.payload_sizes import PayloadSizes, size_of_object
from cgk_codegen.check.limits.violations import LimitViolation, Providers
from cgk_codegen.diagnostics import Severity
from cgk_codegen.resolve import Catalog

_HINT = "lower its `maxLength` or `maxItems`, or store large data and send its address"
_PLAN_HINT = "no change is needed on a larger plan or a self-hosted server"


def check_payload_sizes(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield payloads that can exceed the size that a provider, or one of its plans, accepts."""
    sizes = PayloadSizes(catalog.definitions)
    for event in catalog.events.values():
        field_sizes = {field.name: sizes.of(field.schema) for field in event.fields}
        size, largest = size_of_object(field_sizes), max(event.fields, key=lambda field: field_sizes[field.name])
        limits: dict[str, str] = {}
        plan_limits: dict[str, str] = {}
        for provider in providers:
            exceeded = [f"{limit:,} in {plan}" for plan, limit in provider.payload_bytes_by_plan if size > limit]
            if size > provider.payload_bytes:
                limits[provider.name] = f"{provider.title} accepts {provider.payload_bytes:,}"
            elif exceeded:
                plan_limits[provider.name] = f"{provider.title} accepts {' and '.join(exceeded)}"
        message = (
            f'the payload of event "{event.name}" can have {size:,} bytes by its bounds, most of them in '
            f'"{largest.name}"'
        )
        yield LimitViolation("CGK701", event.name, largest.span, message, limits, _HINT)
        yield LimitViolation("CGK703", event.name, largest.span, message, plan_limits, _PLAN_HINT, Severity.NOTE)


def check_result_sizes(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield results that can exceed the size that a provider accepts."""
    sizes = PayloadSizes(catalog.definitions)
    for event in catalog.events.values():
        if event.result is None:
            continue
        size = sizes.of(event.result.schema)
        limits = {
            provider.name: f"{provider.title} accepts {provider.output_bytes:,}"
            for provider in providers
            if size > provider.output_bytes
        }
        message = f'the result of event "{event.name}" can have {size:,} bytes by its bounds'
        yield LimitViolation("CGK711", event.name, event.result.span, message, limits, _HINT)
