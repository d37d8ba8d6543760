"""A fake Inngest server: answers as a real one was recorded to, its traps included, and runs registered functions."""

from fake_inngest.server import FakeInngest

__all__ = ["FakeInngest"]
