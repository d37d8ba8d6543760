"""Implementation of `cgk setup:jobs`."""
