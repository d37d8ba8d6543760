"""Emitters of JSON Schema: a file per event, a bundle, examples, and the schema of events.yaml."""

from cgk_codegen.plan.json_schema.emit import emit_schemas

__all__ = ["emit_schemas"]
