"""The language's keys, one table for each mapping of a catalog.

Reading, the hints about unknown keys and the schema for editors all use these tables. A new construct begins with a
line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cgk_codegen.json_schema import Schema


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping.

    Attributes:
        description: What it says, for editors.
        schema: Schema for editors; the compiler itself checks more.
        required: Whether it must be there.
    """

    description: str
    schema: Schema = field(default_factory=dict[str, Any])
    required: bool = False


Table = Mapping[str, Key]

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_VALUE: Final[Schema] = {"type": "object"}


def definition(name: str) -> Schema:
    """Refer to a definition of the editors' schema."""
    return {"$ref": f"#/$defs/{name}"}


def named(name: str) -> Schema:
    """A mapping whose keys are names and whose values are of one kind."""
    return {"type": "object", "additionalProperties": definition(name)}


CATALOG_KEYS: Final[Table] = {
    "name": Key("Name of the Python distribution, such as acme-jobs.", _TEXT, required=True),
    "package": Key("Name of the Python package, such as acme_jobs.", _TEXT, required=True),
    "version": Key("Version of the catalog and of all that is generated; quote it.", _TEXT, required=True),
    "description": Key("One sentence for the package indexes.", _TEXT),
    "npmPackage": Key('Name of the npm package, such as "@acme/jobs"; the distribution\'s name if absent.', _TEXT),
    "typePrefix": Key("Stands before every generated type's name: Acme gives AcmeOrderCreatedPayload.", _TEXT),
    "output": Key("The output folder, from the catalog's folder; generated if absent.", _TEXT),
    "compiler": Key('The versions of cgk-codegen that may compile this catalog, such as ">=0.1,<0.2".', _TEXT),
    "schemaBaseUrl": Key("What the ids of the JSON Schemas begin with.", _TEXT),
    "license": Key("The licence of the generated package, an SPDX expression.", _TEXT),
}
"""`catalog`: about the whole."""

TENANT_KEYS: Final[Table] = {
    "pattern": Key("The regular expression of every tenantId, anchored.", _TEXT, required=True),
    "description": Key("What a tenant is here.", _TEXT),
    "example": Key("A tenantId for examples.", _TEXT, required=True),
}

ARRIVAL_KEYS: Final[Table] = {
    "default": Key("What a job that lacks the field gets on arrival.", required=True),
}

ACCEPTED_KEYS: Final[Table] = {
    "code": Key("The code of the break, such as EVO112.", _TEXT, required=True),
    "subject": Key("The event, schedule or other thing it is about.", _TEXT, required=True),
    "path": Key("The field it is about; every one of the subject's if absent.", _TEXT),
    "reason": Key("Why nobody breaks, or why that is right.", _TEXT, required=True),
    "until": Key("The day on which it ends, such as 2026-11-30.", _TEXT, required=True),
}
"""An entry of `accepted`: a break that is meant."""

IGNORED_KEYS: Final[Table] = {
    "code": Key("The code of the finding, such as CGK701.", _TEXT, required=True),
    "subject": Key("The event or schedule it is about; catalog where it is about the whole.", _TEXT, required=True),
    "provider": Key("The provider it is ignored for; every one if absent.", _TEXT),
    "reason": Key("Why that limit is never met, or does not matter.", _TEXT, required=True),
}
"""An entry of `ignored`: a provider's limit that does not matter."""

RETRY_KEYS: Final[Table] = {
    "maxAttempts": Key("All attempts, the first included.", {"type": "integer", "minimum": 1}),
    "factor": Key("Each wait is this many times the one before.", {"type": "number", "minimum": 1}),
    "minTimeoutInMs": Key("The wait before the second attempt, in milliseconds.", {"type": "integer", "minimum": 0}),
    "maxTimeoutInMs": Key("No wait is longer, in milliseconds.", {"type": "integer", "minimum": 0}),
}

CATEGORY_KEYS: Final[Table] = {
    "title": Key("How people call it.", _TEXT),
    "description": Key("What belongs here.", _TEXT),
    "owner": Key("Who answers for its events.", _TEXT),
}

