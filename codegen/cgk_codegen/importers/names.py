"""Names of the imported catalog: events, categories, types and fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Set
from itertools import chain, count
from typing import Final

from cgk_codegen.check.fields import is_field_name, is_object_property
from cgk_codegen.check.names import RESERVED_MODULES, is_task_name
from cgk_codegen.importers.yaml_text import is_printable
from cgk_codegen.resolve.catalog import dict_type_name
from cgk_codegen.resolve.names import attribute_name, pascal_case, snake_case

_CAMEL_WORD: Final = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[A-Z]")
_MAX_LENGTH: Final = 100


def event_key(name: str, group: str) -> str:
    """Return the catalog's name of an event.

    Example:
        >>> event_key("desk/ticket.file_removed", "")
        'desk.ticket.fileRemoved'
        >>> event_key("Order Completed", "shop")
        'shop.orderCompleted'
    """
    if is_task_name(name):
        return name
    parts = [part for part in map(_camel_case, re.split(r"[./:]+", name)) if part]
    group = _camel_case(group) or "imported"
    if not parts:
        return f"{group}.event"
    if len(parts) == 1:
        words = _CAMEL_WORD.findall(parts[0])
        is_class_name = re.fullmatch("[A-Z][A-Za-z0-9]+", name) is not None and len(words) > 1
        if is_class_name:  # OrderPlaced is order.placed
            parts = [words[0].lower(), _camel_case("".join(words[1:]))]
        else:
            suffix = parts[0].removeprefix(group)
            has_group_prefix = suffix != parts[0] and suffix[:1].isupper()
            parts = [group, _lower_first_word(suffix) if has_group_prefix else parts[0]]
    return ".".join(parts)[:_MAX_LENGTH].rstrip(".")


def category_name(word: str) -> str:
    """Return the name of a category."""
    import keyword

    name = _camel_case(word) or "imported"
    return f"{name}Events" if keyword.iskeyword(name.lower()) or name.lower() in RESERVED_MODULES else name


def type_name(name: str, used: Set[str]) -> str:
    """Return an unused name of a shared type; `used` has lower-case names."""
    stem = pascal_case(unicodedata.normalize("NFKD", name))[:_MAX_LENGTH].lstrip("0123456789") or "Imported"
    return _numbered(stem, lambda candidate: used.isdisjoint((candidate.lower(), dict_type_name(candidate).lower())))


def free_name(name: str, used: Collection[str]) -> str:
    """Return a name, with a number if it is used in any case; `used` has lower-case names."""
    return _numbered(name, lambda candidate: candidate.lower() not in used)


def _numbered(name: str, is_free: Callable[[str], bool]) -> str:
    """Return the first free name of `name`, `name2`, `name3` and so on."""
    return next(filter(is_free, chain([name], (f"{name}{number}" for number in count(2)))))


def field_problem(name: str) -> str:
    """Return the reason why a catalog cannot have a field of this name, empty if it can."""
    if is_object_property(name):
        return f'"{name}" is a property of every JavaScript object'
    return "" if is_printable(name) and name else f"the name {name!a} has characters that cannot be seen"


def free_attribute(name: str, used: Collection[str]) -> str:
    """Return the Python attribute of a field; empty if the attribute that the compiler derives is valid and unused.

    Example:
        >>> free_attribute("-1", ["field_1"])
        'field_1_2'
    """
    derived = attribute_name(name)
    if is_field_name(name) and derived not in used:
        return ""
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub("[^a-z0-9]+", "_", snake_case(ascii_text)).strip("_")
    stem = stem if stem[:1].isalpha() else f"field_{stem}".rstrip("_")
    stem = stem if attribute_name(stem) == stem else f"{stem}_field"
    if stem not in used:
        return stem
    # An underscore separates the number, because the name itself can end with one.
    return _numbered(f"{stem}_", lambda candidate: not candidate.endswith("_") and candidate not in used)


def _camel_case(text: str) -> str:
    words = re.findall("[A-Za-z0-9]+", unicodedata.normalize("NFKD", text).replace("'", ""))
    camel = "".join(word if not index else word[:1].upper() + word[1:] for index, word in enumerate(words))
    return _lower_first_word(camel.lstrip("0123456789"))


def _lower_first_word(text: str) -> str:
    """Return text with its first word in lower case: `OrderPlaced` is `orderPlaced`, `URLSeen` is `urlSeen`."""
    first = _CAMEL_WORD.match(text)
    return first[0].lower() + text[first.end() :] if first else text[:1].lower() + text[1:]
