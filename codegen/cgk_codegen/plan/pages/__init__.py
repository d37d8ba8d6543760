"""Pages about events, for people and assistants."""
