"""HTTP client for providers: one session per event loop, retries, timeouts, and errors without secrets."""

from __future__ import annotations

from cgk_runtime.providers.http.client import HttpClient, Timeouts
from cgk_runtime.providers.http.response import HttpResponse, RequestFailed
from cgk_runtime.providers.http.retry import RetryPolicy

__all__ = ["HttpClient", "HttpResponse", "RequestFailed", "RetryPolicy", "Timeouts"]
