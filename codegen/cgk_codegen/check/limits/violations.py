"""What a rule of portability finds: which providers a thing is too much for, before it is known whose word counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgk_codegen.diagnostics import Severity

if TYPE_CHECKING:
    from cgk_codegen.diagnostics.source import Span
    from cgk_codegen.provider_limits import ProviderLimits
    from cgk_codegen.resolve import Catalog

WHOLE: str = "catalog"
"""The subject of what is about no single event or schedule."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A limit that is crossed.

    Attributes:
        code: `CGK7` and two digits.
        subject: The event or schedule, or `WHOLE`.
        span: Where it stands.
        message: What it is.
        takes: What each provider it is too much for takes instead, by the provider's name.
        hint: What to do about it.
        severity: How bad that is where nobody says which providers are used.
        is_certain: Whether the provider will refuse it; an error where the catalog names the provider.
    """

    code: str
    subject: str
    span: Span
    message: str
    takes: Mapping[str, str]
    hint: str
    severity: Severity = Severity.WARNING
    is_certain: bool = False

    def without(self, providers: Iterable[str]) -> Crossing:
        """Leave some providers out."""
        left_out = set(providers)
        return replace(self, takes={name: takes for name, takes in self.takes.items() if name not in left_out})


Rule = Callable[["Catalog", "tuple[ProviderLimits, ...]"], Iterable[Crossing]]
