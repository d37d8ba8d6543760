"""Lint of an application's handlers, schedules and sends against provider limits."""
