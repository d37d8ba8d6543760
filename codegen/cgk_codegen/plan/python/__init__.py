"""Emits the Python SDK."""
