"""Declarations and sends that a provider does not support, or that are probably mistakes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One declaration or send that a provider does not support, or that is probably a mistake.

    Attributes:
        code: The finding's code, such as "TASK101"; `cgk lint --explain` describes it.
        subject: The name of the task or schedule; for a send its file, for limits of the whole application `app` or
            `schedules`.
        text: The problem.
        place: File and line, or an empty string if the declaration has no place in the application.
    """

    code: str
    subject: str
    text: str
    place: str = ""
