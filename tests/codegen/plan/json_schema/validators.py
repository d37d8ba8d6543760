"""Validators under comparison: pydantic, ajv, zod, typebox and the npm package's own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from paths import ROOT
from pydantic import ValidationError

from .conftest import Compiled


class ValidationResults(NamedTuple):
    """Verdicts of the JavaScript validators, and the payload as JavaScript writes it back."""

    verdicts: dict[str, bool]
    written: str


def read_schema(compiled: Compiled, event: str) -> dict[str, Any]:
    """Read the JSON Schema of an event's payload."""
    file = compiled.folder / "schema" / "events" / f"{compiled.catalog.event(event).file_name}.json"
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


def validate_all(compiled: Compiled, payloads: list[tuple[str, str]]) -> list[ValidationResults]:
    """Validate payloads, each an event's name and a JSON text, with all JavaScript validators."""
    request = {
        "schemas": {name: read_schema(compiled, name) for name in compiled.catalog.events},
        "package": str(compiled.folder / "typescript"),
        "cases": payloads,
    }
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", str(Path(__file__).parent / "validate.mjs")],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr
    return [ValidationResults(*result) for result in json.loads(completed.stdout)]


def validate_with_model(compiled: Compiled, event: str, text: str) -> bool:
    try:
        compiled.catalog.payload_model(event).from_wire(text)
    except ValidationError:
        return False
    return True
