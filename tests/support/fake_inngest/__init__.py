"""Fake Inngest server that responds like a recorded real one, traps included, and runs registered functions."""

from fake_inngest.server import FakeInngest

__all__ = ["FakeInngest"]
