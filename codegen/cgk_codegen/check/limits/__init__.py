"""What each provider takes of a catalog: limits that it crosses are said before anything is deployed."""

from cgk_codegen.check.limits.checker import limits_are_kept

__all__ = ["limits_are_kept"]
