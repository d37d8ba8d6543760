"""Base class of event models for type checkers.

It has its own module so that type checkers do not read pydantic for calls with dictionaries.
"""

from __future__ import annotations

from typing import Generic, TypeVar

EventT = TypeVar("EventT")
ResultT_co = TypeVar("ResultT_co", covariant=True)


class PayloadOf(Generic[EventT, ResultT_co]):
    """Base class of all event models for type checkers; through it, one overload of `send_job` accepts every model."""
