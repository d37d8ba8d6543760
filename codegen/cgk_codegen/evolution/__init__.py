"""Comparison of two versions of a catalog: changes, the audiences they break, and the date until which they do."""

from cgk_codegen.evolution.compare import compare_catalogs
from cgk_codegen.evolution.findings import Audience, Change, Comparison

__all__ = ["Audience", "Change", "Comparison", "compare_catalogs"]
