"""Findings about a catalog: values with positions in the source, codes with explanations, and output formats."""

from cgk_codegen.diagnostics.diagnostic import CatalogError, Diagnostic, Findings, Severity, nearest_hint, nearest_name

__all__ = ["CatalogError", "Diagnostic", "Findings", "Severity", "nearest_hint", "nearest_name"]
