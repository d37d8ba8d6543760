"""Third stage of the compiler: rules for the resolved catalog."""

from cgk_codegen.check.rules import check

__all__ = ["check"]
