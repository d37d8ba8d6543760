"""Checking a setup: rows that are ok, a warning or failed, each with its fix."""
