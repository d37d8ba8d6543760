"""Texts of errors."""

from __future__ import annotations

from cgk_runtime.errors import error_text


def test_lone_surrogate_in_a_text_is_escaped() -> None:
    assert error_text(ValueError("a\ud800b")) == "a\\ud800b"
