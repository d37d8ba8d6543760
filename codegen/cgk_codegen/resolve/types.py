"""Parser of field types to JSON Schema.

A type is text (`string[]?`), a list (an enum of its texts), or a mapping: a JSON Schema fragment with additional keys.
An object inside a payload becomes a named type, because tools generate readable types for those only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.json_schema import CONSTRAINTS, Schema, reference
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode, to_python
from cgk_codegen.resolve.catalog_parts import Field, NamedType
from cgk_codegen.resolve.enums import declared_types, is_constant, read_enum, read_list
from cgk_codegen.resolve.keywords import REFUSED, check_bounds, format_keywords, read_constraint, read_required
from cgk_codegen.resolve.language import FIELD_KEYS, OBJECT_KEYS, TYPE_FORMS
from cgk_codegen.resolve.reader import MapReader
from cgk_codegen.resolve.schema_documents import object_schema
from cgk_codegen.resolve.schema_keywords import remove_schema_keywords, required_hint
from cgk_codegen.resolve.shorthand import SCALARS, TypeExpressionParser, union
from cgk_codegen.resolve.type_location import TypeLocation
from cgk_codegen.resolve.versioning import read_arrival, read_deprecation

_OBJECT_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "additionalProperties": frozenset({"type", "fields", "properties"}),
    "open": frozenset({"fields", "properties"}),
    "required": frozenset({"properties"}),
    "title": frozenset({"fields", "properties"}),
}
"""Keys that apply to objects only, each with the keys of which the mapping must have one."""
_KNOWN: Final = frozenset({*FIELD_KEYS, *TYPE_FORMS, *_OBJECT_KEYS})
"""Known keys of a field's mapping, except constraints and `format`."""
_ALLOWED_WITH_TYPE: Final[Mapping[str, tuple[str, ...]]] = {
    "array": ("items",),
    "object": ("fields", "properties"),
    **dict.fromkeys(("string", "integer", "number", "boolean"), ("enum", "const")),
}
"""Keys of TYPE_FORMS that are allowed next to each `type`, because the type follows from them."""


