"""The last step of the compiler: texts to files, only what changed, all or nothing."""

from cgk_codegen.publish.publish import Changes, OutputError, compare, publish

__all__ = ["Changes", "OutputError", "compare", "publish"]
