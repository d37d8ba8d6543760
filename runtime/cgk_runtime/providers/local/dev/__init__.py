"""`cgk dev`: handlers and schedules in a process of their own, to which every other process of the project sends."""