class TypeReader:
    """Parser of types.

    Attributes:
        inline_objects: Objects written inside payloads and other types, by their generated names.
    """

    def __init__(self, shared: Mapping[str, str], findings: Findings) -> None:
        """Create the parser.

        Args:
            shared: Generated names of the shared types, by their names in the catalog.
            findings: Receives the mistakes.
        """
        self._shared = shared
        self._findings = findings
        self.inline_objects: dict[str, NamedType] = {}

    def read_fields(self, node: MapNode, owner: TypeLocation) -> tuple[Field, ...]:
        """Read the fields of an object."""
        fields: list[Field] = []
        for name, entry in remove_schema_keywords(node, owner.label, self._findings).entries.items():
            location = owner.field(name)
            field = self.read_field(entry.value, location)
            self._check_not_null(field, entry.value, location)
            fields.append(replace(field, name=name, span=entry.key_span))
        return tuple(fields)

    def read_field(self, node: Node, location: TypeLocation) -> Field:
        """Read one type as a field without a name; `node` is the value of the field's key."""
        match node:
            case ScalarNode(value=str(text)):
                return self._text(text, node.span, location.label)
            case ListNode():
                return _field(read_list(node, location.label, self._shared, self._findings), node.span)
            case MapNode():
                return self._mapping(node, location)
            case _:
                hint = f"write one of {', '.join(SCALARS)}, a list of texts, or a mapping"
                self._findings.error("CGK301", node.span, f"{location.label} has no type", hint)
                return _field({}, node.span)

    def read_type(self, node: Node, location: TypeLocation, *, is_choice: bool = False) -> Field:
        """Read a type that is not a field's own, such as the type of an item or choice, a shared type, or a result."""
        field = self.read_field(node, location)
        if not is_choice:
            self._check_not_null(field, node, location)
        entries: Mapping[str, Entry] = node.entries if isinstance(node, MapNode) else {}
        if not field.required and "optional" not in entries:
            message = f"{location.label} cannot be optional; only fields can"
            self._findings.error("CGK302", node.span, message, "move the `?` to the field, or write `| null`")
        for key in FIELD_KEYS.keys() & entries.keys() - {"description"}:
            message = f'"{key}" does not apply to {location.label}'
            self._findings.error("CGK307", entries[key].key_span, message, "move it to the field")
        return field

    def _check_not_null(self, field: Field, node: Node, location: TypeLocation) -> None:
        if field.schema == {"type": "null"}:
            hint = "write `T | null`, or remove it"
            self._findings.error("CGK301", node.span, f"{location.label} can only be null", hint)

    def _text(self, text: str, span: Span, label: str) -> Field:
        schema, required = TypeExpressionParser(text, self._shared, self._findings, span, label).parse()
        return _field(schema, span, required=required)

    def _mapping(self, node: MapNode, location: TypeLocation) -> Field:
        base, required = self._base(node, location)
        format_schema = format_keywords(base, node)
        base |= format_schema
        schema = dict(base)
        field_entries: dict[str, Entry] = {}
        for key, entry in node.entries.items():
            if key in FIELD_KEYS:
                field_entries[key] = entry
            elif key in CONSTRAINTS:
                schema |= read_constraint(base, key, entry, node, location.label, self._findings)
            elif key == "format" and format_schema:
                continue
            elif key in REFUSED:
                message = f'{location.label} has the keyword "{key}", which cannot be enforced everywhere'
                self._findings.error("CGK305", entry.key_span, message, REFUSED[key])
            elif key in _OBJECT_KEYS and not _OBJECT_KEYS[key] & node.entries.keys():
                if key == "required":
                    required = required and to_python(entry.value) is not False
                hint = required_hint(entry) or "use it on an object with `properties:`"
                self._findings.error("CGK307", entry.value.span, f'"{key}" does not apply to {location.label}', hint)
            elif key not in _KNOWN:
                hint = nearest_hint(key, [*FIELD_KEYS, *TYPE_FORMS, *CONSTRAINTS])
                self._findings.error("CGK306", entry.key_span, f'{location.label} has an unknown key "{key}"', hint)
        check_bounds(schema, node.entries, location.label, self._findings)
        reader = MapReader(MapNode(field_entries, node.span), location.label, self._findings, FIELD_KEYS)
        example_nodes = reader.items("examples")
        return Field(
            name="",
            schema=schema,
            required=required and not reader.flag("optional"),
            description=reader.text("description"),
            sensitive=reader.flag("sensitive"),
            span=node.span,
            deprecated=read_deprecation(reader.node("deprecated"), location.label, self._findings),
            examples=tuple(map(to_python, example_nodes)),
            arrival=read_arrival(reader, self._findings),
            example_nodes=example_nodes,
            own_attribute=reader.optional_text("attribute"),
        )

    def _base(self, node: MapNode, location: TypeLocation) -> tuple[dict[str, Any], bool]:
        """Read the keys that define the type, and return its schema and whether the field is required."""
        forms = [key for key in node.entries if key in TYPE_FORMS]
        forms.sort(key=TYPE_FORMS.index)
        declared = declared_types(node)
        allowed = [_ALLOWED_WITH_TYPE.get(type_name, ()) for type_name in declared - {"null"}]
        if len(forms) == 2 and declared and all(forms[1] in keys for keys in allowed):
            forms.pop(0)  # `type` only repeats what the other key defines
        is_object = len(forms) == 1 and declared - {"null"} == {"object"}
        if len(forms) != 1:
            problem, instruction = "has no type", "write one of"
            if forms:
                problem, instruction = f'has both "{forms[0]}" and "{forms[1]}"', "write only one of"
            hint = f"{instruction} {', '.join(TYPE_FORMS)}"
            self._findings.error("CGK301", node.span, f"{location.label} {problem}", hint)
            return {}, True
        key, value = forms[0], node.entries[forms[0]].value
        match key, value:
            case "type", _ if is_object and "additionalProperties" in node.entries:
                schema = self._record(node.entries["additionalProperties"], location)
            case "type", ScalarNode(value=str()):
                field = self.read_field(value, location)
                return dict(field.schema), field.required
            case "$ref", ScalarNode(value=str(text)):
                prefix = "#/types/" if text.startswith("#/types/") else "#/$defs/"
                field = self._text(text.removeprefix(prefix), value.span, location.label)
                return dict(field.schema), field.required
            case (("fields" | "properties"), MapNode()):
                schema = self._object(node, key, value, location)
            case "enum", ListNode():
                return read_enum(value, declared, location.label, self._findings), True
            case "const", ScalarNode() if is_constant(value):
                return read_enum(ListNode((value,), value.span), declared, location.label, self._findings), True
            case _:
                schema = self._union_or_list(key, value, location)
        has_null = "null" in declared and (is_object or key != "type")
        return dict(union([schema, {"type": "null"}]) if has_null else schema), True

    def _union_or_list(self, key: str, value: Node, location: TypeLocation) -> Schema:
        match key, value:
            case (("type" | "anyOf"), ListNode()) if value.items:
                choices: list[Schema] = []
                for number, item in enumerate(value.items, 1):
                    choice_location = replace(location, name=f"{location.name}{number}")
                    choices.append(self.read_type(item, choice_location, is_choice=True).schema)
                return union(choices)
            case "items", _:
                item_location = TypeLocation(f"{location.name}Item", location.category, f"an item of {location.label}")
                return {"type": "array", "items": self.read_type(value, item_location).schema}
            case _:
                hint = "write a type such as `string`, a list of values or types, or a mapping of fields"
                self._findings.error("CGK301", value.span, f'"{key}" of {location.label} is invalid', hint)
                return {}

    def _record(self, entry: Entry, location: TypeLocation) -> Schema:
        if isinstance(entry.value, ScalarNode) and isinstance(entry.value.value, bool):
            if not entry.value.value:
                message = f"{location.label} allows no field"
                self._findings.error("CGK301", entry.value.span, message, "list its `fields:`")
            return SCALARS["object"]
        value_location = TypeLocation(f"{location.name}Value", location.category, f"a value of {location.label}")
        values = self.read_type(entry.value, value_location).schema
        return {"type": "object", "additionalProperties": values or True}

    def _object(self, node: MapNode, key: str, properties: MapNode, location: TypeLocation) -> Schema:
        name, is_open = self._name_and_openness(node, location)
        span = (node.get("title") or node).span
        fields = self.read_fields(properties, TypeLocation(name, location.category, location.label))
        if key == "properties":
            required_names = read_required(node.get("required"), properties, location.label, self._findings)
            fields = tuple(replace(field, required=field.name in required_names) for field in fields)
        value = to_python(node.entries["description"].value) if "description" in node.entries else ""
        description = value if isinstance(value, str) else ""
        if name in self.inline_objects:
            message = f'{location.label} has the same type name "{name}" as another object'
            self._findings.error("CGK405", span, message, "add a `title:` to one of them")
        schema = object_schema(fields, name, description, is_open=is_open)
        self.inline_objects[name] = NamedType(name, description, fields, schema, span, location.category)
        return reference(name)

    def _name_and_openness(self, node: MapNode, location: TypeLocation) -> tuple[str, bool]:
        """Return an object's name (`title`), and whether it may have more fields (`open` or `additionalProperties`)."""
        additional = node.entries.get("additionalProperties")
        if additional is not None and not isinstance(to_python(additional.value), bool):
            message = f"the other fields of {location.label} have a type, which TypeScript cannot express"
            hint = "write `open: true` for any values, or move them to a field of their own: `{type: object, ...}`"
            self._findings.error("CGK315", additional.key_span, message, hint)
        entries = {key: node.entries[key] for key in OBJECT_KEYS if key in node.entries}
        reader = MapReader(MapNode(entries, node.span), location.label, self._findings, OBJECT_KEYS)
        is_open = reader.flag("open") or (additional is not None and to_python(additional.value) is True)
        return reader.text("title") or location.name, is_open


def _field(schema: Schema, span: Span, *, required: bool = True) -> Field:
    """Return a field that has only a type."""
    return Field("", schema, required=required, description="", sensitive=False, span=span)
