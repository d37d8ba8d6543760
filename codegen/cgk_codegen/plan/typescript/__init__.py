"""Emitter of the TypeScript package."""
