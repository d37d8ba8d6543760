"""Fake Inngest server that responds as recorded from a real one, quirks included, and runs registered functions."""

from fake_inngest.server import FakeInngest

__all__ = ["FakeInngest"]
