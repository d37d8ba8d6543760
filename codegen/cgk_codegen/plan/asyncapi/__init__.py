"""Emitter of the AsyncAPI document."""
