"""Comparing two catalogs: what changes, who breaks by it, and until when."""

from cgk_codegen.evolution.compare import compare_catalogs
from cgk_codegen.evolution.findings import Audience, Change, Comparison

__all__ = ["Audience", "Change", "Comparison", "compare_catalogs"]
