"""Catalogs of any size for the benchmarks: up to 15 categories, and eight fields per event, the tenant included."""

from __future__ import annotations

from typing import Final

MAX_CATEGORIES: Final = 15
_SUBJECTS: Final = ("order", "review", "payout", "video", "stock", "mail", "test", "feed", "hook", "cart")

_HEAD: Final = """\
catalog: {name: bench-jobs, package: bench_jobs, version: 1.0.0}
tenant: {pattern: "^[a-z0-9_-]{1,56}$", description: The tenant the job belongs to., example: rawdog}
"""
_TYPES: Final = """\
types:
  Money:
    description: An amount of money.
    fields:
      amount: {type: integer, minimum: 0, description: In the currency's minor unit.}
      currency: {type: string, pattern: "^[A-Z]{3}$", description: ISO 4217.}
  Channel: [web, shop, phone]
"""


def catalog(events: int) -> str:
    """Return the YAML of a catalog with the given number of events."""
    lines = [_HEAD, "categories:\n"]
    lines += [f"  group{number}: {{title: Group {number}}}\n" for number in range(min(MAX_CATEGORIES, events))]
    lines += [_TYPES, "events:\n"]
    lines += [_event(number) for number in range(events)]
    lines += ["schedules:\n"]
    lines += [_schedule(number) for number in range(0, events, 10)]
    return "".join(lines)


def event_name(number: int) -> str:
    """Return the name of the event with a number."""
    return f"{_SUBJECTS[number % len(_SUBJECTS)]}{number}.changed"


def _event(number: int) -> str:
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    return f"""\
  {event_name(number)}:
    category: group{number % MAX_CATEGORIES}
    description: The {subject} number {number} has changed.
    payload:
      {subject}Id: {{type: string, minLength: 1, description: "The {subject}'s id on the platform."}}
      changedAt: {{type: date-time, description: When it changed.}}
      state: {{enum: [new, paid, sent, done], description: What it is now.}}
      total: {{type: Money?, description: What it costs.}}
      channel: {{type: Channel?, description: Where it came from.}}
      note: {{type: string | null, description: "What a person wrote about it, if anything.", sensitive: true}}
      tags: {{type: "string[]?", description: Labels.}}
    example:
      {subject}Id: {subject}_{number}
      changedAt: "2026-01-02T03:04:05Z"
      state: paid
      total: {{amount: {number}, currency: EUR}}
      note: null
"""


def _schedule(number: int) -> str:
    return f"""\
  sweep{number}.nightly:
    cron: "{number % 60} 2 * * *"
    description: Runs every night.
"""
