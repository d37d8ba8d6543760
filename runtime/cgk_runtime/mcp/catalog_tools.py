"""Tools about a catalog, as plain functions from arguments to JSON data. None of them sends or changes anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.catalog_pages import EventPage, read_event_page, with_nested
from cgk_runtime.errors import InvalidPayloadError, UnknownEventError
from cgk_runtime.mcp.event_documents import event_document, event_properties
from cgk_runtime.schedules.due_times import next_runs
from cgk_runtime.validation.payloads import serialize_payload

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition

MAX_RESULTS: Final = 50
_SUMMARY_KEYS: Final = ("name", "description", "category", "owner", "deprecated", "sensitiveFields")
"""Properties of an event in a search result."""
UNKNOWN_HANDLERS: Final = "Handlers and sends are unknown: start `cgk mcp` with the modules that declare handlers."


class CatalogTools:
    """Tools about one catalog.

    Args:
        catalog: The catalog.
        handlers: The output of `cgk handlers --json`; empty if no handlers are known.
    """

    def __init__(self, catalog: Catalog, handlers: Mapping[str, Any] | None = None) -> None:
        self._catalog = catalog
        self._handlers = handlers or {}

    def search_events(self, query: str = "", limit: int = 20) -> dict[str, Any]:
        """Search the events by name, description, category, owner and field; all words must occur.

        Args:
            query: Words, in any order; empty lists all events.
            limit: Maximum number of results, up to 50.
        """
        words = query.lower().split()
        ranked = [(self._rank(event, words), event) for event in self._catalog.events.values()]
        matches = [(rank, event) for rank, event in ranked if rank is not None]
        matches.sort(key=lambda match: match[0])
        results = matches[: max(1, min(limit, MAX_RESULTS))]
        return {"total": len(matches), "events": [_summary(event) for _, event in results]}

    def describe_event(self, name: str) -> dict[str, Any]:
        """Describe an event: its fields, JSON Schema, examples, snippets, retries, schedules and handlers.

        Args:
            name: The event's name, such as "order.created", a former name, or its key in events.yaml.

        Raises:
            UnknownEventError: No event has this name; the error names the most similar one.
        """
        event = self._find_event(name)
        return {
            **event_document(self._catalog, event),
            "schedules": [name for name, schedule in self._catalog.schedules.items() if schedule.event == event.name],
            **self._handlers_and_sends(event.name),
        }

    def validate_payload(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Validate a payload as `send_job` does; nothing is sent, and problems do not repeat values.

        Args:
            event: The event's name.
            payload: The payload with wire names, the tenant's field included.

        Raises:
            UnknownEventError: No event has this name; the error names the most similar one.
        """
        name = self._find_event(event).name
        try:
            serialize_payload(self._catalog, name, payload)
        except InvalidPayloadError as error:
            problems = [str(problem) for problem in error.problems]
            omitted = [f"and {error.omitted} more"] if error.omitted else []
            return {"event": name, "valid": False, "problems": [*problems, *omitted]}
        return {"event": name, "valid": True, "problems": []}

    def list_schedules(self, event: str | None = None, runs: int = 3) -> dict[str, Any]:
        """List the schedules with their next runs.

        Args:
            event: Only schedules that send this event.
            runs: The number of next runs of each schedule, up to 20.

        Raises:
            UnknownEventError: No event has this name; the error names the most similar one.
        """
        now = datetime.now(UTC)
        sent_event = None if event is None else self._find_event(event).name
        return {
            "schedules": [
                {
                    "name": schedule.name,
                    "cron": schedule.cron,
                    "timezone": schedule.timezone,
                    "description": schedule.description,
                    "sends": schedule.event,
                    "payload": dict(schedule.payload or {}),
                    "nextRuns": [due.isoformat() for due in islice(next_runs(schedule, now), max(0, min(runs, 20)))],
                }
                for schedule in self._catalog.schedules.values()
                if sent_event in {None, schedule.event}
            ]
        }

    def list_handlers(self, event: str | None = None) -> dict[str, Any]:
        """List the handlers of events and schedules, the calls that send events, and the events without a handler.

        They are known only if `cgk mcp` was started with the modules that declare handlers.

        Args:
            event: Only this event.

        Raises:
            UnknownEventError: No event has this name; the error names the most similar one.
        """
        if event is not None:
            name = self._find_event(event).name
            return {"event": name, **self._handlers_and_sends(name)}
        if not self._handlers.get("modules"):
            return {"note": UNKNOWN_HANDLERS}
        keys = ("modules", "handlers", "schedules", "sends", "withoutHandler")
        return {key: self._handlers.get(key, []) for key in keys}

    def _find_event(self, name: str) -> EventDefinition:
        try:
            return self._catalog.event(name)
        except UnknownEventError:
            # `file_name` is the key in events.yaml. It comes last, because it can equal another event's wire name.
            for event in self._catalog.events.values():
                if event.file_name == name:
                    return event
            raise

    @cached_property
    def _pages(self) -> dict[str, EventPage]:
        """Pages of all events, read by the first search."""
        pages = ((name, read_event_page(self._catalog, name)) for name in self._catalog.events)
        return {name: page for name, page in pages if page is not None}

    def _rank(self, event: EventDefinition, words: Sequence[str]) -> int | None:
        """Return 0 if the name has all words, 1 if name and description have them, 2 if all texts do; else None."""
        page = self._pages.get(event.name)
        fields = () if page is None else with_nested((*page.fields, *page.result_fields))
        other_texts = [
            event.category,
            event.owner or "",
            "" if page is None else page.category_title,
            *event.former_names,
        ]
        other_texts += [f"{row.name} {row.description}" for row in fields]
        text = ""
        for rank, addition in enumerate((event.name, event.description, "\n".join(other_texts))):
            text = f"{text}\n{addition.lower()}"
            if all(word in text for word in words):
                return rank
        return None

    def _handlers_and_sends(self, event: str) -> dict[str, Any]:
        if not self._handlers.get("modules"):
            return {"note": UNKNOWN_HANDLERS}
        return {
            key: [entry for entry in self._handlers.get(key, ()) if entry.get("event") == event]
            for key in ("handlers", "sends")
        }


def _summary(event: EventDefinition) -> dict[str, Any]:
    return {name: value for name, value in event_properties(event).items() if name in _SUMMARY_KEYS}
