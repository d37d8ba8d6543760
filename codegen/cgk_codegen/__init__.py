"""Compiler of an event catalog: a YAML file becomes a typed Python SDK, JSON Schema and TypeScript types.

The pipeline is `load -> resolve -> check -> plan -> publish`; `cgk_codegen.compiler` runs it.
"""

__version__ = "0.1.0"
