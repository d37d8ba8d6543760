"""Conversion of JSON Schemas to types of the catalog's language.

Each step takes the keywords it understands out of a copy of the schema. What is left at the end is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.importers.comments import comments_above, comments_of
from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.kinds import read_kinds
from cgk_codegen.importers.leftovers import report_annotations, report_lost
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.merging import constraints, intersect, is_annotation, types
from cgk_codegen.importers.model import Converted, Field, Json, NamedType, Schema, Scope, Written, is_list, is_object
from cgk_codegen.importers.names import type_name
from cgk_codegen.importers.uris import UnresolvedError
from cgk_codegen.importers.values import union
from cgk_codegen.importers.writer import language
from cgk_codegen.importers.yaml_text import flow, is_printable
from cgk_codegen.resolve.names import pascal_case

_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")
_MODERN: Final = 2019
"""The first draft in which keywords next to `$ref` count, and `unevaluatedProperties` exists."""


class SchemaReader:
    """Reader of the schemas of one source.

    Attributes:
        types: Shared types that were found so far, by name.
        losses: Findings so far.
        documents: The source's files.
        opens: Whether an object is open if the source does not close it.
    """

    def __init__(self, documents: Documents, losses: Losses, *, opens: bool = False) -> None:
        self.documents = documents
        self.losses = losses
        self.opens = opens
        self.types: dict[str, NamedType] = {}
        self._names: dict[int, str] = {}
        self._inlined: dict[int, Converted] = {}
        self._taken: set[str] = set()
        self._shapes: dict[tuple[str, str, str], str] = {}
        self._open: list[int] = []
        self._scopes: dict[int, Scope] = {}

    def reserve(self, names: Iterable[str]) -> None:
        """Reserve names of types that are used elsewhere."""
        self._taken |= {name.lower() for name in names}

    def type(self, schema: Json, scope: Scope, what: str) -> Converted:
        """Return the type of a schema."""
        if not is_object(schema):
            if schema is not True:
                self.losses.add("IMP208", self._span(schema, scope), what, "no value is valid; it became any", schema)
            return Converted("any")
        scope = self.scope_of(schema, scope)
        for code, reason, fragment, *fixes in schema.get("$losses", ()):
            fix = fixes[0] if fixes else None
            self.losses.add(code, self.documents.span(schema), what, reason, fragment or None, fix=fix)
        about = {key: value for key, value in schema.items() if is_annotation(key)}
        if not schema.keys().isdisjoint(_REFERENCES):
            made = self._reference(schema, scope, what)
            if made is not None:
                report_annotations(self, schema, what)
                null = schema.get("nullable") is True
                return Converted(union([made.type, "null"]) if null else made.type, {**made.about, **about})
        merged = self.merged(schema, scope, what)
        about = {key: value for key, value in merged.items() if is_annotation(key)}
        report_annotations(self, merged, what)
        return Converted(read_kinds(self, merged, about, scope, what), about)

    def inner(self, schema: Json, scope: Scope, what: str) -> Written:
        """Return the type of an item or a choice; it has a description only if it is an object of its own."""
        made = self.type(schema, scope, what)
        unwritten = ["default", "deprecated"]
        if not is_object(made.type) or "fields" not in made.type:
            unwritten += ["description", "title"]
        elif made.text:
            made.type = {**made.type, "description": made.text}
        kept = {key: made.about[key] for key in unwritten if key in made.about}
        if kept:
            self.losses.add("IMP101", self._span(schema, scope), what, "only fields and objects have it", kept)
        return made.type

    def merged(self, schema: Schema, scope: Scope, what: str) -> Schema:
        """Return a schema without references and `allOf` at its top, with both merged into it."""
        made = self.documents.derive({key: value for key, value in schema.items() if key != "allOf"}, schema)
        parts: list[Json] = list(schema.get("allOf", ()))
        for key in _REFERENCES:
            found = self._resolved(schema, key, scope, what) if made.pop(key, None) is not None else None
            if found is not None:
                self.mark(*found)
                parts.insert(0, found[0])
        for part in parts:
            if not is_object(part) or id(part) in self._open:
                code, reason = ("IMP201", "it contains itself") if is_object(part) else ("IMP208", "no schema")
                self.losses.add(code, self.documents.span(schema), what, reason, None if part is True else part)
                continue
            own = self.scope_of(part, scope)
            self._open.append(id(part))
            inside = self.merged(part, own, what)
            self._open.pop()
            self.mark(inside, own)
            both, lost = intersect(made, inside)
            made = self.documents.derive(both, schema)
            report_lost(self, self.documents.span(part), inside, lost, what)
        if parts and "unevaluatedProperties" in made and scope.draft >= _MODERN:
            made["additionalProperties"] = made.pop("unevaluatedProperties")
        return made

    def followed(self, schema: Json, scope: Scope) -> Json:
        """Return a schema with its references and `allOf` merged, for a comparison that reports nothing."""
        quiet, self.losses = self.losses, Losses()
        try:
            return self.merged(schema, self.scope_of(schema, scope), "") if is_object(schema) else schema
        finally:
            self.losses = quiet

    def field(self, name: str, schema: Json, required: bool, scope: Scope, what: str, owner: Schema) -> Field:
        """Return a field of an object."""
        held = self.losses.taken_comments()
        made = self.type(schema, scope, f"{what}.{name}")
        entry = self.documents.entry(owner, name)
        about, span = made.about, entry.key_span if entry else self.documents.span(owner)
        comments = [
            *comments_of(entry),
            *map(str, filter(None, [about.get("$comment")])),
            *self.losses.taken_comments(),
        ]
        self.losses.comments = held
        note = about.get("deprecated")
        examples = about.get("examples", [about["example"]] if "example" in about else [])
        return Field(
            name, made.type, required, span, made.description,
            note if isinstance(note, str) else "deprecated in the source" if note else "",
            bool(about.get("$sensitive")),
            [each for each in examples if is_printable(each)] if is_list(examples) else [],
            comments,
        )  # fmt: skip

    def _span(self, schema: Json, scope: Scope) -> Span:
        return self.documents.span(schema) if is_object(schema) else self.documents.start(scope.uri)

    def _reference(self, schema: Schema, scope: Scope, what: str) -> Converted | None:
        """Return the shared type of a reference; None if other keywords narrow it here."""
        key = next(each for each in _REFERENCES if each in schema)
        siblings = {
            name: value for name, value in constraints(schema).items() if name not in (*_REFERENCES, "nullable")
        }
        if siblings and scope.draft < _MODERN:
            reason = "older drafts ignore what is next to $ref; it counts here"
            self.losses.add("IMP309", self.documents.span(schema), what, reason, siblings)
        if siblings:
            return None
        found = self._resolved(schema, key, scope, what)
        if found is None:
            return Converted("any")
        target, own = found
        if not is_object(target):
            return self.type(target, own, what)
        name = self._names.get(id(target))
        if name is not None:
            return Converted(name)
        if id(target) in self._inlined:
            return self._inlined[id(target)]
        if id(target) in self._open:
            self.losses.add("IMP201", self.documents.span(schema), what, "its type contains itself", schema)
            return Converted("object" if "properties" in target or "object" in types(target) else "any")
        return self._shared_type(target, own, str(schema[key]))

    def _shared_type(self, target: Schema, scope: Scope, reference: str) -> Converted:
        """Return the type that a reference names, which is read once and shared, also by equal ones of other files."""
        path, _, pointer = reference.partition("#")
        file = Path(path or scope.uri).name.partition(".")[0]
        word = unquote(pointer.rpartition("/")[2] or str(target.get("title") or "") or file)
        held, self.losses.comments = self.losses.comments, []
        self._open.append(id(target))
        made = self.type(target, scope, pascal_case(word) or "Imported")
        self._open.pop()
        comments, self.losses.comments = self.losses.taken_comments(), held
        if isinstance(made.type, str):  # its name would add nothing
            self._inlined[id(target)] = made
            self.losses.comments += comments
            return made
        shape = (word, flow(language(made.type)), made.description)
        if shape not in self._shapes:
            span = self.documents.span(target)
            about = [*comments_above(span), *comments]
            self._shapes[shape] = self.share(word, made.type, span, made.description, about)
        self._names[id(target)] = self._shapes[shape]
        return Converted(self._shapes[shape])

    def share(self, word: str, made: Written, span: Span, description: str = "", comments: Iterable[str] = ()) -> str:
        """Add a shared type, and return its name."""
        name = type_name(word, self._taken)
        self.reserve([name])
        self.types[name] = NamedType(name, made, span, description, [*comments])
        return name

    def _resolved(self, schema: Schema, key: str, scope: Scope, what: str) -> tuple[Json, Scope] | None:
        try:
            return self.documents.resolve(str(schema[key]), scope)
        except UnresolvedError as error:
            self.losses.add("IMP401", self.documents.span(schema, key), what, f"{error}; it became any", schema[key])
            return None

    def mark(self, schema: Json, scope: Scope) -> None:
        """Remember the scope of a schema that is moved elsewhere, and of the schemas directly inside."""
        if is_object(schema):
            inside: list[Json] = [schema, *schema.get("properties", {}).values()]
            inside += [schema.get(key) for key in ("items", "additionalProperties")]
            inside += [each for key in ("allOf", "anyOf", "oneOf", "prefixItems") for each in schema.get(key, ())]
            for each in inside:
                if is_object(each):
                    self._scopes.setdefault(id(each), scope)

    def scope_of(self, schema: Json, scope: Scope) -> Scope:
        """Return the scope of a schema that may have been moved from another place."""
        return self._scopes.get(id(schema), scope)
