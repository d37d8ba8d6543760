"""Adapters of the provider protocol, one package each."""
