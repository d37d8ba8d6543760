# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Payloads as TypedDicts with wire names, a module per category."""
