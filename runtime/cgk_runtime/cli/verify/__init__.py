"""Checks of a project's setup."""
