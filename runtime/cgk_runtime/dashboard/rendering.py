"""Templates of the pages, and the filters they use."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import jinja2
from aiohttp import web

_UNITS: Final = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_HERE: Final = Path(__file__).parent
ASSETS: Final = _HERE / "assets"
"""Folder of the static files."""


def html_response(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a response with a rendered page."""
    # A payload may contain lone surrogates, which UTF-8 cannot encode.
    body = text.encode("utf-8", "replace")
    return web.Response(body=body, content_type="text/html", charset="utf-8", status=status, headers=headers)


def create_environment() -> jinja2.Environment:
    """Create the template environment."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (duration, age, local_time, local_date_time, short_id, indented_json)
    environment.filters |= {function.__name__: function for function in filters}
    return environment


def duration(seconds: float) -> str:
    """Format a duration: "38 ms", "1.2 s", "2.1 min", "3.0 h"."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{max(0, round(seconds * 1000))} ms"


def age(at: float) -> str:
    """Format the time since or until an instant, as the script of the page does: "5 s ago", "in 2 min"."""
    since = round(time.time() - at)
    size, unit = next((row for row in _UNITS if abs(since) >= row[0]), _UNITS[-1])
    return f"in {-since // size} {unit}" if since < 0 else f"{since // size} {unit} ago"


def local_time(at: float) -> str:
    """Format the local time of an instant, with milliseconds."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S.%f")[:-3]


def local_date_time(at: float) -> str:
    """Format the local date and time of an instant."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def short_id(run_id: str) -> str:
    """Shorten the id of a run: "run_cbeb12…00000008", and the name of its handler if the job has several."""
    job_id, dot, task = run_id.partition(".")
    # A process numbers its jobs from 0; the start of the id tells processes apart.
    return f"{job_id[:10]}…{job_id[-8:]}{dot}{task}"


def indented_json(value: Any) -> str:  # any JSON value
    """Format a JSON value with indentation."""
    return json.dumps(value, ensure_ascii=False, indent=2)
