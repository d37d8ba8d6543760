"""Conversion of objects: fields with valid names, records with any names, and objects that accept further fields."""

from __future__ import annotations

from cgk_codegen.importers.model import ImportedField, Schema, YamlType, is_object
from cgk_codegen.importers.names import field_problem, free_attribute
from cgk_codegen.importers.schemas import SchemaReader
from cgk_codegen.importers.values import union
from cgk_codegen.resolve.names import attribute_name


def read_object(reader: SchemaReader, schema: Schema, remaining: Schema, subject: str) -> YamlType:
    """Convert an object, and remove the keywords that are converted.

    Args:
        reader: Reader of the fields.
        schema: The merged schema, for its place.
        remaining: The keywords of the schema that are not yet converted.
        subject: The event and field.
    """
    span, losses = reader.documents.span(schema), reader.losses
    properties: Schema = remaining.pop("properties", None) or reader.documents.derive({}, schema)
    required: list[str] = remaining.pop("required", [])
    additional = remaining.pop("additionalProperties", None)
    patterns: Schema = remaining.pop("patternProperties", {})
    if patterns:
        losses.add("IMP204", span, subject, "names of fields cannot be patterns", {"patternProperties": patterns})
    if not properties and not required:
        if additional is False and not patterns:
            return {"fields": []}
        others = [] if additional is False else [additional if is_object(additional) else True]
        values = union([reader.read_nested(value, f"{subject}.*") for value in (*patterns.values(), *others)])
        return "object" if values == "any" else {"type": "object", "additionalProperties": values}
    impossible = [name for name in required if name not in properties and additional is False]
    if impossible and not patterns:
        reason = "no value is valid, because required fields are not allowed; here they can have any value"
        losses.add("IMP208", span, subject, reason, impossible)
    is_unspecified = additional is None and not patterns
    is_open = reader.open_by_default if is_unspecified else additional is not False or bool(patterns)
    unlisted = additional if is_object(additional) and not patterns else True
    fields: list[ImportedField] = []
    attributes: set[str] = set()
    for name in dict.fromkeys([*properties, *required]):
        problem = field_problem(name)
        if problem and name in required:
            losses.add("IMP304", span, subject, f"{problem}; it becomes any object", properties.get(name, True))
            return "object"
        if problem:
            code = "IMP204" if is_open else "IMP304"
            reason = f"{problem}; optional, so it is not listed"
            losses.add(code, properties, f"{subject}.{name}", reason, properties[name], key=name)
            continue
        field = reader.read_field(name, properties.get(name, unlisted), name in required, subject, properties)
        field.attribute = free_attribute(name, attributes)
        attributes.add(field.attribute or attribute_name(name))
        fields.append(field)
    if is_unspecified and not is_open:
        reason = "the source does not close this object, and further fields are refused here"
        losses.add("IMP301", span, subject, reason)
    if is_object(additional) and additional:
        reason = "further fields can have any value here"
        losses.add("IMP204", span, subject, reason, {"additionalProperties": additional})
    return {"fields": fields, "open": True} if is_open else {"fields": fields}
