"""Weights of tenants: how many turns a tenant has compared with another."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Final

TenantWeight = Callable[[str], float]
"""Function that returns a tenant's weight, more than 0; weight 2 gives a tenant twice as many turns as weight 1."""

DEFAULT_WEIGHT: Final = 1.0
_logger: Final = logging.getLogger("cgk_runtime")
_failing: Final[set[tuple[TenantWeight, str]]] = set()


def weight_of(function: TenantWeight | None, tenant_id: str) -> float:
    """Return a tenant's weight, 1 without a function or if it fails.

    Args:
        function: The registry's `tenant_weight`.
        tenant_id: The tenant.
    """
    if function is None:
        return DEFAULT_WEIGHT
    try:
        weight = float(function(tenant_id))
        if not (math.isfinite(weight) and weight > 0):
            raise ValueError(f"a weight must be more than 0, not {weight}")  # noqa: TRY301  logged like the function's errors
    except Exception:
        # Only the first failure is logged, and the first one after a success.
        if (function, tenant_id) not in _failing:
            _failing.add((function, tenant_id))
            _logger.exception('@tenant_weight failed for tenant "%s", whose weight is 1 now', tenant_id)
        return DEFAULT_WEIGHT
    _failing.discard((function, tenant_id))
    return weight
