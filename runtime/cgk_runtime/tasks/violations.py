"""What a provider does not take of an app's handlers, with a code that says which kind of thing it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LimitViolation:
    """One thing that a provider does not take.

    Attributes:
        code: Such as "TASK101"; `cgk lint --explain` says more about it.
        subject: The task or schedule.
        text: What it does not take.
        place: File and line, empty where it stands nowhere in the app.
    """

    code: str
    subject: str
    text: str
    place: str = ""
