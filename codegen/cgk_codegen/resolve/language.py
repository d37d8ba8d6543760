"""Keys of the catalog language, one table for each kind of mapping.

The reader, the hints about unknown keys and the schema for editors use these tables. To add a key, add a line here.
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
        description: Description, which editors show.
        schema: Schema for editors; the compiler checks more.
        required: Whether the key is required.
    """

    description: str
    schema: Schema = field(default_factory=dict[str, Any])
    required: bool = False


Table = Mapping[str, Key]

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_PAYLOAD: Final[Schema] = {"type": "object"}

FAIRNESS: Final = ("tenant", "none")
"""Values of `fairness`."""
_FAIRNESS: Final[Schema] = {"enum": list(FAIRNESS)}


def definition(name: str) -> Schema:
    """Return a reference to a definition of the schema for editors."""
    return {"$ref": f"#/$defs/{name}"}


def mapping_to(name: str) -> Schema:
    """Return the schema of a mapping from any names to values of one definition."""
    return {"type": "object", "additionalProperties": definition(name)}


CATALOG_KEYS: Final[Table] = {
    "name": Key("Name of the Python distribution, such as acme-jobs.", _TEXT, required=True),
    "package": Key("Name of the Python package, such as acme_jobs.", _TEXT, required=True),
    "version": Key("Version of the catalog and of the generated packages; quote it.", _TEXT, required=True),
    "description": Key("One sentence for the package indexes.", _TEXT),
    "npmPackage": Key('Name of the npm package, such as "@acme/jobs". Default: the distribution\'s name.', _TEXT),
    "typescript": Key(
        "False for a catalog without a TypeScript package; Node is not needed then. Default: true.", _FLAG
    ),
    "typePrefix": Key("Prefix of every generated type's name, such as Acme for AcmeOrderCreatedPayload.", _TEXT),
    "output": Key("Output folder, relative to the catalog's folder. Default: generated.", _TEXT),
    "compiler": Key('Versions of cgk-codegen that can compile this catalog, such as ">=0.1,<0.2".', _TEXT),
    "schemaBaseUrl": Key("Prefix of the ids of the JSON Schemas.", _TEXT),
    "license": Key("License of the generated packages, an SPDX expression.", _TEXT),
}
"""Keys of `catalog`."""

SITE_KEYS: Final[Table] = {
    "title": Key("Title of the site. Default: the catalog's name.", _TEXT),
    "logo": Key("Picture next to the title: an SVG or PNG file, relative to the catalog's folder.", _TEXT),
    "accent": Key('Color of links and marks, such as "#4549c9"; quote it.', _TEXT),
}
"""Keys of `site`, the look of the catalog's site."""

TENANT_KEYS: Final[Table] = {
    "pattern": Key("Anchored regular expression that every tenant id matches.", _TEXT, required=True),
    "field": Key("Name of the payload field that holds the tenant id. Default: tenantId.", _TEXT),
    "description": Key("Description of a tenant.", _TEXT),
    "example": Key("A tenant id for examples.", _TEXT, required=True),
}

ARRIVAL_KEYS: Final[Table] = {
    "default": Key("Value of the field for older jobs that lack it.", required=True),
}

ACCEPTED_KEYS: Final[Table] = {
    "code": Key("Code of the break, such as EVO112.", _TEXT, required=True),
    "subject": Key("Event, schedule or other subject of the break.", _TEXT, required=True),
    "path": Key("Field of the subject. Default: all of its fields.", _TEXT),
    "reason": Key("Reason why the break is acceptable.", _TEXT, required=True),
    "until": Key("Last day on which the break is accepted, such as 2026-11-30.", _TEXT, required=True),
}
"""Keys of an entry of `accepted`, an intended break."""

IGNORED_KEYS: Final[Table] = {
    "code": Key("Code of the finding, such as CGK701.", _TEXT, required=True),
    "subject": Key("Event or schedule of the finding; catalog for the whole catalog.", _TEXT, required=True),
    "provider": Key("Provider for which a limit is ignored. Default: all providers.", _TEXT),
    "reason": Key("Reason why the finding does not matter.", _TEXT, required=True),
}
"""Keys of an entry of `ignored`, a provider limit or note that does not matter."""

RETRY_KEYS: Final[Table] = {
    "maxAttempts": Key("Number of attempts, the first one included.", {"type": "integer", "minimum": 1}),
    "factor": Key("Factor between a wait and the next one.", {"type": "number", "minimum": 1}),
    "minTimeoutInMs": Key("Wait before the second attempt, in milliseconds.", {"type": "integer", "minimum": 0}),
    "maxTimeoutInMs": Key("Longest wait between attempts, in milliseconds.", {"type": "integer", "minimum": 0}),
}

CATEGORY_KEYS: Final[Table] = {
    "title": Key("Title in documentation.", _TEXT),
    "description": Key("Description of its events.", _TEXT),
    "owner": Key("Team or person responsible for its events.", _TEXT),
}

OPEN_KEYS: Final[Table] = {
    "open": Key("Whether there may be more fields than the listed ones, with any values. Default: false.", _FLAG),
}
"""The key that lets an object or event have more fields than the listed ones."""

OBJECT_KEYS: Final[Table] = {
    "title": Key("Name of the generated type.", _TEXT),
    **OPEN_KEYS,
}
"""Keys of an object that is written inside a payload."""

