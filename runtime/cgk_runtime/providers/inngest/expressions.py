"""Constraints as expressions of the Common Expression Language, which Inngest evaluates (cel.dev)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.providers.inngest.envelope import METADATA_KEY

if TYPE_CHECKING:
    from cgk_runtime.tasks.steps.driver import JsonScalar

_IDENTIFIER: Final = re.compile(r"(?!(?:false|in|null|true)\Z)[A-Za-z_][A-Za-z0-9_]*")
"""Name that can follow a dot; the others are keywords of the language."""
_NEEDS_ESCAPE: Final = re.compile(r"[\\\x00-\x1f\ud800-\udfff]")
_METADATA: Final = f"event.data.{METADATA_KEY}"
SENT_PRIORITY: Final = f"has({_METADATA}) && has({_METADATA}.priority) ? int({_METADATA}.priority) : 0"
"""Priority option of the send, in seconds."""


def field(name: str, event: str = "event") -> str:
    """Return the expression of a payload's field.

    Args:
        name: Wire name of the field.
        event: Inngest's name of the event: "event" for the one that started the run, "async" for a later one.

    Example:
        >>> field("orderId"), field("2fa"), field("in")
        ('event.data.orderId', 'event.data["2fa"]', 'event.data["in"]')
    """
    return f"{event}.data.{name}" if _IDENTIFIER.fullmatch(name) else f"{event}.data[{literal(name)}]"


def literal(value: JsonScalar) -> str:
    r"""Return a value as a literal; it must be a value for which `is_comparable` is true.

    A server does not decode escapes, so a text with double quotes is put in single quotes instead.

    Example:
        >>> literal("acme"), literal('7" vinyl'), literal(True), literal(5)
        ('"acme"', '\'7" vinyl\'', 'true', '5')
    """
    if isinstance(value, str) and '"' in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def is_comparable(value: JsonScalar) -> bool:
    r"""Return whether a server can compare a value or a field name; it cannot if the literal needs an escape.

    Example:
        >>> is_comparable("it's"), is_comparable('"'), is_comparable("C:\\"), is_comparable("\n")
        (True, True, False, False)
    """
    if isinstance(value, float):
        return math.isfinite(value)
    if not isinstance(value, str):
        return True
    return not _NEEDS_ESCAPE.search(value) and not {"'", '"'} <= set(value)


def key(fields: Sequence[str], required: frozenset[str]) -> str:
    """Return an expression that joins the values of fields to one string.

    Args:
        fields: Wire names; the first is that of the tenant's field.
        required: Wire names of the required fields; a missing optional field counts as an empty text.

    Example:
        >>> key(("tenantId", "orderId"), frozenset({"orderId"}))
        'event.data.tenantId + " | " + string(event.data.orderId)'
    """
    tenant, *others = fields
    # Tenant ids never contain the separator, so two tenants never share a key.
    return ' + " | " + '.join([field(tenant), *(_as_text(name, is_optional=name not in required) for name in others)])


def same_values(fields: Sequence[str]) -> str:
    """Return the condition that a later event has the same values as the event of the run."""
    return " && ".join(f"{field(name)} == {field(name, 'async')}" for name in fields)


def matching_condition(where: Mapping[str, JsonScalar]) -> str:
    """Return the condition that a later event has these values."""
    return " && ".join(f"{field(name, 'async')} == {literal(value)}" for name, value in where.items())


def _as_text(name: str, *, is_optional: bool) -> str:
    if not is_optional:
        return f"string({field(name)})"
    is_present = f"has({field(name)})" if _IDENTIFIER.fullmatch(name) else f"{literal(name)} in event.data"
    return f'({is_present} ? string({field(name)}) : "")'
