"""Violations of provider limits, before ignored ones are removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cgk_codegen.diagnostics import Severity
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.provider_limits import ProviderLimits
from cgk_codegen.resolve import Catalog


@dataclass(frozen=True, slots=True)
class LimitViolation:
    """An exceeded limit.

    Attributes:
        code: `CGK7` and two digits.
        subject: The event or schedule, or `WHOLE_CATALOG`.
        span: Its position in the source.
        message: The value that exceeds the limit.
        limits: Descriptions of the exceeded limits, by provider.
        hint: How to correct it.
        severity: Severity, unless the violation is an error.
        is_certain: Whether the provider always refuses the value, which is an error if the catalog names providers.
        events: Events that a violation of the whole catalog concerns.
    """

    code: str
    subject: str
    span: Span
    message: str
    limits: Mapping[str, str]
    hint: str
    severity: Severity = Severity.WARNING
    is_certain: bool = False
    events: tuple[str, ...] = ()


Providers = tuple[ProviderLimits, ...]
LimitRule = Callable[[Catalog, Providers], Iterable[LimitViolation]]
