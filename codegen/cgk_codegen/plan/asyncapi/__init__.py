"""Emits AsyncAPI."""
