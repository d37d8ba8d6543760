"""Emitters of JSON Schema: a file per event, a bundle, examples, and the schema of events.yaml."""
