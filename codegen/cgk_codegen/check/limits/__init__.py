"""Checks of a catalog against each provider's limits, before anything is deployed."""

from cgk_codegen.check.limits.checker import check_limits

__all__ = ["check_limits"]
