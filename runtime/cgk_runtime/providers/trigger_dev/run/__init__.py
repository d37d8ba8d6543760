"""Handlers inside a run of Trigger.dev: a Python process that the emitted bridge starts, feeds and keeps warm."""
