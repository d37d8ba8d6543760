"""The third step of the compiler: rules over the resolved catalog."""

from cgk_codegen.check.rules import check

__all__ = ["check"]
