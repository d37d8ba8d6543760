"""Objects: fields under names that the catalog can have, records, and what else an object may hold."""

from __future__ import annotations

from cgk_codegen.importers.model import Field, Schema, Scope, Written, is_list, is_object
from cgk_codegen.importers.names import field_problem, free_attribute
from cgk_codegen.importers.reader import Reader
from cgk_codegen.importers.values import union
from cgk_codegen.resolve.names import attribute_name


def read_object(reader: Reader, schema: Schema, rest: Schema, scope: Scope, what: str) -> Written:
    """Take the keywords of an object out of a schema, and return its type.

    Args:
        reader: Reader of the values.
        schema: The merged schema, for its place.
        rest: A copy of it, from which keywords are taken.
        scope: Its scope.
        what: The event and field.
    """
    span, losses = reader.documents.span(schema), reader.losses
    properties, listed = rest.pop("properties", {}), rest.pop("required", [])
    required = [name for name in listed if isinstance(name, str)] if is_list(listed) else []
    additional = rest.pop("additionalProperties", None)
    patterns: Schema = rest.pop("patternProperties", {})
    if patterns:
        others = [] if additional in (None, False, True) else [additional]
        kinds = [reader.inner(each, scope, f"{what}.*") for each in (*patterns.values(), *others)]
        losses.add("IMP204", span, what, "names of fields cannot be patterns", {"patternProperties": patterns})
        if not properties and not required:
            return _record(union(kinds) if additional is not True else "any")
    if not properties and not required:
        if additional is False:
            return {"fields": []}
        return _record(reader.inner(additional, scope, f"{what}.*") if is_object(additional) else "any")
    names = dict.fromkeys([*properties, *required])
    fields: list[Field] = []
    attributes: set[str] = set()
    for name in names:
        problem = field_problem(name)
        if problem and name in required:
            losses.add("IMP304", span, what, f"{problem}; the object is any object here", properties.get(name, True))
            return "object"
        if problem:
            place = reader.documents.span(properties, name)
            losses.add("IMP304", place, f"{what}.{name}", f"{problem}; optional, so it is not listed", properties[name])
            continue
        field = reader.field(name, properties.get(name, True), name in required, scope, what, properties)
        field.attribute = free_attribute(name, attributes)
        attributes.add(field.attribute or attribute_name(name))
        fields.append(field)
    if additional is not False:
        reason = "objects are closed here, and further fields are refused"
        if additional is None or additional is True:
            losses.add("IMP301", span, what, reason)
        else:
            losses.add("IMP301", span, what, reason, {"additionalProperties": additional})
    return {"fields": fields}


def _record(values: Written) -> Written:
    return "object" if values == "any" else {"type": "object", "additionalProperties": values}
