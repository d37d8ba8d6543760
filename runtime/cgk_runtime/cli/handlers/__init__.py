"""Implementation of `cgk handlers`."""
