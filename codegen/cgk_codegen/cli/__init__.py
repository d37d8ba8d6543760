"""Command line of `cgk-codegen`."""
