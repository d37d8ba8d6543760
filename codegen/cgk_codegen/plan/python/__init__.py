"""Emitters of the Python SDK."""
