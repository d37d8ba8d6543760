"""Conversion of JSON Schemas to types of the catalog.

Each step removes the keywords that it converts from a copy of the schema. Keywords that remain at the end are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.importers.comments import comments_above, comments_of
from cgk_codegen.importers.documents import SUFFIXES, Documents, UnresolvedError
from cgk_codegen.importers.keyword_checks import remove_malformed
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.merging import constraints, intersect, is_annotation
from cgk_codegen.importers.model import (
    AnnotatedType,
    Annotations,
    ImportedField,
    ImportedType,
    Json,
    Schema,
    YamlType,
    is_object,
)
from cgk_codegen.importers.names import type_name
from cgk_codegen.importers.unsupported import report_annotations, report_lost
from cgk_codegen.importers.values import union
from cgk_codegen.importers.writer import serialize_type
from cgk_codegen.importers.yaml_text import flow, is_printable
from cgk_codegen.json_schema import type_names
from cgk_codegen.reserved_names import SHADOWED_EXPORTS, reserved_type_names
from cgk_codegen.resolve.names import pascal_case

_FIRST_MODERN_DRAFT: Final = 2019
"""The first draft that respects keywords next to `$ref`, and has `unevaluatedProperties`."""
Convert = Callable[["SchemaReader", Schema, str], YamlType]
"""Converter of a schema without references; it gets the reader, the schema, and the event and field."""


class SchemaReader:
    """Reader of the schemas of one source.

    Args:
        documents: The source's files.
        losses: Receives the findings.
        convert: Converter of schemas without references; it calls the reader for the schemas inside.
        open_by_default: Whether an object accepts further fields if its schema does not specify it.

    Attributes:
        types: Shared types that have been read, by name.
        losses: Findings so far.
        documents: The source's files.
        open_by_default: Whether an object accepts further fields if its schema does not specify it.
    """

    def __init__(self, documents: Documents, losses: Losses, convert: Convert, *, open_by_default: bool) -> None:
        self.documents = documents
        self.losses = losses
        self._convert = convert
        self.open_by_default = open_by_default
        self.types: dict[str, ImportedType] = {}
        self._types_of_targets: dict[int, AnnotatedType] = {}  # by the `id` of a referenced schema
        self._used_names = {name.lower() for name in reserved_type_names() - SHADOWED_EXPORTS}
        self._names_of_shapes: dict[tuple[str, str, str], str] = {}  # by word, YAML and description of a shared type
        self._in_progress: list[int] = []  # the `id` of each schema around the one that is being read

    def reserve_type_names(self, names: Iterable[str]) -> None:
        """Reserve names that shared types must not have."""
        self._used_names |= {name.lower() for name in names}

    def read(self, schema: Json, subject: str) -> AnnotatedType:
        """Return the type of a schema."""
        if not is_object(schema):
            if schema is not True:
                reason = "no value is valid; it became any"
                self.losses.add("IMP208", schema, subject, reason, schema)
            return AnnotatedType("any")
        remove_malformed(self.losses, schema, subject)
        # A script adds `$losses` to the schemas of programs; in a JSON or YAML file it has no meaning.
        losses = () if Path(self.documents.file(schema)).suffix in SUFFIXES else schema.get("$losses", ())
        for loss in losses:
            self.losses.add(loss["code"], schema, subject, loss["reason"], loss.get("fragment"), fix=loss.get("fix"))
        if "$ref" in schema:
            target = self._referenced_type(schema, subject)
            if target is not None:
                report_annotations(self.losses, schema, subject)
                is_nullable = schema.get("nullable") is True
                yaml_type = union([target.type, "null"]) if is_nullable else target.type
                return AnnotatedType(yaml_type, target.annotations | _annotations_of(schema))
        merged = self.merge(schema, subject)
        report_annotations(self.losses, merged, subject)
        return AnnotatedType(self._convert(self, merged, subject), _annotations_of(merged))

    def read_nested(self, schema: Json, subject: str) -> YamlType:
        """Return the type of an item or a choice; only an object with fields can have a description there."""
        converted = self.read(schema, subject)
        yaml_type, annotations = converted.type, converted.annotations
        unsupported = ["default", "deprecated"]
        if not is_object(yaml_type) or "fields" not in yaml_type:
            unsupported += ["description", "title"]
        elif annotations.text:
            yaml_type = {**yaml_type, "description": annotations.text}
        lost = {key: annotations.keywords[key] for key in unsupported if key in annotations.keywords}
        if lost:
            self.losses.add("IMP101", schema, subject, "only fields and objects have it", lost)
        return yaml_type

    def merge(self, schema: Schema, subject: str) -> Schema:
        """Return a schema with the schemas of its own references and `allOf` merged into it."""
        remove_malformed(self.losses, schema, subject)
        own_keywords = {key: value for key, value in schema.items() if key not in ("allOf", "$ref")}
        merged = self.documents.derive(own_keywords, schema)
        target = self._resolve(schema, subject) if "$ref" in schema else None
        parts: list[Json] = [*([] if target is None else [target]), *schema.get("allOf", ())]
        for part in parts:
            if not is_object(part):
                self.losses.add("IMP208", schema, subject, "true and false are not merged as schemas", part)
                continue
            if id(part) in self._in_progress:
                self.losses.add("IMP201", schema, subject, "it contains itself", part)
                continue
            self._in_progress.append(id(part))
            part_schema = self.merge(part, subject)
            self._in_progress.pop()
            combined, lost = intersect(merged, part_schema)
            merged = self.documents.derive(combined, schema)
            report_lost(self.losses, self.documents.span(part), part_schema, lost, subject)
        if parts and "unevaluatedProperties" in merged and self.documents.draft(schema) >= _FIRST_MODERN_DRAFT:
            merged["additionalProperties"] = merged.pop("unevaluatedProperties")
        return merged

    def merge_silently(self, schema: Json) -> Json:
        """Return a merged schema for a comparison, without findings."""
        losses, self.losses = self.losses, Losses(self.documents, errors=self.losses.errors)
        try:
            return self.merge(schema, "") if is_object(schema) else schema
        finally:
            self.losses = losses

    def read_field(self, name: str, schema: Json, required: bool, subject: str, owner: Schema) -> ImportedField:
        """Return a field of an object."""
        with self.losses.collect_comments() as loss_comments:
            converted = self.read(schema, f"{subject}.{name}")
            if converted.type == "null":
                converted = replace(converted, type="any")
                reason = "it became any, because a field cannot have null as its only value"
                self.losses.add("IMP210", schema, f"{subject}.{name}", reason)
        entry = self.documents.entry(owner, name)
        span = entry.key_span if entry else self.documents.span(owner)
        annotations = converted.annotations
        schema_comment = annotations.keywords.get("$comment")
        examples = [example for example in annotations.examples if is_printable(example)]
        comments = [*comments_of(entry), *([str(schema_comment)] if schema_comment else []), *loss_comments]
        return ImportedField(name, converted.type, annotations, required, span, examples, comments)

    def add_shared_type(
        self, word: str, yaml_type: YamlType, span: Span, description: str = "", comments: Iterable[str] = ()
    ) -> str:
        """Add a shared type, and return its name, which derives from `word`."""
        name = type_name(word, self._used_names)
        self.reserve_type_names([name])
        self.types[name] = ImportedType(name, yaml_type, span, description, [*comments])
        return name

    def _referenced_type(self, schema: Schema, subject: str) -> AnnotatedType | None:
        """Return the type that a reference leads to; None if the keywords next to the reference restrict it."""
        siblings = {name: value for name, value in constraints(schema).items() if name not in ("$ref", "nullable")}
        if siblings:
            if self.documents.draft(schema) < _FIRST_MODERN_DRAFT:
                reason = "older drafts ignore keywords next to $ref; they are respected here"
                self.losses.add("IMP309", schema, subject, reason, siblings)
            return None
        target = self._resolve(schema, subject)
        if target is None:
            return AnnotatedType("any")
        if not is_object(target):
            return self.read(target, subject)
        if id(target) in self._in_progress:
            self.losses.add("IMP201", schema, subject, "its type contains itself", schema)
            return AnnotatedType("object" if "properties" in target or "object" in type_names(target) else "any")
        if id(target) not in self._types_of_targets:
            self._types_of_targets[id(target)] = self._shared_type(target, schema["$ref"])
        return self._types_of_targets[id(target)]

    def _shared_type(self, target: Schema, reference: str) -> AnnotatedType:
        """Return the type of a referenced schema; equal schemas with the same name become one shared type."""
        path, _, pointer = reference.partition("#")
        file = Path(path or self.documents.file(target)).name.partition(".")[0]
        word = unquote(pointer.rpartition("/")[2] or str(target.get("title") or "") or file)
        self._in_progress.append(id(target))
        with self.losses.collect_comments() as comments:
            converted = self.read(target, pascal_case(word) or "Imported")
        self._in_progress.pop()
        if isinstance(converted.type, str):  # a scalar or list needs no shared type
            self.losses.comments += comments
            return converted
        description = converted.annotations.description
        shape = (word, flow(serialize_type(converted.type)), description)
        if shape not in self._names_of_shapes:
            span = self.documents.span(target)
            comments = [*comments_above(span), *comments]
            self._names_of_shapes[shape] = self.add_shared_type(word, converted.type, span, description, comments)
        return AnnotatedType(self._names_of_shapes[shape])

    def _resolve(self, schema: Schema, subject: str) -> Json:
        """Return the target of a reference, None if it leads nowhere."""
        try:
            return self.documents.resolve(schema)
        except UnresolvedError as error:
            self.losses.add("IMP401", schema, subject, f"{error}; it became any", schema["$ref"], key="$ref")
            return None


def _annotations_of(schema: Schema) -> Annotations:
    """Return the annotations of a schema, with `$sensitive` if its values, items or a choice are passwords."""
    annotations = {key: value for key, value in schema.items() if is_annotation(key)}
    members = [schema, schema.get("items"), *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    is_sensitive = any(is_object(member) and member.get("format") == "password" for member in members)
    return Annotations({**annotations, "$sensitive": True} if is_sensitive else annotations)
