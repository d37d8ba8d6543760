"""Emits JSON Schema: one self-contained file per event, and a bundle of all."""

from cgk_codegen.plan.json_schema.emit import emit_schemas

__all__ = ["emit_schemas"]
