"""Checks of a catalog against each provider's limits, before anything is deployed."""

from cgk_codegen.check.limits.checker import check_limits, limit_violations
from cgk_codegen.check.limits.violations import LimitViolation

__all__ = ["LimitViolation", "check_limits", "limit_violations"]