TYPE_KEYS: Final[Table] = {
    "description": Key("What it is.", _TEXT),
    "fields": Key("Its fields, as an event's payload lists them.", definition("fields"), required=True),
}
"""A shared object type; any other shared type is written as a field's type is."""

DEPRECATED_KEYS: Final[Table] = {
    "replacement": Key("What to use instead.", _TEXT),
    "note": Key("Why, or how to move.", _TEXT),
    "since": Key("The day the deprecation was published, such as 2026-11-30.", _TEXT),
}

ALIAS_KEYS: Final[Table] = {
    "name": Key("The former name.", _TEXT, required=True),
    "since": Key("The day the new name was published, such as 2026-11-30: its window counts from then.", _TEXT),
}
"""A former name with its day; without one it is written as text."""

EVENT_KEYS: Final[Table] = {
    "category": Key("One of the catalog's categories.", _TEXT, required=True),
    "description": Key("One sentence: what has happened, or what is to be done.", _TEXT, required=True),
    "payload": Key("The fields, without tenantId, which every payload carries.", definition("fieldsOrNone")),
    "payloadType": Key("The payload's type name; the event's name in PascalCase and Payload if absent.", _TEXT),
    "result": Key("What its handler returns: fields, or a shared object type's name.", definition("result")),
    "example": Key("One valid payload; tenantId may be left out.", _VALUE),
    "examples": Key("Several valid payloads.", {"type": "array", "items": _VALUE, "minItems": 1}),
    "retry": Key("What differs from the catalog's retry figures.", definition("retry")),
    "owner": Key("Who answers for it; its category's owner if absent.", _TEXT),
    "deprecated": Key("What to use instead of it, or more about that.", definition("deprecated")),
    "aliases": Key("Its former names, whose jobs are still handled.", {"type": "array", "items": definition("alias")}),
    "longestDelay": Key("The longest delay or ttl its jobs are sent with, such as 36h or 90d; 14d if absent.", _TEXT),
}

SCHEDULE_KEYS: Final[Table] = {
    "cron": Key("Minute, hour, day of month, month, day of week.", _TEXT, required=True),
    "timezone": Key("An IANA timezone such as Europe/Berlin; UTC if absent.", _TEXT),
    "description": Key("One sentence.", _TEXT, required=True),
    "sends": Key("The event it sends to every tenant; without it the schedule wants a handler.", _TEXT),
    "payload": Key("What it sends, without tenantId, which each tenant's run supplies.", _VALUE),
    "owner": Key("Who answers for it.", _TEXT),
}

INCLUDED_KEYS: Final[Table] = {
    "include": Key("More files of this catalog: a path or pattern, or a list of them.", definition("include")),
    "owner": Key("Who answers for the events of this file that name nobody.", _TEXT),
    "retry": Key("What differs from the catalog's retry figures for the events of this file.", definition("retry")),
    "categories": Key("The groups of events.", named("category")),
    "types": Key("Types that several payloads share.", named("sharedType")),
    "events": Key("The events by name, such as order.created.", named("event")),
    "schedules": Key("The schedules by name, such as orders.nightly.", named("schedule")),
}
"""A file that another one includes."""

ROOT_KEYS: Final[Table] = {
    "catalog": Key("About the whole: names, version, output.", definition("catalog"), required=True),
    "tenant": Key("What a tenantId looks like.", definition("tenant"), required=True),
    "accepted": Key("Breaks of the published catalog that are meant.", definition("accepted")),
    "providers": Key("The providers it is meant for: trigger.dev, inngest, local; all if absent.", definition("names")),
    "ignored": Key("Providers' limits that do not matter.", definition("ignored")),
    **INCLUDED_KEYS,
}
"""The catalog's first file."""

FIELD_KEYS: Final[Table] = {
    "description": Key("What the field means.", _TEXT),
    "optional": Key("Whether it may be absent; never null for that.", _FLAG),
    "sensitive": Key("Whether it is personal data, not to be shown.", _FLAG),
    "deprecated": Key("What to use instead of it.", definition("deprecated")),
    "examples": Key("Valid values.", {"type": "array", "minItems": 1}),
    "arrival": Key("How a job is read that was sent before the field was required.", definition("arrival")),
}
"""A field's own keys, in addition to those of its type."""
