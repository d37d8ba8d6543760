"""Pages of `cgk dev`: runs as they happen, their history, a send form, schedules and events."""
