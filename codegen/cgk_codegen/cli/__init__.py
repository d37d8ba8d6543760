"""The command `cgk-codegen`."""
