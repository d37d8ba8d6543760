"""Which events have handlers, where, and who is touched by a change of the catalog."""
