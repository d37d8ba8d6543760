"""Emitter of the catalog as AsyncAPI 3.0 (https://www.asyncapi.com/docs/reference/specification/v3.0.0).

Each event is a channel with a send and a receive operation. The schedules are in the extension `x-schedules`, and in
the description of the send operation of the event that they send.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final

from cgk_codegen.json_schema import DEFS_PREFIX, rewrite_texts
from cgk_codegen.json_text import pretty_json
from cgk_codegen.markdown import escape_markdown
from cgk_codegen.resolve import Catalog, Event, Schedule
from cgk_codegen.resolve.patterns import schema_pattern
from cgk_codegen.resolve.schema_documents import type_schemas

_SCHEMAS: Final = "#/components/schemas/"
_SERVERS: Final = {
    "trigger.dev": {
        "host": "api.trigger.dev",
        "protocol": "https",
        "title": "Trigger.dev",
        "description": "Runs each event's task by its task id; TRIGGER_API_URL sets another server's address.",
        "security": [{"$ref": "#/components/securitySchemes/triggerSecretKey"}],
    },
    "inngest": {
        "host": "inn.gs",
        "protocol": "https",
        "title": "Inngest",
        "description": "Receives each job as an event; INNGEST_BASE_URL sets another server's address.",
        "security": [{"$ref": "#/components/securitySchemes/inngestEventKey"}],
    },
    "postgres": {
        "host": "{host}",
        "protocol": "postgresql",
        "title": "PostgreSQL",
        "description": "Keeps jobs in a table, from which `cgk worker` takes them.",
        "variables": {"host": {"default": "127.0.0.1:5432", "description": "Host and port of JOBS_DATABASE_URL."}},
    },
    "local": {
        "host": "127.0.0.1:{port}",
        "protocol": "http",
        "title": "cgk dev",
        "description": "Runs the project's handlers during development.",
        "variables": {"port": {"default": "0", "description": "The port of `cgk dev`; `.cgk/dev.json` holds it."}},
    },
}
_REWRITERS: Final[Mapping[str, Callable[[str], str]]] = {
    "pattern": schema_pattern,
    "description": escape_markdown,
    "$ref": lambda target: target.replace(DEFS_PREFIX, _SCHEMAS),
}
"""Functions that rewrite the schemas' texts, by keyword. The catalog's descriptions become CommonMark."""

_SECURITY: Final = {
    "triggerSecretKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "TRIGGER_SECRET_KEY, the secret key of a Trigger.dev project.",
    },
    "inngestEventKey": {
        "type": "userPassword",
        "description": "INNGEST_EVENT_KEY, the last segment of the URL that events are posted to.",
    },
}


def emit_asyncapi(catalog: Catalog) -> dict[str, str]:
    """Render `asyncapi.json`."""
    events = catalog.events.values()
    schedule_texts: defaultdict[str | None, str] = defaultdict(str)
    for schedule in catalog.schedules.values():
        schedule_texts[schedule.event] += _schedule_paragraph(schedule)
    document = {
        "asyncapi": "3.0.0",
        "id": f"urn:{catalog.name}",
        "info": _info(catalog),
        "defaultContentType": "application/json",
        "servers": _SERVERS,
        "channels": {event.name: _channel(event) for event in events},
        "operations": {
            f"{action}.{event.name}": _operation(event, action, schedule_texts[event.name])
            for event in events
            for action in ("send", "receive")
        },
        "components": {
            "messages": {event.name: _message(event) for event in events},
            "schemas": {name: rewrite_texts(schema, _REWRITERS) for name, schema in type_schemas(catalog).items()},
            "securitySchemes": _SECURITY,
        },
        "x-schedules": [_schedule(catalog, schedule) for schedule in catalog.schedules.values()],
    }
    return {"asyncapi.json": pretty_json(document) + "\n"}


def _schedule(catalog: Catalog, schedule: Schedule) -> dict[str, Any]:
    document = {
        "name": schedule.name,
        "taskId": schedule.task_id,
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "description": escape_markdown(schedule.description),
    }
    if schedule.event is None:
        return document
    job = {"sends": catalog.events[schedule.event].wire_name, "payload": dict(schedule.payload)}
    return {**document, **job}


def _info(catalog: Catalog) -> dict[str, Any]:
    description = escape_markdown(catalog.description or "Typed background jobs.")
    info: dict[str, Any] = {
        "title": catalog.name,
        "version": catalog.version,
        "description": f"{description} Every payload carries `{catalog.tenant.field}`.",
        "tags": [
            {"name": name, "description": escape_markdown(category.description or category.title)}
            for name, category in catalog.categories.items()
            if catalog.events_of(name)
        ],
    }
    owners = dict.fromkeys(event.owner for event in catalog.events.values() if event.owner)
    if owners:
        info["contact"] = {"name": ", ".join(owners)}
    if catalog.license:
        info["license"] = {"name": catalog.license}
    return info


def _channel(event: Event) -> dict[str, Any]:
    return {
        "address": event.wire_name,
        "title": event.payload_type.removesuffix("Payload"),
        "description": _description(event),
        "messages": {event.name: {"$ref": f"#/components/messages/{event.name}"}},
        "tags": [{"name": event.category}],
    }


def _schedule_paragraph(schedule: Schedule) -> str:
    timezone = escape_markdown(schedule.timezone)
    return f"\n\n`{schedule.name}` sends the event to every tenant at `{schedule.cron}` ({timezone})."


def _operation(event: Event, action: str, schedule_text: str) -> dict[str, Any]:
    verb = "Send" if action == "send" else "Handle"
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{event.name}"},
        "title": f"{verb} {event.name}",
        "summary": f"{verb}s `{event.wire_name}`, task id `{event.task_id}`.",
        "description": _description(event) + (schedule_text if action == "send" else ""),
        "messages": [{"$ref": f"#/channels/{event.name}/messages/{event.name}"}],
        "tags": [{"name": event.category}],
    }


def _message(event: Event) -> dict[str, Any]:
    return {
        "name": event.wire_name,
        "title": event.payload_type,
        "summary": event.description,
        "contentType": "application/json",
        "payload": {"$ref": f"{_SCHEMAS}{event.payload_type}"},
        "examples": [
            {"name": f"example{number}", "payload": dict(example)} for number, example in enumerate(event.examples, 1)
        ],
    }


def _description(event: Event) -> str:
    sentences = [escape_markdown(event.description)]
    if event.deprecated is not None:
        sentences.append(f"Deprecated: {escape_markdown(event.deprecated.message)}.")
    if event.owner is not None:
        sentences.append(f"Owner: {escape_markdown(event.owner)}.")
    return " ".join(sentences)
