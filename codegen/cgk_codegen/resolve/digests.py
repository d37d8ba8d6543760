"""What an event is made from, as a hash: its own text, and all text that is no event's.

Of two catalogs in which an event's digest is the same, everything made of this event alone is the same. Every character
of the files counts towards one digest or towards all of them, so no edit goes by unseen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from cgk_codegen.load import Entry
from cgk_codegen.memory.hashing import hash_text
from cgk_codegen.source import SourceFile

_ANCHOR: Final = re.compile(r"(?:^|[\s\[{,:?-])&\S")
_OTHER_BREAKS: Final = ("\x85", "\u2028", "\u2029")
"""What ends a line for YAML (1.1, production b-generic) and is no newline; so does a `\r` without one."""


def event_digests(files: Iterable[SourceFile], events: Mapping[str, Entry], beside: str) -> tuple[dict[str, str], str]:
    """Give every event's digest, and that of what is no event's.

    Args:
        files: The catalog's files.
        events: The events by name.
        beside: What decides beside the files.
    """
    texts = {file: file.text for file in files}
    entries: defaultdict[SourceFile, list[Entry]] = defaultdict(list)
    for entry in events.values():
        entries[entry.value.span.file].append(entry)
    own: dict[str, str] = {}
    rest = [beside]
    for file, text in texts.items():
        parts = _parts(text, entries[file])
        # A text that means something in another place, or that cannot be cut, belongs to every event.
        own.update(parts[0] if parts else {})
        rest += [file.path, *(parts[1] if parts else [text])]
    shared = hash_text("\0".join(rest))
    return {name: hash_text("\0".join((shared, name, own.get(name, "")))) for name in events}, shared


def _has_other_breaks(text: str) -> bool:
    return text.count("\r") != text.count("\r\n") or any(character in text for character in _OTHER_BREAKS)


def _parts(text: str, entries: list[Entry]) -> tuple[dict[str, str], list[str]] | None:
    """Cut a text into what stands in its events and what stands between them; None where that is not safe."""
    # Most texts have none of the characters, and looking for a character is fast.
    if ("&" in text and _ANCHOR.search(text)) or _has_other_breaks(text):
        return None
    # What ends with a text that ends without a newline ends in a line of its own, to the parser.
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
    own: dict[str, str] = {}
    rest: list[str] = []
    done = 0
    for entry in sorted(entries, key=lambda entry: entry.value.span[1:3]):
        key, span = entry.key_span, entry.value.span
        named, begin, end = (
            starts[line - 1] + column - 1
            for line, column in ((key.line, key.column), span[1:3], span[3:5])
        )  # fmt: skip
        if not (text.startswith((entry.key, "'", '"', "?"), named) and done <= named <= begin <= end <= len(text)):
            return None
        rest.append(text[done:begin])
        own[entry.key] = text[begin:end]
        done = end
    return own, [*rest, text[done:]]
