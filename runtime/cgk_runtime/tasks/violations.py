"""Declarations of handlers that a provider does not support."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One declaration that a provider does not support.

    Attributes:
        code: The finding's code, such as "TASK101"; `cgk lint --explain` describes it.
        subject: The name of the task or schedule.
        text: What the provider does not support.
        place: File and line, or an empty string if the declaration has no place in the application.
    """

    code: str
    subject: str
    text: str
    place: str = ""
