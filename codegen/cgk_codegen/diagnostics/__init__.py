"""Findings about a catalog: values with positions in the source, their codes, and how they are shown."""

from cgk_codegen.diagnostics.diagnostic import CatalogError, Diagnostic, Findings, Severity, nearest_hint

__all__ = ["CatalogError", "Diagnostic", "Findings", "Severity", "nearest_hint"]
