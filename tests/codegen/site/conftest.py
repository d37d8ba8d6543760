"""Sites of the small catalog, with its handlers and an earlier version."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.cli.main import main
from paths import CATALOGS

HANDLERS: dict[str, Any] = {
    "handlers": [
        {"event": "parcel.sent", "task": "parcel-sent", "place": "app/tasks.py:12", "language": "python", "options": {}}
    ],
    "schedules": [],
    "sends": [{"event": "parcel.sent", "place": "app/views.py:40", "function": "send_job"}],
}


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small catalog's site, written by the command."""
    folder = tmp_path_factory.mktemp("small-site")
    shutil.copytree(CATALOGS / "small", folder, dirs_exist_ok=True)
    earlier = folder / "earlier"
    shutil.copytree(CATALOGS / "small", earlier)
    text = (earlier / "events.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1.2.3", "version: 1.1.0").replace("      express: boolean?\n", "", 1)
    text = text.replace("      weight: {type: number, minimum: 0}", "      weight: {type: number}", 1)
    (earlier / "events.yaml").write_text(text, encoding="utf-8")
    (folder / "handlers.json").write_text(json.dumps(HANDLERS), encoding="utf-8")
    catalog = folder / "events.yaml"
    inputs = ["--handlers", str(folder / "handlers.json"), "--against", str(earlier / "events.yaml")]
    output = ["--output", str(folder / "site"), "--today", "2026-11-30"]
    assert main(["site", "--catalog", str(catalog), *output, *inputs]) == 0
    return folder / "site"


HOSTILE = """</script><script>document.title='broken'</script> <img src=x onerror="document.title='broken'"> {{ 7 * 7 }}
"quoted" 'too' & `</code><b>` ${7} {% raw %} ]]> --> [a](javascript:alert(1)) | `` <u>

# broken"""
WIRE_NAME = "order <img src=x>\"'`]|"


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Site of a catalog whose every description is HTML, a template and a script."""
    folder = tmp_path_factory.mktemp("hostile-site")
    description = {"description": HOSTILE}
    fields = {
        "note": {"type": "string", "sensitive": True, "examples": [HOSTILE], **description},
        "</td><img src=x>`": {
            "enum": [HOSTILE, "a|b"],
            "attribute": "kind",
            "deprecated": {"note": HOSTILE},
            **description,
        },
        "late": {"type": "string", "arrival": {"default": HOSTILE}},
        "size": {"type": "Size", **description},
    }
    example = {"note": HOSTILE, "</td><img src=x>`": HOSTILE, "late": "", "size": {"width": 1}}
    created = {"category": "search", "owner": "</title>`<b>", "wireName": WIRE_NAME, "payload": fields}
    deprecated = {"deprecated": {"note": HOSTILE}, "example": example}
    catalog = {
        "catalog": {"name": "a", "package": "a_jobs", "npmPackage": "@a/jobs", "version": "1.0.0", **description},
        "site": {"title": "<b>Acme</b>\n\n# broken", "accent": "#ff0"},
        "tenant": {"pattern": "^a$", "example": "a", **description},
        "categories": {"search": {"title": "<i>Orders</i>", "owner": HOSTILE, **description}},
        "types": {"Size": {**description, "fields": {"width": {"type": "number", **description}}}},
        "events": {"order.created": {**created, **deprecated, **description}},
        "schedules": {"order.daily": {"cron": "0 6 * * *", **description}},
    }
    (folder / "events.yaml").write_text(json.dumps(catalog), encoding="utf-8")
    # One entry has the keys of a handler, of a schedule's handler, and of a send.
    places = [{"event": WIRE_NAME, "schedule": "order.daily", "place": HOSTILE, "task": HOSTILE, "function": HOSTILE}]
    handlers = {"handlers": places, "schedules": places, "sends": places}
    (folder / "handlers.json").write_text(json.dumps(handlers), encoding="utf-8")
    changed = json.dumps(catalog).replace('"late"', '"added": "number?", "late"', 1)
    (folder / "new.yaml").write_text(changed, encoding="utf-8")
    arguments = ["--handlers", str(folder / "handlers.json"), "--against", str(folder / "events.yaml")]
    assert main(["site", "--catalog", str(folder / "new.yaml"), "--output", str(folder / "site"), *arguments]) == 0
    return folder / "site"
