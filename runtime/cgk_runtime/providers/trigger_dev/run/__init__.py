"""Python process that runs handlers inside a run of Trigger.dev; the generated bridge starts it and keeps it warm."""
