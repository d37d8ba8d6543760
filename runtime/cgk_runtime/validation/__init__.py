"""Validation of payloads: from what the caller passes to the JSON document that travels, and back."""
