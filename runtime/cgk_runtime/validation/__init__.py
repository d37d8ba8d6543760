"""Validation of payloads, and their conversion to the JSON document that is sent and back."""
