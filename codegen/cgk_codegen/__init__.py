"""The compiler of an event catalog: one YAML file becomes a typed Python SDK, JSON Schema and TypeScript types.

The way through is one line, `load -> resolve -> check -> plan -> publish`; `cgk_codegen.compile` reads like it.
"""

__version__ = "0.1.0"
