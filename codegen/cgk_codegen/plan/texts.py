"""What emitters make: texts that are known by what they are made of, so that those of the last run need not be made.

`Filled` is a whole file of that kind; `Joined` is a file whose stretches are, mostly one event's each: those that are
what they were are cut out of the file as it is published.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from cgk_codegen.content import Hashed, Published
from cgk_codegen.json_text import compact, pretty, quoted
from cgk_codegen.memory.hashing import hash_text
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.plan.outline import Outline
from cgk_codegen.plan.templates import render


@dataclass(frozen=True, slots=True)
class Filled:
    """A template and all that it is filled with.

    Attributes:
        template: Path below `plan/`.
        outline: What the template knows as `catalog`.
        values: What else it asks for, as plain data and named tuples of it.
    """

    template: str
    outline: Outline
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def key(self) -> str:
        """Tell it from every other one."""
        return f"filled {self.template} {self.outline.digest} {hash_text(compact(self.values))}"

    def text(self) -> str:
        """Fill in the template."""
        return render(self.template, catalog=self.outline, **self.values)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file.

    Attributes:
        key: All that decides its text, in one line; of two in one file that have the same, the texts are the same.
        make: Makes it.
    """

    key: str
    make: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Joined:
    """A file as its stretches in a row."""

    parts: Sequence[str | Part]


Text = str | Filled | Joined


def join(path: str, joined: Joined, pieces: Pieces, published: Published) -> Hashed:
    """Make a file's text, with the stretches that are published already.

    Args:
        path: The file's path below the output folder.
        joined: Its stretches.
        pieces: Where the stretches of the last run stand; takes where those of this run do.
        published: What is published.
    """
    key = f"parts {path}"
    there = _last(pieces.get(key), path, published)
    made: list[str] = []
    keys: list[str] = []
    bounds: list[int] = []
    at = 0
    for part in joined.parts:
        if isinstance(part, str):
            stretch = part
        else:
            known = there.get(part.key)
            stretch = part.make() if known is None else known
            keys.append(part.key)
            bounds += (at, at + len(stretch))
        made.append(stretch)
        at += len(stretch)
    done = Hashed.of("".join(made))
    # As one text, for there are thousands of keys.
    pieces.put(key, json.dumps({"hash": done.hash, "keys": "\n".join(keys), "bounds": bounds}))
    return done


def _last(piece: str | None, path: str, published: Published) -> dict[str, str]:
    """Give the stretches of the published text by their keys; none if it is not what was made."""
    if piece is None:
        return {}
    last: dict[str, Any] = json.loads(piece)
    text = published.text(path, last["hash"])
    if text is None:
        return {}
    keys: list[str] = last["keys"].split("\n")
    bounds: list[int] = last["bounds"]
    return {key: text[bounds[2 * at] : bounds[2 * at + 1]] for at, key in enumerate(keys)}


@dataclass(frozen=True, slots=True)
class Value:
    """JSON data in a document that is known by what it is made of.

    Attributes:
        key: All that decides it.
        make: Makes it.
    """

    key: str
    make: Callable[[], Any]


def joined_json(document: Mapping[str, Any]) -> Joined:
    """Write a JSON document as `pretty` does, and every `Value` in its objects as a stretch of its own.

    Args:
        document: JSON data, in which objects may hold a `Value`.
    """
    parts: list[str | Part] = []
    _write(document, "", parts)
    return Joined([*parts, "\n"])


def _write(value: Any, margin: str, parts: list[str | Part]) -> None:  # Any: JSON data
    if isinstance(value, dict) and value:
        inner, between = f"{margin}  ", "{\n"
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            parts.append(f"{between}{inner}{quoted(key)}: ")  # pyright: ignore[reportUnknownArgumentType]
            if isinstance(item, Value):
                parts.append(Part(f"{item.key} {len(inner)}", partial(_pretty, item.make, inner)))
            else:
                _write(item, inner, parts)
            between = ",\n"
        parts.append(f"\n{margin}}}")
    else:
        parts.append(pretty(value, margin))


def _pretty(make: Callable[[], Any], margin: str) -> str:  # Any: JSON data
    return pretty(make(), margin)
