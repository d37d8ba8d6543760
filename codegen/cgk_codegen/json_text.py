"""JSON text in the two layouts of the generated files."""

from __future__ import annotations

import json
from typing import Final

compact_json: Final = json.JSONEncoder(ensure_ascii=False).encode
"""Return JSON data on one line: `{"a": [1, 2]}`."""

pretty_json: Final = json.JSONEncoder(ensure_ascii=False, indent=2).encode
"""Return JSON data with an indent of two spaces."""
