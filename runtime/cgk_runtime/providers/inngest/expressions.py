"""Rules as expressions of the Common Expression Language, which Inngest evaluates (cel.dev, "Language Definition")."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.providers.inngest.envelope import BESIDE

if TYPE_CHECKING:
    from cgk_runtime.tasks.steps.driver import JsonScalar

_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SENT: Final = f"event.data.{BESIDE}"
SENT_PRIORITY: Final = f"has({_SENT}) && has({_SENT}.priority) ? int({_SENT}.priority) : 0"
"""The priority a job was sent with, in seconds."""


def field(name: str, event: str = "event") -> str:
    """Name a field of an event's payload.

    Example:
        >>> field("orderId"), field("2fa")
        ('event.data.orderId', 'event.data["2fa"]')
    """
    return f"{event}.data.{name}" if _IDENTIFIER.fullmatch(name) else f"{event}.data[{literal(name)}]"


def literal(value: JsonScalar) -> str:
    """Write a value.

    Example:
        >>> literal("rawdog"), literal(True), literal(5)
        ('"rawdog"', 'true', '5')
    """
    return json.dumps(value, ensure_ascii=False)


def key(fields: Sequence[str], optional: frozenset[str]) -> str:
    """Make one string of several fields; the tenant is always there.

    Args:
        fields: Wire names.
        optional: Those that a payload need not have; absent counts as empty.

    Example:
        >>> key(("tenantId", "orderId"), frozenset())
        'event.data.tenantId + " | " + string(event.data.orderId)'
    """
    # No tenant's id holds the separator, so no tenant's key is another's.
    return ' + " | " + '.join(_text(name, is_optional=name in optional) for name in fields)


def same(fields: Sequence[str]) -> str:
    """Say that an event to come has the same values as the run's own."""
    return " && ".join(f"{field(name)} == {field(name, 'async')}" for name in fields)


def holds(where: Mapping[str, JsonScalar]) -> str:
    """Say that an event to come has these values."""
    return " && ".join(f"{field(name, 'async')} == {literal(value)}" for name, value in where.items())


def _text(name: str, *, is_optional: bool) -> str:
    if name == "tenantId":
        return field(name)
    if not is_optional:
        return f"string({field(name)})"
    is_there = f"has({field(name)})" if _IDENTIFIER.fullmatch(name) else f"{literal(name)} in event.data"
    return f'({is_there} ? string({field(name)}) : "")'