TYPE_KEYS: Final[Table] = {
    "description": Key("Description of the type.", _TEXT),
    "fields": Key("Fields, written like those of a payload.", definition("fields"), required=True),
    **OPEN_KEYS,
}
"""Keys of a shared object type; other shared types are written like a field's type."""

DEPRECATED_KEYS: Final[Table] = {
    "replacement": Key("Name of the replacement.", _TEXT),
    "note": Key("Reason, or how to migrate.", _TEXT),
    "since": Key("Day on which the deprecation was published, such as 2026-11-30.", _TEXT),
}

ALIAS_KEYS: Final[Table] = {
    "name": Key("The former name.", _TEXT, required=True),
    "since": Key("Day on which the new name was published, such as 2026-11-30; the alias's window begins then.", _TEXT),
}
"""Keys of a former name with its date; one without a date is written as text."""

EVENT_KEYS: Final[Table] = {
    "category": Key("One of the catalog's categories.", _TEXT, required=True),
    "wireName": Key("Name of the event on the wire, any text. Default: the event's name in this catalog.", _TEXT),
    "description": Key("One sentence: what happened, or what the handler does.", _TEXT, required=True),
    "payload": Key("Fields, without tenantId, which every payload has.", definition("fieldsOrNone")),
    **OPEN_KEYS,
    "payloadType": Key("Name of the payload's type. Default: the event's name in PascalCase with Payload.", _TEXT),
    "result": Key("Result of its handlers: fields, or the name of a shared object type.", definition("result")),
    "example": Key("A valid payload; tenantId can be omitted.", _PAYLOAD),
    "examples": Key("Several valid payloads.", {"type": "array", "items": _PAYLOAD, "minItems": 1}),
    "retry": Key("Retry settings that differ from the catalog's.", definition("retry")),
    "owner": Key("Team or person responsible for the event. Default: its category's owner.", _TEXT),
    "deprecated": Key("Replacement of the event, or details of its deprecation.", definition("deprecated")),
    "aliases": Key("Former names, whose jobs are still handled.", {"type": "array", "items": definition("alias")}),
    "fairness": Key(
        "Order in which waiting jobs start: tenant (tenants take turns) or none. Default: the file's.", _FAIRNESS
    ),
    "longestDelay": Key("Longest delay or ttl of its jobs, such as 36h or 90d. Default: 14d.", _TEXT),
}

SCHEDULE_KEYS: Final[Table] = {
    "cron": Key("Minute, hour, day of month, month, day of week.", _TEXT, required=True),
    "timezone": Key("IANA timezone such as Europe/Berlin. Default: UTC.", _TEXT),
    "description": Key("One sentence: what the schedule does.", _TEXT, required=True),
    "sends": Key("Event that is sent to every tenant; without it, the schedule requires a handler.", _TEXT),
    "payload": Key("Payload of the event, without tenantId, which is added for each tenant.", _PAYLOAD),
    "owner": Key("Team or person responsible for the schedule.", _TEXT),
}

INCLUDED_KEYS: Final[Table] = {
    "include": Key("More files of this catalog: a path or pattern, or a list of them.", definition("include")),
    "owner": Key("Team or person responsible for the events of this file without an owner.", _TEXT),
    "retry": Key("Retry settings of the events of this file that differ from the catalog's.", definition("retry")),
    "fairness": Key(
        "Order in which waiting jobs start: tenant (tenants take turns) or none (in the order of sending). "
        "Default: the provider's.",
        _FAIRNESS,
    ),
    "categories": Key("Groups of events.", mapping_to("category")),
    "types": Key("Types that several payloads share.", mapping_to("sharedType")),
    "events": Key("Events by name, such as order.created.", mapping_to("event")),
    "schedules": Key("Schedules by name, such as orders.nightly.", mapping_to("schedule")),
}
"""Keys of an included file."""

ROOT_KEYS: Final[Table] = {
    "catalog": Key("Names, version and output of the catalog.", definition("catalog"), required=True),
    "tenant": Key("Format of tenant ids.", definition("tenant"), required=True),
    "accepted": Key("Intended breaks of the published catalog.", definition("accepted")),
    "providers": Key(
        "Providers to check for: trigger.dev, inngest, postgres, local. Default: all.", definition("names")
    ),
    "ignored": Key("Provider limits and notes that do not matter.", definition("ignored")),
    "site": Key("Look of the catalog's site.", definition("site")),
    **INCLUDED_KEYS,
}
"""Keys of the catalog's first file."""

FIELD_KEYS: Final[Table] = {
    "description": Key("Description of the field.", _TEXT),
    "optional": Key("Whether the field can be absent; an absent field is never null.", _FLAG),
    "sensitive": Key("Whether the field is personal data, which is redacted.", _FLAG),
    "deprecated": Key("Replacement of the field, or details of its deprecation.", definition("deprecated")),
    "examples": Key("Valid values.", {"type": "array", "minItems": 1}),
    "arrival": Key("Handling of jobs that were sent before the field was required.", definition("arrival")),
    "attribute": Key("Name of the Python attribute. Default: the field's name in snake_case.", _TEXT),
}
"""Keys of a field, in addition to those of its type."""

TYPE_FORMS: Final = ("type", "enum", "const", "items", "anyOf", "$ref", "fields", "properties")
"""Keys that define a field's type; a field has one of them, or `type` with a key that repeats it."""
