"""The fourth step of the compiler: a catalog to the texts of all files, nothing written yet."""

from cgk_codegen.plan.emitters import plan

__all__ = ["plan"]
