"""Fourth step of the compiler: render the text of every generated file."""

from cgk_codegen.plan.emitters import plan

__all__ = ["plan"]
