"""Weights of tenants: how many turns a tenant has compared with another."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Final

TenantWeight = Callable[[str], float]
"""A function that returns the weight of a tenant, more than 0; a tenant of weight 2 has twice the turns of one of 1."""

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
            raise ValueError(f"{weight} is not a weight, which is more than 0")  # noqa: TRY301  reported like its errors
    except Exception:
        # Only the first failure is logged, and the first one after a success.
        if (function, tenant_id) not in _failing:
            _failing.add((function, tenant_id))
            _logger.exception('@tenant_weight failed for tenant "%s", whose weight is 1 now', tenant_id)
        return DEFAULT_WEIGHT
    _failing.discard((function, tenant_id))
    return weight
