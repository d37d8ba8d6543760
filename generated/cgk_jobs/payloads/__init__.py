# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""The payloads as TypedDicts with the wire's names, a module per category."""
