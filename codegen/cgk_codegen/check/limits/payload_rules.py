"""Rules about provider limits of payload and result sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cgk_codegen.check.limits.payload_sizes import (
    REALISTIC_CHARACTERS,
    REALISTIC_ITEMS,
    PayloadSizes,
    Size,
    size_of_object,
)
from cgk_codegen.check.limits.violations import LimitViolation
from cgk_codegen.diagnostics import Severity
from cgk_codegen.json_schema import Schema
from cgk_codegen.provider_limits import ProviderLimits
from cgk_codegen.resolve import Catalog, Event, Field

Providers = tuple[ProviderLimits, ...]
_INSTEAD = "lower its `maxLength` or `maxItems`, or send the address of what is large"
_ASSUMED = f"{REALISTIC_ITEMS} items in each list and {REALISTIC_CHARACTERS:,} characters in each text without a bound"


def payloads_fit(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """A payload that its schema allows and its provider refuses is a job that is lost when the data are large."""
    sizes = PayloadSizes(_definitions(catalog))
    for event in catalog.events.values():
        size, heaviest = _measured(event, sizes)
        yield from _payload(event, size, heaviest, providers)


def results_fit(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield results that can exceed what a provider accepts."""
    sizes = PayloadSizes(_definitions(catalog))
    for event in catalog.events.values():
        if event.result is None:
            continue
        size = sizes.of(event.result.schema).bounded
        limits = {one.name: f"{one.title} accepts {one.output_bytes:,}" for one in providers if size > one.output_bytes}
        message = f'a result of event "{event.name}" may have {size:,} bytes by its bounds'
        yield LimitViolation("CGK711", event.name, event.result.span, message, limits, _INSTEAD)


def _measured(event: Event, sizes: PayloadSizes) -> tuple[Size, Field]:
    """Return the size of an event's payload and its heaviest field."""
    fields = [sizes.of(field.schema) for field in event.fields]
    size = size_of_object({field.name: of_field for field, of_field in zip(event.fields, fields, strict=True)})
    weights = [max(of_field.bounded, of_field.realistic) for of_field in fields]
    return size, event.fields[weights.index(max(weights))]


def _payload(event: Event, size: Size, heaviest: Field, providers: Providers) -> Iterator[LimitViolation]:
    what, most, span = f'a payload of event "{event.name}"', f'most of them in "{heaviest.name}"', heaviest.span
    by_bounds = _refused(size.bounded, providers)
    message = f"{what} may have {size.bounded:,} bytes by its bounds, {most}"
    yield LimitViolation("CGK701", event.name, span, message, by_bounds, _INSTEAD)
    realistic = {name: limits for name, limits in _refused(size.realistic, providers).items() if name not in by_bounds}
    if not size.is_bounded:
        message = f"{what} has {size.realistic:,} bytes with {_ASSUMED}, {most}"
        yield LimitViolation("CGK702", event.name, span, message, realistic, "bound it with `maxLength` or `maxItems`")
    refused = by_bounds.keys() | realistic.keys()
    plans = {
        one.name: f"{one.title} accepts {' and '.join(f'{most:,} in {plan}' for plan, most in small)}"
        for one in providers
        if one.name not in refused
        and (small := [(plan, most) for plan, most in one.payload_bytes_by_plan if size.realistic > most])
    }
    assumed = "" if size.is_bounded else f" with {_ASSUMED}"
    message = f"{what} has up to {size.realistic:,} bytes{assumed}, {most}"
    hint = "nothing is needed in a larger plan, nor on a server of your own"
    yield LimitViolation("CGK703", event.name, span, message, plans, hint, Severity.NOTE)


def _refused(size: int, providers: Providers) -> dict[str, str]:
    return {one.name: f"{one.title} accepts {one.payload_bytes:,}" for one in providers if size > one.payload_bytes}


def _definitions(catalog: Catalog) -> Mapping[str, Schema]:
    return {name: named.schema for name, named in catalog.types.items()}
