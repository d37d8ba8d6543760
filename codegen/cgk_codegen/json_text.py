"""Fast JSON text: `json.dumps` creates an encoder per call, and indents without its C part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

compact: Final = json.JSONEncoder(ensure_ascii=False).encode
"""Format JSON data on one line: `{"a": [1, 2]}`."""

quoted: Final = json.encoder.encode_basestring  # in C where there is C
"""Format text as JSON: `"a"`."""


def pretty(value: Any, margin: str = "") -> str:  # JSON data
    """Format JSON data with an indent of two, exactly as `json.dumps(value, indent=2, ensure_ascii=False)`.

    Args:
        value: The data.
        margin: The start of all lines except the first.
    """
    if isinstance(value, str):
        return quoted(value)
    inner = f"{margin}  "
    if value and isinstance(value, dict | Mapping):  # the first is much faster to test
        items = cast("Mapping[str, Any]", value).items()
        lines = [f"{inner}{quoted(key)}: {pretty(item, inner)}" for key, item in items]
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    if value and isinstance(value, list | tuple):
        lines = [inner + pretty(item, inner) for item in cast("Iterable[Any]", value)]
        return "[\n" + ",\n".join(lines) + f"\n{margin}]"
    return compact(value)
