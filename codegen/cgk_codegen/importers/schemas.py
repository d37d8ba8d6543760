"""Conversion of JSON Schemas to types of the catalog's language.

Each step takes the keywords it understands out of a copy of the schema. What is left at the end is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.importers.comments import comments_above, comments_of
from cgk_codegen.importers.documents import Documents, UnresolvedError
from cgk_codegen.importers.keyword_checks import remove_malformed
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.merging import constraints, intersect, is_annotation
from cgk_codegen.importers.model import AnnotatedType, Annotations, Field, Json, NamedType, Schema, YamlType, is_object
from cgk_codegen.importers.names import type_name
from cgk_codegen.importers.unsupported import report_annotations, report_lost
from cgk_codegen.importers.values import union
from cgk_codegen.importers.writer import language
from cgk_codegen.importers.yaml_text import flow, is_printable
from cgk_codegen.json_schema import type_names
from cgk_codegen.reserved_names import SHADOWED_EXPORTS, reserved_type_names
from cgk_codegen.resolve.names import pascal_case

_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")
_MODERN: Final = 2019
"""The first draft in which keywords next to `$ref` count, and `unevaluatedProperties` exists."""
Convert = Callable[["SchemaReader", Schema, str], YamlType]


class SchemaReader:
    """Reader of the schemas of one source.

    Args:
        documents: The source's files.
        losses: Receives the findings.
        convert: Conversion of schemas without references, which calls the reader for the schemas inside.
        opens: Whether an object is open if the source does not close it.

    Attributes:
        types: Shared types that were found so far, by name.
        losses: Findings so far.
        documents: The source's files.
        opens: Whether an object is open if the source does not close it.
    """

    def __init__(self, documents: Documents, losses: Losses, convert: Convert, *, opens: bool = False) -> None:
        self.documents = documents
        self.losses = losses
        self._convert = convert
        self.opens = opens
        self.types: dict[str, NamedType] = {}
        self._converted: dict[int, AnnotatedType] = {}
        self._used = {name.lower() for name in reserved_type_names() - SHADOWED_EXPORTS}
        self._shapes: dict[tuple[str, str, str], str] = {}
        self._open: list[int] = []

    def reserve(self, names: Iterable[str]) -> None:
        """Reserve names of types that are used elsewhere."""
        self._used |= {name.lower() for name in names}

    def type(self, schema: Json, subject: str) -> AnnotatedType:
        """Return the type of a schema."""
        if not is_object(schema):
            if schema is not True:
                reason = "no value is valid; it became any"
                self.losses.add("IMP208", schema, subject, reason, schema)
            return AnnotatedType("any")
        remove_malformed(self.losses, schema, subject)
        for code, reason, fragment, *fixes in schema.get("$losses", ()):
            fix = fixes[0] if fixes else None
            self.losses.add(code, schema, subject, reason, fragment or None, fix=fix)
        if not schema.keys().isdisjoint(_REFERENCES):
            target = self._reference(schema, subject)
            if target is not None:
                report_annotations(self.losses, schema, subject)
                is_nullable = schema.get("nullable") is True
                yaml_type = union([target.type, "null"]) if is_nullable else target.type
                return AnnotatedType(yaml_type, target.annotations | _annotations_of(schema))
        merged = self.merge(schema, subject)
        report_annotations(self.losses, merged, subject)
        return AnnotatedType(self._convert(self, merged, subject), _annotations_of(merged))

    def nested_type(self, schema: Json, subject: str) -> YamlType:
        """Return the type of an item or a choice; it has a description only if it is an object of its own."""
        converted = self.type(schema, subject)
        yaml_type, annotations = converted.type, converted.annotations
        unwritten = ["default", "deprecated"]
        if not is_object(yaml_type) or "fields" not in yaml_type:
            unwritten += ["description", "title"]
        elif annotations.text:
            yaml_type = {**yaml_type, "description": annotations.text}
        kept = {key: annotations.keywords[key] for key in unwritten if key in annotations.keywords}
        if kept:
            self.losses.add("IMP101", schema, subject, "only fields and objects have it", kept)
        return yaml_type

    def merge(self, schema: Schema, subject: str) -> Schema:
        """Return a schema without references and `allOf` at its top, with both merged into it."""
        remove_malformed(self.losses, schema, subject)
        rest = {key: value for key, value in schema.items() if key not in ("allOf", *_REFERENCES)}
        merged = self.documents.derive(rest, schema)
        targets = [self._resolve(schema, key, subject) for key in _REFERENCES if schema.get(key) is not None]
        parts: list[Json] = [*(target for target in targets[::-1] if target is not None), *schema.get("allOf", ())]
        for part in parts:
            if not is_object(part) or id(part) in self._open:
                code, reason = ("IMP201", "it contains itself") if is_object(part) else ("IMP208", "no schema")
                self.losses.add(code, schema, subject, reason, None if part is True else part)
                continue
            self._open.append(id(part))
            part_schema = self.merge(part, subject)
            self._open.pop()
            combined, lost = intersect(merged, part_schema)
            merged = self.documents.derive(combined, schema)
            report_lost(self.losses, self.documents.span(part), part_schema, lost, subject)
        if parts and "unevaluatedProperties" in merged and self.documents.draft(schema) >= _MODERN:
            merged["additionalProperties"] = merged.pop("unevaluatedProperties")
        return merged

    def merge_silently(self, schema: Json) -> Json:
        """Return a schema with its references and `allOf` merged, for a comparison that reports nothing."""
        losses, self.losses = self.losses, Losses(self.documents, errors=self.losses.errors)
        try:
            return self.merge(schema, "") if is_object(schema) else schema
        finally:
            self.losses = losses

    def field(self, name: str, schema: Json, required: bool, subject: str, owner: Schema) -> Field:
        """Return a field of an object."""
        with self.losses.collect_comments() as findings:
            converted = self.type(schema, f"{subject}.{name}")
            if converted.type == "null":
                converted = replace(converted, type="any")
                reason = "it became any, because a field cannot have null as its only value"
                self.losses.add("IMP210", schema, f"{subject}.{name}", reason)
        entry = self.documents.entry(owner, name)
        span = entry.key_span if entry else self.documents.span(owner)
        annotations = converted.annotations
        note = [str(annotations.keywords["$comment"])] if annotations.keywords.get("$comment") else []
        examples = [example for example in annotations.examples if is_printable(example)]
        comments = [*comments_of(entry), *note, *findings]
        return Field(name, converted.type, annotations, required, span, examples, comments)

    def share(
        self, word: str, yaml_type: YamlType, span: Span, description: str = "", comments: Iterable[str] = ()
    ) -> str:
        """Add a shared type, and return its name."""
        name = type_name(word, self._used)
        self.reserve([name])
        self.types[name] = NamedType(name, yaml_type, span, description, [*comments])
        return name

    def _reference(self, schema: Schema, subject: str) -> AnnotatedType | None:
        """Return the shared type of a reference; None if other keywords narrow it here."""
        key = next(keyword for keyword in _REFERENCES if keyword in schema)
        siblings = {
            name: value for name, value in constraints(schema).items() if name not in (*_REFERENCES, "nullable")
        }
        if siblings:
            if self.documents.draft(schema) < _MODERN:
                reason = "older drafts ignore what is next to $ref; it counts here"
                self.losses.add("IMP309", schema, subject, reason, siblings)
            return None
        target = self._resolve(schema, key, subject)
        if target is None:
            return AnnotatedType("any")
        if not is_object(target):
            return self.type(target, subject)
        if id(target) in self._open:
            self.losses.add("IMP201", schema, subject, "its type contains itself", schema)
            return AnnotatedType("object" if "properties" in target or "object" in type_names(target) else "any")
        if id(target) not in self._converted:
            self._converted[id(target)] = self._shared_type(target, str(schema[key]))
        return self._converted[id(target)]

    def _shared_type(self, target: Schema, reference: str) -> AnnotatedType:
        """Return the shared type of a referenced schema; equal schemas of several files become one type."""
        path, _, pointer = reference.partition("#")
        file = Path(path or self.documents.file(target)).name.partition(".")[0]
        word = unquote(pointer.rpartition("/")[2] or str(target.get("title") or "") or file)
        self._open.append(id(target))
        with self.losses.collect_comments() as comments:
            converted = self.type(target, pascal_case(word) or "Imported")
        self._open.pop()
        if isinstance(converted.type, str):  # its name would add nothing
            self.losses.comments += comments
            return converted
        description = converted.annotations.description
        shape = (word, flow(language(converted.type)), description)
        if shape not in self._shapes:
            span = self.documents.span(target)
            comments = [*comments_above(span), *comments]
            self._shapes[shape] = self.share(word, converted.type, span, description, comments)
        return AnnotatedType(self._shapes[shape])

    def _resolve(self, schema: Schema, key: str, subject: str) -> Json:
        """Return the target of a reference, None if it leads nowhere."""
        try:
            return self.documents.resolve(schema, key)
        except UnresolvedError as error:
            self.losses.add("IMP401", schema, subject, f"{error}; it became any", schema[key], key=key)
            return None


def _annotations_of(schema: Schema) -> Annotations:
    """Return the annotations of a schema; it is sensitive if its value, an item or a choice is a password."""
    annotations = {key: value for key, value in schema.items() if is_annotation(key)}
    members = [schema, schema.get("items"), *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    is_sensitive = any(is_object(member) and member.get("format") == "password" for member in members)
    return Annotations({**annotations, "$sensitive": True} if is_sensitive else annotations)
