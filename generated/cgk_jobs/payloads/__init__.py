# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Payloads as TypedDicts with wire names, a module per category."""
