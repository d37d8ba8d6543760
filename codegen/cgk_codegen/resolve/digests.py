"""What an event is made from, as a hash: its own text, and all text that is neither an event's nor a schedule's.

Of two catalogs in which an event's digest is the same, everything made of this event alone is the same. But for
schedules, and for space and comments between entries, every character of the files counts towards one digest or towards
all of them, so no edit goes by unseen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from cgk_codegen.diagnostics.source import SourceFile
from cgk_codegen.load import Entry
from cgk_codegen.memory.hashing import hash_text

_ANCHOR: Final = re.compile(r"(?:^|[\s\[{,:?-])&\S")
_NOTHING: Final = re.compile(r"(?:[\s,]|#[^\n]*(?:\n|$))*+")
"""What may stand between two entries and means nothing."""
_OTHER_BREAKS: Final = ("\x85", "\u2028", "\u2029")
"""What ends a line for YAML (1.1, production b-generic) and is no newline; so does a `\r` without one."""


def event_digests(
    files: Iterable[SourceFile], events: Mapping[str, Entry], schedules: Iterable[Entry], beside: str
) -> tuple[dict[str, str], str]:
    """Give every event's digest, and that of what is neither an event's nor a schedule's.

    Args:
        files: The catalog's files.
        events: The events by name.
        schedules: The schedules; no event is made of them.
        beside: What decides beside the files.
    """
    entries: defaultdict[SourceFile, list[Entry]] = defaultdict(list)
    for entry in (*events.values(), *schedules):
        entries[entry.value.span.file].append(entry)
    texts: dict[int, str] = {}
    rest = [beside]
    for file in files:
        parts = _parts(file.text, entries[file])
        # A text that means something in another place, or that cannot be cut, belongs to every event.
        texts |= parts[0] if parts else {}
        rest += [file.path, *(parts[1] if parts else [file.text])]
    shared = hash_text("\0".join(rest))

    def digest(name: str, entry: Entry) -> str:
        # Its file may say who owns it, and how often it is tried again.
        return hash_text("\0".join((shared, name, entry.key_span.file.path, texts.get(id(entry), ""))))

    return {name: digest(name, entry) for name, entry in events.items()}, shared


def _has_other_breaks(text: str) -> bool:
    return text.count("\r") != text.count("\r\n") or any(character in text for character in _OTHER_BREAKS)


def _parts(text: str, entries: list[Entry]) -> tuple[dict[int, str], list[str]] | None:
    """Cut a text into its entries, by their ids, and what else stands in it; None where that is not safe."""
    # Most texts have none of the characters, and looking for a character is fast.
    if ("&" in text and _ANCHOR.search(text)) or _has_other_breaks(text):
        return None
    # What ends with a text that ends without a newline ends in a line of its own, to the parser.
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
    own: dict[int, str] = {}
    rest: list[str] = []
    done = 0
    for entry in sorted(entries, key=lambda entry: entry.value.span[1:3]):
        key, span = entry.key_span, entry.value.span
        begin, value, end = (
            starts[line - 1] + column - 1
            for line, column in ((key.line, key.column), span[1:3], span[3:5])
        )  # fmt: skip
        if not (text.startswith((entry.key, "'", '"', "?"), begin) and done <= begin <= value <= end <= len(text)):
            return None
        rest.append(text[done:begin])
        own[id(entry)] = text[begin:end]
        done = end
    rest.append(text[done:])
    return own, [piece for piece in rest if not _NOTHING.fullmatch(piece)]
