"""What each provider accepts of a catalog: limits that it crosses are said before anything is deployed."""

from cgk_codegen.check.limits.checker import check_limits

__all__ = ["check_limits"]
