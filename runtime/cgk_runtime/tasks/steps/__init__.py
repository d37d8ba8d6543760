"""Steps: parts of a handler that run once per run."""
