"""What every provider's HTTP stands on: connections per event loop, retries, timeouts, errors without secrets."""

from __future__ import annotations

from cgk_runtime.providers.http.answer import HttpAnswer, NoAnswer
from cgk_runtime.providers.http.client import HttpClient, Timeouts
from cgk_runtime.providers.http.retry import RetryPolicy
from cgk_runtime.providers.http.sessions import HttpSessions

__all__ = ["HttpAnswer", "HttpClient", "HttpSessions", "NoAnswer", "RetryPolicy", "Timeouts"]
