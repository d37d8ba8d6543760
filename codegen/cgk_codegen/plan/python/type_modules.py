"""Modules with the types of the SDK: one for the shared types and one per category, for models and TypedDicts alike."""

from __future__ import annotations

from dataclasses import dataclass

from cgk_codegen.json_schema import referenced_name, references
from cgk_codegen.plan.python.docs import event_documentation, result_documentation, type_documentation
from cgk_codegen.resolve import Catalog, Category, Event, Field


@dataclass(frozen=True, slots=True)
class ObjectType:
    """Object type: a shared type, an object inside a payload, a payload or a result.

    Attributes:
        name: The model's name.
        fields: Its fields.
        documentation: Its docstring's text.
        is_open: True if it keeps fields that are not listed.
        event: The event whose payload it is, None for the other types.
    """

    name: str
    fields: tuple[Field, ...]
    documentation: str
    is_open: bool = False
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class ResultAlias:
    """Result that is a shared type: a second name of the type."""

    name: str
    target: str
    documentation: str


@dataclass(frozen=True, slots=True)
class TypeModule:
    """Module with types.

    Attributes:
        name: Its name below `models` and `payloads`.
        title: Its docstring's text.
        objects: Its object types, each after those that it references.
        aliases: The results that are shared types.
        shared: The shared object types, which it imports; the formatter removes the imports that it does not use.
    """

    name: str
    title: str
    objects: tuple[ObjectType, ...]
    aliases: tuple[ResultAlias, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of all its types."""
        return [*(object_type.name for object_type in self.objects), *(alias.name for alias in self.aliases)]


def type_modules(catalog: Catalog) -> list[TypeModule]:
    """Return the modules of a catalog: the shared types if there are any, and the categories that have events."""
    shared = TypeModule("shared", "Types that several payloads share.", _objects(catalog, None))
    modules = [_category_module(catalog, category, shared) for category in catalog.categories.values()]
    return [module for module in (shared, *modules) if module.objects]


def _category_module(catalog: Catalog, category: Category, shared: TypeModule) -> TypeModule:
    objects = list(_objects(catalog, category.name))
    aliases: list[ResultAlias] = []
    for event in catalog.events_of(category.name):
        objects.append(ObjectType(event.payload_type, event.fields, event_documentation(event), event.is_open, event))
        result = event.result
        if result is not None and result.fields is not None:
            objects.append(ObjectType(result.name, result.fields, result_documentation(event)))
        elif result is not None:
            aliases.append(ResultAlias(result.name, str(referenced_name(result.schema)), result_documentation(event)))
    title = f"{category.title}: {category.description}" if category.description else category.title
    return TypeModule(category.module, title, tuple(objects), tuple(aliases), tuple(shared.names))


def _objects(catalog: Catalog, category: str | None) -> tuple[ObjectType, ...]:
    """Return the object types of a category without its events, or the shared ones, each after those it references."""
    from graphlib import TopologicalSorter

    types = {name: named for name, named in catalog.types.items() if named.category in (None, category)}
    # Lists, because the order of a set differs between runs.
    graph = {name: [target for target in references(named.schema) if target in types] for name, named in types.items()}
    ordered = (types[name] for name in TopologicalSorter(graph).static_order())
    return tuple(
        ObjectType(named.name, named.fields, type_documentation(named), named.is_open)
        for named in ordered
        if named.category == category and named.fields is not None
    )
