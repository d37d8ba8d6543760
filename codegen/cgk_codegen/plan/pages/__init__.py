"""Pages: what people and assistants read about an event."""
