"""The command `cgk`."""
