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
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode, plain
from cgk_codegen.resolve.catalog_parts import Field, NamedType
from cgk_codegen.resolve.documents import object_schema
from cgk_codegen.resolve.enums import is_constant, read_enum, read_list, stated_types
from cgk_codegen.resolve.keywords import REFUSED, check_bounds, named_format, read_constraint, read_required
from cgk_codegen.resolve.language import FIELD_KEYS, OBJECT_KEYS, TYPE_FORMS
from cgk_codegen.resolve.misread import required_hint, without_keywords
from cgk_codegen.resolve.reader import MapReader
from cgk_codegen.resolve.shorthand import SCALARS, TypeExpressionParser, union
from cgk_codegen.resolve.type_location import TypeLocation
from cgk_codegen.resolve.versioning import read_arrival, read_deprecation

_COMPANIONS: Final[Mapping[str, frozenset[str]]] = {
    "additionalProperties": frozenset({"type", "fields", "properties"}),
    "open": frozenset({"fields", "properties"}),
    "required": frozenset({"properties"}),
    "title": frozenset({"fields", "properties"}),
}
"""Keys of an object, each with the keys it requires."""
_KNOWN: Final = frozenset({*FIELD_KEYS, *TYPE_FORMS, *_COMPANIONS})
"""Other known keys of a field's mapping."""
_GOES_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "array": ("items",),
    "object": ("fields", "properties"),
    **dict.fromkeys(("string", "integer", "number", "boolean"), ("enum", "const")),
}
"""Keywords allowed next to a `type`, because they only repeat it."""
_REFERENCES: Final = ("#/types/", "#/$defs/")


