"""Sending jobs: the client, its handles, and the protocol that providers implement."""
