"""Emits TypeScript."""