class TypeReader:
    """Parser of types.

    Attributes:
        inner: Objects written inside payloads and other types, by their generated names.
    """

    def __init__(self, shared: Mapping[str, str], findings: Findings) -> None:
        """Create the parser.

        Args:
            shared: Generated names of the shared types, by their names in the catalog.
            findings: Receives the mistakes.
        """
        self._shared = shared
        self._findings = findings
        self.inner: dict[str, NamedType] = {}

    def fields(self, node: MapNode, owner: TypeLocation) -> tuple[Field, ...]:
        """Read the fields of an object."""
        fields: list[Field] = []
        for name, entry in without_keywords(node, owner.what, self._findings).entries.items():
            place = owner.field(name)
            field = self.read(entry.value, place)
            if field.schema == {"type": "null"}:
                hint = "write `T | null`, or leave the field out"
                self._findings.error("CGK301", entry.value.span, f"{place.what} could only be null", hint)
            fields.append(replace(field, name=name, span=entry.key_span))
        return tuple(fields)

    def read(self, node: Node, place: TypeLocation) -> Field:
        """Read one type as a field without a name; `node` is the value of the field's key."""
        match node:
            case ScalarNode(value=str(text)):
                return self._text(text, node.span, place.what)
            case ListNode():
                return _field(read_list(node, place.what, self._shared, self._findings), node.span)
            case MapNode():
                return self._mapping(node, place)
            case _:
                hint = f"write one of {', '.join(SCALARS)}, a list of texts, or a mapping"
                self._findings.error("CGK301", node.span, f"{place.what} has no type", hint)
                return _field({}, node.span)

    def inside(self, node: Node, place: TypeLocation) -> Field:
        """Read a type that does not belong to a field, such as of an item, a choice, a shared type or a result."""
        read = self.read(node, place)
        entries: Mapping[str, Entry] = node.entries if isinstance(node, MapNode) else {}
        if not read.required and "optional" not in entries:
            message = f"{place.what} cannot be optional; only fields can"
            self._findings.error("CGK302", node.span, message, "move the `?` to the field, or write `| null`")
        for key in FIELD_KEYS.keys() & entries.keys() - {"description"}:
            message = f'"{key}" does not apply to {place.what}'
            self._findings.error("CGK307", entries[key].key_span, message, "move it to the field")
        return read

    def _text(self, text: str, span: Span, what: str) -> Field:
        schema, required = TypeExpressionParser(text, self._shared, self._findings, span, what).read()
        return _field(schema, span, required=required)

    def _mapping(self, node: MapNode, place: TypeLocation) -> Field:
        base, required = self._base(node, place)
        own_format = named_format(base, node)
        base |= own_format
        schema = dict(base)
        about: dict[str, Entry] = {}
        for key, entry in node.entries.items():
            if key in FIELD_KEYS:
                about[key] = entry
            elif key in CONSTRAINTS:
                schema |= read_constraint(base, key, entry, node, place.what, self._findings)
            elif key == "format" and own_format:
                continue
            elif key in REFUSED:
                message = f'{place.what} has the keyword "{key}", which cannot be enforced everywhere'
                self._findings.error("CGK305", entry.key_span, message, REFUSED[key])
            elif key in _COMPANIONS and not _COMPANIONS[key] & node.entries.keys():
                if key == "required":
                    required = required and plain(entry.value) is not False
                hint = required_hint(entry) or "use it on an object with `properties:`"
                self._findings.error("CGK307", entry.value.span, f'"{key}" does not apply to {place.what}', hint)
            elif key not in _KNOWN:
                hint = nearest_hint(key, [*FIELD_KEYS, *TYPE_FORMS, *CONSTRAINTS])
                self._findings.error("CGK306", entry.key_span, f'{place.what} has an unknown key "{key}"', hint)
        check_bounds(schema, node.entries, place.what, self._findings)
        own = MapReader(MapNode(about, node.span), place.what, self._findings, FIELD_KEYS)
        example_nodes = own.items("examples")
        return Field(
            name="",
            schema=schema,
            required=required and not own.flag("optional"),
            description=own.text("description"),
            sensitive=own.flag("sensitive"),
            span=node.span,
            deprecated=read_deprecation(own.node("deprecated"), place.what, self._findings),
            examples=tuple(map(plain, example_nodes)),
            arrival=read_arrival(own, self._findings),
            example_nodes=example_nodes,
            own_attribute=own.optional_text("attribute"),
        )

    def _base(self, node: MapNode, place: TypeLocation) -> tuple[dict[str, Any], bool]:
        """Read the keys that define the type."""
        forms = [key for key in node.entries if key in TYPE_FORMS]
        if len(forms) > 1:
            forms.sort(key=TYPE_FORMS.index)
        kinds = stated_types(node)
        if len(forms) == 2 and kinds and all(forms[1] in _GOES_WITH.get(kind, ()) for kind in kinds - {"null"}):
            forms.pop(0)
        is_object = len(forms) == 1 and kinds - {"null"} == {"object"}
        if len(forms) != 1:
            message = f'{place.what} has both "{forms[0]}" and "{forms[1]}"' if forms else f"{place.what} has no type"
            self._findings.error("CGK301", node.span, message, f"write one of {', '.join(TYPE_FORMS)}")
            return {}, True
        key, value = forms[0], node.entries[forms[0]].value
        match key, value:
            case "type", _ if is_object and "additionalProperties" in node.entries:
                schema = self._record(node.entries["additionalProperties"], place)
            case "type", ScalarNode(value=str()):
                read = self.read(value, place)
                return dict(read.schema), read.required
            case "$ref", ScalarNode(value=str(text)):
                name = next((text.removeprefix(start) for start in _REFERENCES if text.startswith(start)), text)
                read = self._text(name, value.span, place.what)
                return dict(read.schema), read.required
            case (("fields" | "properties"), MapNode()):
                schema = self._object(node, key, value, place)
            case "enum", ListNode():
                return read_enum(value, kinds, place.what, self._findings), True
            case "const", ScalarNode() if is_constant(value):
                return read_enum(ListNode((value,), value.span), kinds, place.what, self._findings), True
            case _:
                schema = self._composed(key, value, place)
        has_null = "null" in kinds and (is_object or key != "type")
        return dict(union([schema, {"type": "null"}]) if has_null else schema), True

    def _composed(self, key: str, value: Node, place: TypeLocation) -> Schema:
        """Read a union or a list."""
        match key, value:
            case (("type" | "anyOf"), ListNode()) if value.items:
                places = [replace(place, name=f"{place.name}{at}") for at in range(1, len(value.items) + 1)]
                pairs = zip(value.items, places, strict=True)
                return union([self.inside(item, within).schema for item, within in pairs])
            case "items", _:
                inside = TypeLocation(f"{place.name}Item", place.category, f"an item of {place.what}")
                return {"type": "array", "items": self.inside(value, inside).schema}
            case _:
                hint = "write a type such as `string`, a list of values or types, or a mapping of fields"
                self._findings.error("CGK301", value.span, f'"{key}" of {place.what} is invalid', hint)
                return {}

    def _record(self, entry: Entry, place: TypeLocation) -> Schema:
        if isinstance(entry.value, ScalarNode) and isinstance(entry.value.value, bool):
            if not entry.value.value:
                self._findings.error("CGK301", entry.value.span, f"{place.what} allows no field", "list its `fields:`")
            return SCALARS["object"]
        inside = TypeLocation(f"{place.name}Value", place.category, f"a value of {place.what}")
        values = self.inside(entry.value, inside).schema
        return {"type": "object", "additionalProperties": values or True}

    def _object(self, node: MapNode, key: str, properties: MapNode, place: TypeLocation) -> Schema:
        name, is_open = self._name_and_openness(node, place)
        span = (node.get("title") or node).span
        fields = self.fields(properties, TypeLocation(name, place.category, place.what))
        listed = node.entries.get("required")
        if key == "properties":
            names = read_required(listed.value, properties, place.what, self._findings) if listed else []
            fields = tuple(replace(field, required=field.name in names) for field in fields)
        description = plain(node.entries["description"].value) if "description" in node.entries else ""
        text = description if isinstance(description, str) else ""
        if name in self.inner:
            message = f'{place.what} has the same type name "{name}" as another object'
            self._findings.error("CGK405", span, message, "add a `title:` to one of them")
        self.inner[name] = NamedType(
            name, text, fields, object_schema(fields, name, text, is_open=is_open), span, category=place.category
        )
        return reference(name)

    def _name_and_openness(self, node: MapNode, place: TypeLocation) -> tuple[str, bool]:
        """Return an object's name, and whether it may have more fields.

        `title` and `additionalProperties` are JSON Schema's names of these.
        """
        others = node.entries.get("additionalProperties")
        if others is not None and not isinstance(plain(others.value), bool):
            message = f"the other fields of {place.what} have a type, which TypeScript cannot express"
            hint = "write `open: true` for any values, or move them to a field of their own: `{type: object, ...}`"
            self._findings.error("CGK315", others.key_span, message, hint)
        own_entries = {key: node.entries[key] for key in OBJECT_KEYS if key in node.entries}
        own = MapReader(MapNode(own_entries, node.span), place.what, self._findings, OBJECT_KEYS)
        is_open = own.flag("open") or (others is not None and plain(others.value) is True)
        return own.text("title") or place.name, is_open


def _field(schema: Schema, span: Span, *, required: bool = True) -> Field:
    """Return a field that has only a type."""
    return Field("", schema, required, "", False, span)
