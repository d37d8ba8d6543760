# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Payload models, a module per category."""
