"""Rules about provider limits of payload and result sizes."""

from __future__ import annotations

from collections.abc import Iterator

from cgk_codegen.check.limits.payload_sizes import (
    REALISTIC_CHARACTERS,
    REALISTIC_ITEMS,
    PayloadSizes,
    Size,
    size_of_object,
)
from cgk_codegen.check.limits.violations import LimitViolation, Providers
from cgk_codegen.diagnostics import Severity
from cgk_codegen.resolve import Catalog, Event, Field

_HINT = "lower its `maxLength` or `maxItems`, or store large data and send its address"
_ASSUMED = f"{REALISTIC_ITEMS} items in each list and {REALISTIC_CHARACTERS:,} characters in each text without a bound"


def check_payload_sizes(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield payloads that can exceed the size that a provider accepts."""
    sizes = PayloadSizes(catalog.definitions)
    for event in catalog.events.values():
        size, largest = _measure(event, sizes)
        yield from _violations(event, size, largest, providers)


def check_result_sizes(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield results that can exceed the size that a provider accepts."""
    sizes = PayloadSizes(catalog.definitions)
    for event in catalog.events.values():
        if event.result is None:
            continue
        size = sizes.of(event.result.schema).bounded
        limits = {one.name: f"{one.title} accepts {one.output_bytes:,}" for one in providers if size > one.output_bytes}
        message = f'the result of event "{event.name}" can have {size:,} bytes by its bounds'
        yield LimitViolation("CGK711", event.name, event.result.span, message, limits, _HINT)


def _measure(event: Event, sizes: PayloadSizes) -> tuple[Size, Field]:
    """Return the size of an event's payload and its largest field."""
    fields = [sizes.of(field.schema) for field in event.fields]
    size = size_of_object({field.name: of_field for field, of_field in zip(event.fields, fields, strict=True)})
    weights = [max(of_field.bounded, of_field.realistic) for of_field in fields]
    return size, event.fields[weights.index(max(weights))]


def _violations(event: Event, size: Size, largest: Field, providers: Providers) -> Iterator[LimitViolation]:
    what, most, span = f'the payload of event "{event.name}"', f'most of them in "{largest.name}"', largest.span
    by_bounds = _refused(size.bounded, providers)
    message = f"{what} can have {size.bounded:,} bytes by its bounds, {most}"
    yield LimitViolation("CGK701", event.name, span, message, by_bounds, _HINT)
    realistic = {name: limits for name, limits in _refused(size.realistic, providers).items() if name not in by_bounds}
    if not size.is_bounded:
        message = f"{what} has {size.realistic:,} bytes with {_ASSUMED}, {most}"
        yield LimitViolation("CGK702", event.name, span, message, realistic, "set `maxLength` or `maxItems`")
    refused = by_bounds.keys() | realistic.keys()
    plans = {
        one.name: f"{one.title} accepts {' and '.join(f'{most:,} in {plan}' for plan, most in small)}"
        for one in providers
        if one.name not in refused
        and (small := [(plan, most) for plan, most in one.payload_bytes_by_plan if size.realistic > most])
    }
    assumed = "" if size.is_bounded else f" with {_ASSUMED}"
    message = f"{what} has up to {size.realistic:,} bytes{assumed}, {most}"
    hint = "no change is needed on a larger plan or a self-hosted server"
    yield LimitViolation("CGK703", event.name, span, message, plans, hint, Severity.NOTE)


def _refused(size: int, providers: Providers) -> dict[str, str]:
    return {one.name: f"{one.title} accepts {one.payload_bytes:,}" for one in providers if size > one.payload_bytes}
